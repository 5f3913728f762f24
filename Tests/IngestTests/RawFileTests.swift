import Testing

@testable import Ingest
@testable import System

@Suite struct `A raw file` {
    @Test(arguments: [
        ("rig/fio/ext4/run_2/result.json", true), ("rig/system_info/system_metadata.json", true),
        ("run_1/x.json", true), ("rig/run_1/aggregated_report.json", false), ("rig/run_/x.json", false),
        ("rig/run_a/x.json", false), ("rig/rerun_1/x.json", false), ("rig/run_1.json", false),
        ("x.json", false),
    ])
    func `is known by its path`(_ path: FilePath, _ isRaw: Bool) {
        #expect(RawFile.isRaw(path) == isRaw)
    }

    @Test(
        arguments: [
            ("x.json", []), ("rig/x.json", []), ("rig/night/x.json", ["rig/night"]),
            ("rig/a/b/x.json", ["rig/a/b", "rig/a"]), ("rig/night/aggregated_report.json", []),
        ] as [(FilePath, [FilePath])])
    func `belongs to a report in its directory or above, but not in the rig's own`(
        _ path: FilePath, _ directories: [FilePath]
    ) {
        #expect(RawFile.directories(above: path) == directories)
    }

    @Test(
        arguments: [([], false), ([0], true), ([0, 0], true), ([0, 1], false), ([1], false)]
            as [([UInt8], Bool)])
    func `and one with NUL bytes at its end are not written yet`(_ tail: [UInt8], _ isThere: Bool) {
        #expect(UnwrittenTail.isThere(tail) == isThere)
    }
}
