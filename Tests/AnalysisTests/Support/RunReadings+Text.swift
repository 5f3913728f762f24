import TestSupport

@testable import Analysis
@testable import Model
@testable import Reports

extension RunReadings {
    /// The readings of a report that a test has as bytes.
    static func read(_ bytes: [UInt8]) throws -> RunReadings {
        var builder = ReadingsBuilder()
        _ = try ReportReader.read(bytes) { builder.add($0) }
        return builder.finish()
    }

    /// The readings of a real report.
    static func fixture(_ run: String) throws -> RunReadings {
        try read(Fixtures.file(run, "aggregated_report.json"))
    }

    func cell(_ benchmark: String, _ filesystem: String) -> CellReadings? {
        cells.first { $0.benchmark == benchmark && $0.filesystem == filesystem }
    }
}

extension CellReadings {
    /// The readings of a cell with some series of iostat and Docker, as JSON.
    static func read(iostat: String = "{}", docker: String = "{}") throws -> CellReadings? {
        let series = #""iostat": {"series": \#(iostat)}, "docker_stats": {"series": \#(docker)}"#
        return try RunReadings.read(Array(#"{"data": {"b": {"f": {"monitoring": {\#(series)}}}}}"#.utf8))
            .cells.first
    }
}

extension [Double] {
    /// As a list in JSON.
    var json: String { "[" + map { "\($0)" }.joined(separator: ",") + "]" }
}
