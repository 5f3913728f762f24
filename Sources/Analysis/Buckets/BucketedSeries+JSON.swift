package import JSON
import Model

extension BucketedSeries {
    /// The series as the API serves them (docs/api.md), in UTF-8, after the members of `head`.
    ///
    /// Points are written as they are: as values of JSON they would take many times the memory.
    package func bytes(after head: [JSONValue.Member]) -> [UInt8] {
        let members: [JSONValue.Member] = [
            .init("group", .string(group.rawValue)), .init("points", .integer(points)),
            .init("busy", busy?.json ?? .null), .init("series_further", .integer(furtherCount)),
        ]
        var bytes = JSONValue.object(head + members).bytes
        bytes.removeLast()
        bytes += ",\"series\":[".utf8
        for (index, series) in series.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            series.write(to: &bytes)
        }
        bytes += "]}".utf8
        return bytes
    }
}

extension BucketedSeries.Series {
    fileprivate func write(to bytes: inout [UInt8]) {
        let head: JSONValue = [
            "key": .string(key), "metric": metric.json, "disk": .text(disk), "count": .integer(count),
            "from": .integer(range.lowerBound), "to": .integer(range.upperBound),
        ]
        bytes += head.bytes.dropLast()
        switch content {
        case .values(let values, let unsampled):
            bytes += ",\"values\":[".utf8
            bytes.append(values) { $1 += JSONValue.double($0).bytes }
            bytes += "],\"no_samples\":[".utf8
            bytes.append(unsampled) { $1 += "\($0)".utf8 }
        case .buckets(let buckets):
            bytes += ",\"buckets\":[".utf8
            bytes.append(buckets) { $0.write(to: &$1) }
        }
        bytes += "]}".utf8
    }
}

extension BucketedSeries.Bucket {
    fileprivate func write(to bytes: inout [UInt8]) {
        bytes += "{\"from\":\(range.lowerBound),\"to\":\(range.upperBound),\"min\":".utf8
        bytes += JSONValue.double(lowest).bytes
        bytes += ",\"mean\":".utf8
        bytes += JSONValue.double(mean).bytes
        bytes += ",\"max\":".utf8
        bytes += JSONValue.double(highest).bytes
        bytes += ",\"samples\":\(sampleCount)}".utf8
    }
}

extension [UInt8] {
    /// Writes items with commas between them.
    fileprivate mutating func append<Item>(
        _ items: [Item], _ write: (Item, inout [UInt8]) -> Void
    ) {
        for (index, item) in items.enumerated() {
            if index > 0 { append(UInt8(ascii: ",")) }
            write(item, &self)
        }
    }
}
