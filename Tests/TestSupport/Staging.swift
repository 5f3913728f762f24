import Analysis
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
        warnings: [Problem] = [], mark: RunMark = RunMark(), in directory: Directory
    ) throws {
        try self.init(
            staged: try directory.stage(report), config: try config.map { try directory.stage($0) },
            source: source, origin: origin, warnings: warnings, mark: mark)
    }

    /// A drop of files that are staged, judged as ingest does.
    package init(
        staged report: StagedFile, config: StagedFile?, source: String? = "rig", origin: Origin = .upload,
        warnings: [Problem] = [], mark: RunMark = RunMark()
    ) throws {
        var builder = ReadingsBuilder()
        let outline = try ReportReader.read(
            report.open(), path: report.path, limit: .max, items: { builder.add($0) })
        self.init(
            report: report, outline: outline, readings: builder.finish(),
            config: try config.map { try JudgedConfig(staged: $0) }, source: source, origin: origin,
            warnings: warnings, mark: mark)
    }
}

extension JudgedConfig {
    /// A config archive that is staged in a directory and judged, as ingest does.
    package init(_ bytes: [UInt8], in directory: Directory) throws {
        try self.init(staged: try directory.stage(bytes))
    }

    /// A config archive that is staged, judged as ingest does.
    package init(staged: StagedFile) throws {
        let limits = ArchiveLimits(byteCount: 64 << 20)
        let read = try ConfigInspector.read(staged.open(), path: staged.path, limits: limits)
        self.init(staged: staged, listing: read.listing, vars: read.vars)
    }
}
