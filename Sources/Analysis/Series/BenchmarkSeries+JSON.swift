import JSON
import Model

extension BenchmarkSeries {
    /// The figures as the API serves them (docs/api.md), in UTF-8.
    ///
    /// Points are written as they are: as values of JSON they would take many times the memory.
    package var bytes: [UInt8] {
        var bytes = Array("{\"figures\":[".utf8)
        for (index, figure) in figures.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            figure.write(to: &bytes)
        }
        bytes += Array("],".utf8)
        // Without its opening bracket, the rest goes on in the same object.
        bytes += rest.bytes.dropFirst()
        return bytes
    }

    private var rest: JSONValue {
        [
            "figures_further": .integer(furtherFigureCount),
            "entries_undrawn": .integer(undrawnEntryCount),
            "resources": .array(
                Resource.allCases.map {
                    [
                        "id": .string($0.rawValue), "label": .string($0.label),
                        "unit": .string($0.unit.rawValue),
                    ]
                }),
            "use": .array(uses.map(\.json)),
        ]
    }
}

extension ResourceUse {
    fileprivate var json: JSONValue {
        let members = Resource.allCases.map { JSONValue.Member($0.rawValue, .double(values[$0])) }
        return .object([JSONValue.Member("filesystem", .string(filesystem))] + members)
    }
}

extension BenchmarkSeries.Figure {
    fileprivate func write(to bytes: inout [UInt8]) {
        let head: JSONValue = [
            "id": .string(id), "group": .string(group.rawValue), "metric": metric.json,
            "disk": .text(disk), "title": .string(title), "note": .string(note),
            "unit": .text(unit?.rawValue), "axis": .string(axis.title),
        ]
        bytes += head.bytes.dropLast()
        bytes += Array(",\"lines\":[".utf8)
        for (index, line) in lines.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            line.write(to: &bytes)
        }
        bytes += Array("]}".utf8)
    }
}

extension BenchmarkSeries.Line {
    fileprivate func write(to bytes: inout [UInt8]) {
        let head: JSONValue = [
            "filesystem": .string(filesystem), "key": .string(key), "disk": .text(disk),
            "count": .integer(count),
        ]
        bytes += head.bytes.dropLast()
        bytes += Array(",\"x\":[".utf8)
        Self.write(points.x, to: &bytes)
        bytes += Array("],\"y\":[".utf8)
        Self.write(points.y, to: &bytes)
        bytes.append(UInt8(ascii: "]"))
        if let bands = points.bands {
            bytes += Array(",\"low\":[".utf8)
            Self.write(bands.map { $0?.lowest }, to: &bytes)
            bytes += Array("],\"high\":[".utf8)
            Self.write(bands.map { $0?.highest }, to: &bytes)
            bytes.append(UInt8(ascii: "]"))
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func write(_ values: [Double?], to bytes: inout [UInt8]) {
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += JSONValue.double(value).bytes
        }
    }
}
