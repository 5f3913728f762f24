extension RunSummary {
    /// The summary as the API serves it (docs/api.md).
    package var json: JSONValue {
        [
            "uuid": .string(run.id.description),
            "link": .string(run.link),
            "source": .text(run.receipt.source),
            "filed": .string(run.receipt.filed.description),
            "bytes": .integer(run.receipt.report.byteCount),
            "sha256": .string(run.receipt.report.digest.description),
            "config": config,
            "warnings": .array(run.receipt.warnings.map(\.json)),
            "system_info": systemInfo ?? nil,
            "benchmarks": .array(benchmarks.map(\.json)),
            "other": .array(others.map(\.json)),
            "monitoring": [
                "docker_stats": .array(MetricTable.docker.map(\.json)),
                "iostat": .array(MetricTable.iostat.map(\.json)),
            ],
            "omitted": .array(
                omissions.map { ["pointer": .string($0.pointer), "bytes": .integer($0.byteCount)] }),
        ]
    }

    private var config: JSONValue {
        guard let config = run.receipt.config else { return nil }
        return [
            "bytes": .integer(config.byteCount),
            "sha256": .string(config.digest.description),
            "entries": .array((run.listing?.entries ?? []).map(\.json)),
        ]
    }
}

extension RunSummary.Benchmark {
    fileprivate var json: JSONValue {
        [
            "name": .string(name),
            "kind": .text(kind?.rawValue),
            "metrics": ["plot": .array(plotMetrics.map(\.json)), "table": .array(tableMetrics.map(\.json))],
            "entries": .array(entries.map(\.json)),
        ]
    }
}

extension RunSummary.Entry {
    fileprivate var json: JSONValue {
        [
            "filesystem": .string(filesystem),
            "metrics": ["plot": plot ?? nil, "table": table ?? nil],
            "docker_stats": docker.json,
            "iostat": iostat.json,
            "other": .array(others.map(\.json)),
        ]
    }
}

extension RunSummary.Monitoring {
    fileprivate var json: JSONValue {
        ["plot": plot ?? nil, "table": table ?? nil, "has_series": .bool(hasSeries)]
    }
}

extension RunSummary.Other {
    fileprivate var json: JSONValue { ["pointer": .string(pointer), "value": value] }
}
