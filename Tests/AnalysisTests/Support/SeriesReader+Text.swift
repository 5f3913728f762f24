import TestSupport
import Testing

@testable import Analysis
@testable import JSON
@testable import Model
@testable import Reports
@testable import System

extension SeriesReader {
    /// What is drawn of a benchmark of a report that a test has as bytes.
    static func read(
        _ bytes: [UInt8], benchmark: String, limits: SeriesLimits = SeriesLimits()
    ) throws -> BenchmarkSeries {
        try read(try outline(bytes, benchmark), limits: limits) { source(Array(bytes[$0])) }
    }

    /// What is drawn of entries, each a filesystem and its `monitoring`.
    static func read(
        _ entries: KeyValuePairs<String, String>, limits: SeriesLimits = SeriesLimits()
    ) throws -> BenchmarkSeries {
        let members = entries.map { #""\#($0.key)": {"monitoring": \#($0.value)}"# }.joined(separator: ", ")
        return try read(Array(#"{"data": {"b": {\#(members)}}}"#.utf8), benchmark: "b", limits: limits)
    }

    private static func outline(_ bytes: [UInt8], _ name: String) throws -> [OutlineEntry] {
        let report = try ReportReader.read(bytes)
        let benchmark = try #require(report.benchmarks.first { $0.name.text == name })
        return benchmark.entries.map {
            OutlineEntry(filesystem: report.filesystems[$0.filesystem], parts: $0.parts)
        }
    }

    private static func source(_ bytes: [UInt8]) -> JSONScanner.Source {
        var rest = bytes[...]
        return { (buffer) throws(FileError) in
            let piece = rest.prefix(buffer.count)
            buffer.replaceSubrange(0..<piece.count, with: piece)
            rest = rest.dropFirst(piece.count)
            return piece.count
        }
    }
}

extension BenchmarkSeries {
    /// The points of a figure's only line.
    func points(_ id: String) throws -> SeriesPoints {
        let figure = try #require(figures.first { $0.id == id })
        #expect(figure.lines.count == 1)
        return try #require(figure.lines.first).points
    }
}
