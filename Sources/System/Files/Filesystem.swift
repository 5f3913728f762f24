import CLinux
import Glibc

/// What kind of filesystem something lies on (statfs(2)).
package struct Filesystem: Sendable {
    /// f_type; nil where the call fails.
    private let type: UInt64?

    /// The filesystem of an open file or directory.
    init(of descriptor: CInt) {
        var status = statfs()
        type = fstatfs(descriptor, &status) == 0 ? UInt64(status.f_type) & 0xFFFF_FFFF : nil
    }

    /// Its name, where others than this machine change it, unseen by inotify and leases; nil where none do.
    package var remoteName: String? {
        switch type {
        case 0x6969: "NFS"
        case 0x517B, 0xFF53_4D42, 0xFE53_4D42: "SMB"
        case 0x6573_5546: "FUSE"
        case 0x0102_1997: "9P"
        default: nil
        }
    }

    var isRemote: Bool { remoteName != nil }
}
