package import JSON

extension SystemFact {
    /// The fact as a member: its name and its value.
    fileprivate var member: JSONValue.Member {
        switch value {
        case .number(let number): JSONValue.Member(name, .double(number))
        case .text(let text): JSONValue.Member(name, .string(text))
        case .flag(let flag): JSONValue.Member(name, .bool(flag))
        }
    }
}

extension [SystemFact] {
    /// The facts, by their names.
    package var json: JSONValue { .object(map(\.member)) }
}

extension CellReadings {
    /// The members of an answer that say which cell it is and what was read of it.
    package var members: [JSONValue.Member] {
        [
            .init("benchmark", .string(benchmark)), .init("filesystem", .string(filesystem)),
            .init("kind", .text(kind?.rawValue)),
            .init("numbers", .array(numbers.map(\.json))),
            .init("settings", .object(settings.map { .init($0.key, .string($0.text)) })),
            .init(
                "iterations",
                .object(iterationValues.map { .init($0.key, .array($0.values.map { .double($0) })) })),
            .init("omitted_numbers", .integer(omittedCount)),
            .init("iostat", iostat.json), .init("docker_stats", docker.json),
        ]
    }
}

extension CellReadings.Number {
    /// Where the number stands, what it is, and what its key means.
    package var json: JSONValue {
        [
            "section": .string(section.rawValue), "key": .string(key), "value": .double(value),
            "unit": .text(metric.unit?.rawValue), "direction": .text(metric.direction?.rawValue),
            "metric": .string(metric.key), "disk": .text(disk),
        ]
    }
}

extension SeriesReadings {
    /// What is computed from the series of a group.
    package var json: JSONValue {
        [
            "series": .array(series.map(\.json)),
            "shortest": lengths.map { .integer($0.lowerBound) } ?? .null,
            "longest": lengths.map { .integer($0.upperBound) } ?? .null,
            "ended_samples": .integer(endedSampleCount), "null_samples": .integer(nullCount),
            "busy": busy?.json ?? .null, "rhythm": rhythm?.json ?? .null,
            "omitted_series": .integer(omittedCount), "unknown": .text(unknown),
        ]
    }
}

extension SeriesReading {
    fileprivate var json: JSONValue {
        [
            "key": .string(key), "count": .integer(count), "mean": .double(mean), "sum": .double(sum),
            "corrected": .double(corrected), "variation": .double(variation),
            "min": lowest?.json ?? .null, "max": highest?.json ?? .null, "last": last?.json ?? .null,
        ]
    }
}

extension SeriesReading.Sample {
    fileprivate var json: JSONValue { ["sample": .integer(index), "value": .double(value)] }
}

extension BusyInterval {
    /// Its first and its last sample, and the disk.
    package var json: JSONValue {
        [
            "first": .integer(samples.lowerBound), "last": .integer(samples.upperBound), "disk": .text(disk),
        ]
    }
}

extension Rhythm {
    fileprivate var json: JSONValue {
        [
            "key": .string(key),
            "windows": windows.map {
                [
                    "range": .double($0.range), "excursion": .double($0.excursion),
                    "steady": .bool($0.isSteady),
                ]
            } ?? .null,
            "stalls": stalls.map {
                [
                    "count": .integer($0.count), "longest": .integer($0.longest), "share": .double($0.share),
                ]
            } ?? .null,
            "warm_up": warmUp.map {
                [
                    "end": $0.end.map { .integer($0) } ?? .null, "mean_with": .double($0.meanWith),
                    "mean_without": .double($0.meanWithout),
                ]
            } ?? .null,
        ]
    }
}
