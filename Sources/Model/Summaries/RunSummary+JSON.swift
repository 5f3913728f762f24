package import JSON
import System

extension RunSummary {
    /// The summary as the API serves it (docs/api.md).
    package func json(_ links: Links) -> JSONValue {
        .object(run.head.members(links) + (run.mark.json.members ?? []) + (values.members ?? []))
    }

    private var values: JSONValue {
        [
            "bytes": .integer(run.receipt.report.byteCount),
            "sha256": .string(run.receipt.report.digest.description),
            "config": configJSON,
            "rules": rules.map { .integer($0) } ?? .null,
            "warnings": .array(run.receipt.warnings.map(\.json)),
            "system_info": systemInfo ?? nil,
            "benchmarks": .array(benchmarks.map(\.json)),
            "benchmarks_total": .integer(run.counts.benchmarks),
            "filesystems": .array(filesystems.map { .string($0.text) }),
            "filesystems_total": .integer(run.counts.filesystems),
            "next": .text(next?.description),
            "other": .array(others.map(\.json)),
            "other_hidden": .integer(hiddenOtherCount),
            "monitoring": [
                "docker_stats": .array(MetricTable.docker.map(\.json)),
                "iostat": .array(MetricTable.iostat.map(\.json)),
            ],
            "units": MetricUnit.json,
            "omitted": .array(
                omissions.map {
                    [
                        "pointer": .string($0.pointer), "bytes": .integer($0.range.count),
                        "range": .range($0.range),
                    ]
                }),
        ]
    }

    private var configJSON: JSONValue {
        guard let config = run.receipt.config else { return nil }
        return [
            "bytes": .integer(config.byteCount),
            "sha256": .string(config.digest.description),
            "entries": .array((self.config?.entries ?? []).map(\.entry.json)),
            "entries_total": .integer(self.config?.total ?? 0),
        ]
    }
}

extension RunSummary.Benchmark {
    fileprivate var json: JSONValue {
        [
            "index": .integer(index),
            "name": .string(name),
            "name_range": .range(nameRange),
            "kind": .text(kind?.rawValue),
            "score": .text(score?.key),
            "metrics": ["plot": .array(plotMetrics.map(\.json)), "table": .array(tableMetrics.map(\.json))],
            "entries": .array(entries.map(\.json)),
            "entries_total": .integer(entryCount),
            "entries_from": .integer(firstEntry),
        ]
    }
}

extension JSONValue {
    /// A range of bytes of the report, as its first and the one after its last; null for nil.
    fileprivate static func range(_ range: Range<Int>?) -> JSONValue {
        range.map { [.integer($0.lowerBound), .integer($0.upperBound)] } ?? nil
    }
}

extension RunSummary.Entry {
    fileprivate var json: JSONValue { .object((values.members ?? []) + computedMembers) }

    private var values: JSONValue {
        [
            "filesystem": .string(filesystem),
            "name_range": .range(nameRange),
            "metrics": ["plot": plot ?? nil, "table": table ?? nil],
            "docker_stats": docker.json,
            "iostat": iostat.json,
            "other": .array(others.map(\.json)),
            "other_hidden": .integer(hiddenOtherCount),
        ]
    }
}

extension RunSummary.Monitoring {
    fileprivate var json: JSONValue {
        [
            "plot": plot ?? nil, "table": table ?? nil, "has_series": .bool(seriesByteCount != nil),
            "series_bytes": .integer(seriesByteCount ?? 0),
        ]
    }
}

extension RunSummary.Other {
    fileprivate var json: JSONValue { ["pointer": .string(pointer), "value": value] }
}
