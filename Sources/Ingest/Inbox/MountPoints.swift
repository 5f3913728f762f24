import Glibc
import System

/// The filesystems that are mounted in a directory (proc_pid_mountinfo(5)).
enum MountPoints {
    /// The kernel's lines about them, which hold an id of each mount; empty where /proc is not there.
    static func below(_ directory: FilePath) -> Set<[UInt8]> {
        let top = FilePath(bytes: directory.resolved.bytes.flatMap(escaped))
        // Without /proc a mount is noticed by the next scan.
        let lines = (try? mountInfo())?.split(separator: UInt8(ascii: "\n")) ?? []
        return Set(
            lines.filter { line in
                let fields = line.split(separator: UInt8(ascii: " "))
                return fields.count > 4 && FilePath(bytes: Array(fields[4])).isBelow(top)
            }.map { Array($0) })
    }

    private static func mountInfo() throws(FileError) -> [UInt8] {
        let path: FilePath = "/proc/self/mountinfo"
        let raw = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)
        guard raw >= 0 else { throw .current("open", path) }
        let file = OwnedDescriptor(raw)
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try OwnedDescriptor.read(file.raw, at: content.count, into: &buffer, path: path)
            guard count > 0 else { return content }
            content += buffer[..<count]
        }
    }

    /// As the kernel writes a byte of a path there.
    private static func escaped(_ byte: UInt8) -> [UInt8] {
        guard [0x20, 0x09, 0x0A, 0x5C].contains(byte) else { return [byte] }
        return [0x5C] + [byte >> 6, byte >> 3 & 7, byte & 7].map { UInt8(ascii: "0") + $0 }
    }
}
