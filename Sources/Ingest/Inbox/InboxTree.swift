import CLinux
import Glibc
import Store

/// The inbox and the directories below it: watches each and finds what is in it.
///
/// Used by the inbox thread alone.
struct InboxTree {
    /// What was found or noticed, with paths below the inbox.
    enum Sighting: Equatable {
        case file(FilePath, FileStatus, DropBoard.Cause)
        case temporary(FilePath)
        /// Something that is nothing to take.
        case other(FilePath)
        case lost(FilePath)
        case lostDirectory(FilePath)
        /// Notices were lost, or the inbox itself went: only a scan tells what there is.
        case mustScan(reason: String)
        /// A directory cannot be watched: it must be polled.
        case mustPoll(FileError)
    }

    let root: Directory
    /// Nil where the inbox is polled.
    private let inotify: Inotify?
    private var directories: [Int32: FilePath] = [:]
    private var watches: [FilePath: Int32] = [:]

    init(root: Directory, inotify: Inotify?) {
        self.root = root
        self.inotify = inotify
    }

    // MARK: Scanning

    /// Everything in a directory and below it; a directory is watched before it is listed, so nothing slips between.
    mutating func scan(_ directory: FilePath) -> [Sighting] {
        var sightings: [Sighting] = []
        var pending = [directory]
        while let next = pending.popLast() {
            do {
                let opened = next.isEmpty ? root : try root.directory(next)
                if let failure = watch(opened, next) { sightings.append(.mustPoll(failure)) }
                for name in try opened.names() {
                    try look(at: name, in: opened, next, cause: .complete, &sightings, &pending)
                }
            } catch  where error.isMissing || error.errno == ELOOP {
                sightings.append(.lostDirectory(next))
            } catch {
                // Unreadable, or gone bad: the next scan looks again.
                continue
            }
        }
        return sightings
    }

    private func look(
        at name: FilePath, in opened: Directory, _ directory: FilePath, cause: DropBoard.Cause,
        _ sightings: inout [Sighting], _ pending: inout [FilePath]
    ) throws(FileError) {
        let path = directory.appending(name)
        switch DropName.role(of: name) {
        case .temporary: sightings.append(.temporary(path))
        case .reason: return
        case .report, .config, .other:
            if name.isHidden { return }
            guard let status = try opened.statusIfPresent(of: name) else {
                sightings.append(.lost(path))
                return
            }
            switch status.kind {
            case .directory: pending.append(path)
            case .regular where DropName.role(of: name) != .other:
                sightings.append(.file(path, status, cause))
            case .regular, .symbolicLink, .special: sightings.append(.other(path))
            }
        }
    }

    private mutating func watch(_ opened: Directory, _ directory: FilePath) -> FileError? {
        guard let inotify, watches[directory] == nil else { return nil }
        do {
            let watch = try inotify.watch(opened)
            // One inode has one watch: a directory that moved is known by its new path from now on.
            if let old = directories[watch] { watches[old] = nil }
            directories[watch] = directory
            watches[directory] = watch
            return nil
        } catch {
            return error
        }
    }

    // MARK: Notices

    /// What notices mean.
    mutating func sightings(of events: [Inotify.Event]) -> [Sighting] {
        var sightings: [Sighting] = []
        for event in events { notice(event, &sightings) }
        return sightings
    }

    private mutating func notice(_ event: Inotify.Event, _ sightings: inout [Sighting]) {
        if event.has(IN_Q_OVERFLOW) {
            return sightings.append(.mustScan(reason: "the inotify queue overflowed"))
        }
        guard let directory = directories[event.watch] else { return }
        if event.has(IN_IGNORED) || event.has(IN_UNMOUNT) {
            directories[event.watch] = nil
            watches[directory] = nil
            if directory.isEmpty { sightings.append(.mustScan(reason: "the watch on the inbox ended")) }
            return
        }
        if event.has(IN_MOVE_SELF) || event.has(IN_DELETE_SELF) {
            if directory.isEmpty { sightings.append(.mustScan(reason: "the inbox was moved or removed")) }
            return
        }
        if event.name.isEmpty { return }
        let path = directory.appending(event.name)
        if event.isDirectory {
            noticeDirectory(event, path, &sightings)
        } else {
            noticeFile(event, path, directory, &sightings)
        }
    }

    private mutating func noticeDirectory(
        _ event: Inotify.Event, _ path: FilePath, _ sightings: inout [Sighting]
    ) {
        if event.name.isHidden { return }
        if event.has(IN_MOVED_FROM) || event.has(IN_DELETE) {
            // A watch follows the directory wherever it goes, under a path that is no longer true.
            forget(path)
            sightings.append(.lostDirectory(path))
        } else if event.has(IN_CREATE) || event.has(IN_MOVED_TO) {
            forget(path)
            sightings += scan(path)
        }
    }

    private mutating func forget(_ path: FilePath) {
        let below = path.bytes + [UInt8(ascii: "/")]
        for (directory, watch) in watches where directory == path || directory.bytes.starts(with: below) {
            inotify?.unwatch(watch)
            watches[directory] = nil
            directories[watch] = nil
        }
    }

    private func noticeFile(
        _ event: Inotify.Event, _ path: FilePath, _ directory: FilePath, _ sightings: inout [Sighting]
    ) {
        if event.has(IN_DELETE) || event.has(IN_MOVED_FROM) { return sightings.append(.lost(path)) }
        let isComplete = event.has(IN_CLOSE_WRITE) || event.has(IN_MOVED_TO)
        var ignored: [FilePath] = []
        do {
            let opened = directory.isEmpty ? root : try root.directory(directory)
            try look(
                at: event.name, in: opened, directory, cause: isComplete ? .complete : .changing, &sightings,
                &ignored)
        } catch {
            sightings.append(.lost(path))
        }
    }
}
