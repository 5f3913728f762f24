/// The outline of a report and the listing of its config as the catalog keeps them: JSON text.
enum OutlineCodec {
    static func text(of report: Report) -> String {
        let outline: JSONValue = [
            "bytes": .integer(report.byteCount),
            "parts": parts(report.parts),
            "benchmarks": .array(
                report.benchmarks.map { benchmark in
                    [
                        "name": .string(benchmark.name),
                        "entries": .array(
                            benchmark.entries.map {
                                ["name": .string($0.filesystem), "parts": parts($0.parts)]
                            }),
                    ]
                }),
        ]
        return outline.text
    }

    static func report(from text: String) -> Report? {
        guard let json = try? JSONValue(parsing: Array(text.utf8)), let byteCount = json["bytes"]?.integer
        else { return nil }
        let benchmarks = (json["benchmarks"]?.elements ?? []).map { benchmark in
            Report.Benchmark(
                name: benchmark["name"]?.string ?? "",
                entries: (benchmark["entries"]?.elements ?? []).map {
                    Report.Entry(filesystem: $0["name"]?.string ?? "", parts: parts($0["parts"]))
                })
        }
        return Report(byteCount: byteCount, benchmarks: benchmarks, parts: parts(json["parts"]))
    }

    static func text(of listing: ConfigListing) -> String {
        let json: JSONValue = [
            "entries": .array(listing.entries.map(\.json)),
            "notes": .array(listing.notes.map { .string($0) }),
            "findings": .array(listing.findings.map(\.json)),
        ]
        return json.text
    }

    static func listing(from text: String) -> ConfigListing? {
        guard let json = try? JSONValue(parsing: Array(text.utf8)), let entries = json["entries"]?.elements
        else { return nil }
        return ConfigListing(
            entries: entries.compactMap(ConfigListing.Entry.init(json:)),
            notes: (json["notes"]?.elements ?? []).compactMap(\.string),
            findings: (json["findings"]?.elements ?? []).compactMap(SecretFinding.init(json:)))
    }

    private static func parts(_ parts: [Report.Part]) -> JSONValue {
        .array(
            parts.map {
                [.string($0.pointer), .integer($0.range.lowerBound), .integer($0.range.upperBound)]
            })
    }

    private static func parts(_ json: JSONValue?) -> [Report.Part] {
        (json?.elements ?? []).compactMap { part in
            guard let fields = part.elements, fields.count == 3, let pointer = fields[0].string,
                let start = fields[1].integer, let end = fields[2].integer, start <= end
            else { return nil }
            return Report.Part(pointer: pointer, range: start..<end)
        }
    }
}

extension ConfigListing.Entry {
    fileprivate init?(json: JSONValue) {
        guard let index = json["index"]?.integer, let path = json["path"]?.string,
            let kind = json["type"]?.string.flatMap(ConfigListing.Kind.init),
            let byteCount = json["size"]?.integer,
            let compressed = json["compressed_size"]?.integer, let method = json["method"]?.string,
            let crc = json["crc32"]?.string.flatMap({ UInt32($0, radix: 16) }),
            let isEncrypted = json["encrypted"]?.bool
        else { return nil }
        self.init(
            index: index, path: path, rawPath: json["path_bytes"]?.string.flatMap(Hexadecimal.bytes),
            kind: kind,
            byteCount: byteCount, compressedByteCount: compressed, method: method, crc32: crc,
            permissions: json["mode"]?.string.flatMap { UInt16($0, radix: 8) },
            modified: json["modified"]?.string, isEncrypted: isEncrypted)
    }
}
