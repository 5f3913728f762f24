import CLinux
import Glibc
import System

/// The kernel's notices of changes in directories (inotify(7)).
final class Inotify {
    /// One notice.
    struct Event: Equatable {
        let watch: Int32
        let kinds: Kinds
        /// Empty if the notice concerns the directory itself.
        let name: FilePath

        /// Whether it is of any of these kinds.
        func isAny(of others: Kinds) -> Bool { !kinds.isDisjoint(with: others) }
    }

    /// What a notice says.
    struct Kinds: OptionSet {
        let rawValue: UInt32

        /// Notices were lost.
        static let overflow = Kinds(rawValue: UInt32(IN_Q_OVERFLOW))
        /// The watch has ended.
        static let ended = Kinds(rawValue: UInt32(IN_IGNORED))
        /// The watched directory itself was moved, removed or unmounted.
        static let lost = Kinds(rawValue: UInt32(IN_MOVE_SELF | IN_DELETE_SELF | IN_UNMOUNT))
        /// The name is of a directory.
        static let directory = Kinds(rawValue: UInt32(IN_ISDIR))
        static let movedAway = Kinds(rawValue: UInt32(IN_MOVED_FROM))
        static let created = Kinds(rawValue: UInt32(IN_CREATE))
        static let written = Kinds(rawValue: UInt32(IN_MODIFY))
        /// Mode, owner or times changed.
        static let attributes = Kinds(rawValue: UInt32(IN_ATTRIB))
    }

    private static let mask = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_MODIFY | IN_ATTRIB | IN_DELETE | IN_MOVED_FROM
            | IN_DELETE_SELF | IN_MOVE_SELF)
    private static let nameMask = UInt32(IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM)
    // Below 64 KiB a long name could not be read at all (EINVAL).
    private static let bufferSize = 256 << 10

    private let descriptor: OwnedDescriptor

    /// For poll(2).
    var raw: CInt { descriptor.raw }

    /// - Throws: `FileError`; `EMFILE` where the user has no instance left.
    init() throws(FileError) {
        let raw = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard raw >= 0 else { throw .current("inotify_init1", "") }
        descriptor = OwnedDescriptor(raw)
    }

    /// Watches an open directory.
    ///
    /// - Throws: `FileError`; `ENOSPC` where the user has no watch left.
    func watch(_ directory: Directory) throws(FileError) -> Int32 { try watch(directory, Self.mask) }

    /// Watches an open directory for names that come and go.
    ///
    /// - Throws: `FileError`; `ENOSPC` where the user has no watch left.
    func watchNames(of directory: Directory) throws(FileError) -> Int32 {
        try watch(directory, Self.nameMask)
    }

    private func watch(_ directory: Directory, _ mask: UInt32) throws(FileError) -> Int32 {
        // The descriptor's own link: the path could mean another directory by now.
        let watch = inotify_add_watch(
            raw, directory.processPath, mask | UInt32(IN_ONLYDIR | IN_EXCL_UNLINK))
        guard watch >= 0 else { throw .current("inotify_add_watch", directory.path) }
        return watch
    }

    /// Ends a watch; one that ended by itself is no error.
    func unwatch(_ watch: Int32) {
        _ = inotify_rm_watch(raw, watch)
    }

    /// The notices that are there, without waiting.
    ///
    /// - Throws: `FileError` of read(2).
    func events() throws(FileError) -> [Event] {
        var buffer = [UInt8](repeating: 0, count: Self.bufferSize)
        let count = buffer.withUnsafeMutableBytes { read(raw, $0.baseAddress, $0.count) }
        guard count >= 0 else {
            if errno == EAGAIN || errno == EINTR { return [] }
            throw .current("read", "inotify")
        }
        return Self.parse(buffer[..<count])
    }

    private static func parse(_ bytes: ArraySlice<UInt8>) -> [Event] {
        var events: [Event] = []
        var rest = bytes
        let headerSize = MemoryLayout<inotify_event>.size
        while rest.count >= headerSize {
            let header = Array(rest.prefix(headerSize)).withUnsafeBytes {
                $0.loadUnaligned(as: inotify_event.self)
            }
            let name = rest.dropFirst(headerSize).prefix(Int(header.len)).prefix { $0 != 0 }
            events.append(
                Event(
                    watch: header.wd, kinds: Kinds(rawValue: header.mask), name: FilePath(bytes: Array(name)))
            )
            rest = rest.dropFirst(headerSize + Int(header.len))
        }
        return events
    }
}
