import Archives
package import Model
import System

/// A folder in which tests have the settings of archives read.
package struct VarFolder: ~Copyable {
    private let folder: TemporaryFolder

    /// A folder of its own.
    package init() throws { folder = try TemporaryFolder() }

    /// What an archive says.
    package func read(archive bytes: [UInt8]) throws -> (listing: ConfigListing, vars: ConfigVars) {
        try folder.write(bytes, to: "a.zip")
        let file = try Directory(folder.path).openForReading("a.zip")
        return try ConfigInspector.read(file, path: "a.zip", limits: ArchiveLimits(byteCount: 64 << 20))
    }

    /// What an archive of one file says.
    package func read(_ bytes: [UInt8], as name: String = "vars/a.yaml") throws -> ConfigVars {
        var builder = ZipBuilder()
        builder.add(bytes: Array(name.utf8), bytes)
        return try read(archive: builder.bytes).vars
    }

    /// What the archive of a run in Tests/Fixtures says.
    package func fixture(_ run: String) throws -> ConfigVars {
        try read(archive: Fixtures.file(run, "config.zip")).vars
    }
}

extension ConfigVar {
    /// The var as "a / b = text", a withheld one as "a / b (reason)".
    package var line: String {
        switch value {
        case .text(let text): "\(path) = \(text)"
        case .withheld(let reason): "\(path) (\(reason.rawValue))"
        }
    }
}
