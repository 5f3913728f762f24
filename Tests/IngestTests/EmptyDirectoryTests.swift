import CLinux
import Glibc
import Testing

@testable import Ingest
@testable import Model
@testable import System

@Suite struct `An empty directory` {
    static let now = Timestamp(milliseconds: 1_700_000_000_000)
    static let day: Int64 = 24 * 3600

    /// Its path, the ages of its content and of its inode in seconds, and whether it may go.
    static let directories: [(path: FilePath, modified: Int64, changed: Int64, mayGo: Bool)] = [
        ("rig/night", day + 1, day + 1, true),
        ("rig/night/a/b", day + 1, day + 1, true),
        ("rig/night", day, day + 1, false),
        // rsync -a gives it the sender's time.
        ("rig/night", 365 * day, 60, false),
        ("rig/night", 60, 365 * day, false),
        // The clock stepped back.
        ("rig/night", -365 * day, day + 1, false),
        ("rig", 365 * day, 365 * day, false),
        ("", 365 * day, 365 * day, false),
        (".rejected/x", 365 * day, 365 * day, false),
        ("rig/.~tmp~", 365 * day, 365 * day, false),
        ("rig/.x/y", 365 * day, 365 * day, false),
    ]

    @Test(arguments: directories.indices)
    func `goes when it is old and not a rig's own`(_ index: Int) {
        let (path, modified, changed, mayGo) = Self.directories[index]
        var status = stat()
        status.st_mode = S_IFDIR
        status.st_mtim.tv_sec = Int(Self.now.milliseconds / 1000 - modified)
        status.st_ctim.tv_sec = Int(Self.now.milliseconds / 1000 - changed)
        #expect(EmptyDirectory.mayGo(path, FileStatus(status), at: Self.now) == mayGo)
    }
}
