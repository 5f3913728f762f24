import Archives
import Foundation
package import Model
import Reports
package import System

extension Directory {
    /// A staged file with these bytes, under a name of its own.
    package func stage(_ bytes: [UInt8]) throws -> StagedFile {
        var writer = try StagedWriter(FilePath("test-\(UUID())"), in: self)
        try writer.write(bytes[...])
        return try writer.finish()
    }
}

extension JudgedDrop {
    /// A drop that is staged in a directory and judged, as ingest does.
    package init(
        report: [UInt8], config: [UInt8]? = nil, source: String? = "rig", origin: Origin = .upload,
        warnings: [Problem] = [], in directory: Directory
    ) throws {
        let staged = try directory.stage(report)
        let outline = try ReportReader.read(staged.open(), path: staged.path, limit: .max)
        self.init(
            report: staged, outline: outline,
            config: try config.map { try JudgedConfig($0, in: directory) }, source: source, origin: origin,
            warnings: warnings)
    }
}

extension JudgedConfig {
    /// A config archive that is staged in a directory and judged, as ingest does.
    package init(_ bytes: [UInt8], in directory: Directory) throws {
        let staged = try directory.stage(bytes)
        let limits = ArchiveLimits(byteCount: 64 << 20)
        self.init(
            staged: staged,
            listing: try ConfigInspector.list(staged.open(), path: staged.path, limits: limits))
    }
}
