import Glibc
import System

/// Who watches an inbox: the process that holds flock(2) on its directory.
enum InboxHolder {
    /// Whether nobody does at this moment.
    static func isFree(_ inbox: FilePath) -> Bool {
        // What cannot be opened now is looked at again.
        guard let directory = try? Directory(inbox) else { return false }
        return (try? directory.lock()) == true
    }

    /// "process 1234", for messages.
    static func name(of inbox: FilePath) -> String {
        // The message does without its number, as where the process is on another machine.
        guard let status = try? Directory(inbox).status(),
            let locks = try? Directory("/proc").openForReading("locks"),
            let table = try? OwnedDescriptor.read(locks.raw, 0..<1 << 20, path: "/proc/locks")
        else { return "another process" }
        // "1: FLOCK  ADVISORY  WRITE 1234 fe:01:5678 0 EOF" (proc(5)).
        for line in String(decoding: table, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 5, fields[1] == "FLOCK", let inode = fields[5].split(separator: ":").last,
                UInt64(inode) == status.identity.inode
            else { continue }
            return "the process \(fields[4])"
        }
        return "another process"
    }
}
