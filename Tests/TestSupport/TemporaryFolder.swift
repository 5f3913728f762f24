package import Foundation
package import System

/// A folder of one test's own, removed with it.
package struct TemporaryFolder: ~Copyable {
    package let url: URL

    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "benchd-test-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    package var path: FilePath { FilePath(url.path) }

    package func write(_ bytes: [UInt8], to name: String) throws {
        let target = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: target)
    }

    package func names(in name: String = ".") throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: url.appending(path: name).path))
    }
}

/// The real reports and archives in `Tests/Fixtures`.
package enum Fixtures {
    package static let runs = [
        "baseline", "baseline-repeat", "minute-baseline", "minute-mount-options", "mount-options",
        "readahead-16k",
    ]

    package static func file(_ run: String, _ name: String) throws -> [UInt8] {
        try bytes("../examples/\(run)/\(name)")
    }

    /// A file by its path in Tests/Fixtures.
    package static func file(_ path: String) throws -> [UInt8] {
        try bytes("Fixtures/\(path)")
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Array(try Data(contentsOf: tests.appending(path: path)))
    }
}
