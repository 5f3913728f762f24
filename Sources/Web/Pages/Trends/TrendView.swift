import Analysis
import HTTP
import JSON
import Model
import System
import Templates

/// A trend as its page shows it without scripts: sentences, segments, points.
enum TrendView {
    /// The most points of the table, unless all are asked for.
    private static let pointLimit = 100
    /// The most changes of a setup that are named.
    private static let changeLimit = 5

    /// The context of "trend" in templates/pages/trends.html; null without an answer.
    static func context(
        _ answer: TrendAnswer?, _ question: TrendQuestion?, _ numbers: NumberLook, _ links: Links,
        showsAll: Bool
    ) -> TemplateValue {
        guard let answer, let question else { return .null }
        let points = Array(answer.trend.points.reversed())
        let further = showsAll ? 0 : max(0, points.count - pointLimit)
        let label = MetricTable.label(of: BenchmarkKind(benchmark: question.benchmark), key: answer.metric)
        let asked = TrendAddress(question, metric: answer.metric, rig: answer.rig, numbers)
        return FilesystemLook(question.filesystem).context.adding([
            "benchmark": .string(question.benchmark), "filesystem": .string(question.filesystem),
            "metric": .string(answer.metric), "label": .string(label),
            "rig": .text(answer.rig), "units": .string(MetricUnit.json.text),
            "unit": .text(answer.unit?.rawValue),
            "direction": .text(answer.direction.map { "\($0.rawValue) is better" }),
            "sentences": .list(TrendSentence(answer: answer).texts.map { .string($0) }),
            "as_of": .string(answer.asOf.pageText), "has_older_runs": .bool(answer.hasOlderRuns),
            "api_link": .string(links.trendAnswer(asked)),
            // As of the same time, so that the chart shows what the tables say.
            "data_link": .string(links.trendAnswer(asked.kept(asOf: answer.asOf))),
            "kept_link": .string(links.trends(asked.kept(asOf: answer.asOf))),
            "values_link": .string(links.values(of: asked)),
            "exact_link": .string(links.trends(asked, numbers.withOtherExactness)),
            "is_exact": .bool(numbers.isExact),
            "units_link": .string(links.trends(asked, numbers.withOtherPrefixes)),
            "is_binary": .bool(numbers.prefixes == .iec),
            "segments": .list(segments(answer, numbers)),
            "points": .list(points.dropLast(further).map { point($0, answer, numbers, links) }),
            "further_points": further > 0 ? .string(ValueFormat.count(further)) : .null,
            "all_link": .string(links.trends(asked, showsAll: true)),
            "metrics": .list(metrics(answer, asked, links)),
        ])
    }

    private static func segments(_ answer: TrendAnswer, _ numbers: NumberLook) -> [TemplateValue] {
        answer.trend.segments.indices.map { place in
            let segment = answer.trend.segments[place]
            let own = answer.trend.points.filter { $0.segment == place }
            let step = place > 0 ? answer.trend.steps[place - 1] : nil
            let changes = place > 0 && place <= answer.changes.count ? answer.changes[place - 1] : []
            return [
                "number": .string(String(place + 1)),
                "from": .text(own.first?.measurement.filed.pageText),
                "to": .text(own.last?.measurement.filed.pageText),
                "count": .string(ValueFormat.count(segment.count)),
                "mean": .string(numbers.column(segment.mean, unit: answer.unit)),
                "relative": .text(segment.relative.map { ValueFormat.percent($0) }),
                "detectable": .text(
                    segment.smallestDetectable.map(ValueFormat.detectable)),
                "ratio": .text(step.map { ChangeText.of($0.ratio) }),
                "interval": .text(step?.interval.map(range)),
                "verdict": .text(step?.verdict?.rawValue),
                "kind": .text(step?.kind.rawValue),
                "changes": .list(changes.prefix(changeLimit).map(change)),
                "further": changes.count > changeLimit
                    ? .string(ValueFormat.count(changes.count - changeLimit)) : .null,
            ]
        }
    }

    private static func range(_ interval: ClosedRange<Double>) -> String {
        "\(ChangeText.of(interval.lowerBound)) to \(ChangeText.of(interval.upperBound))"
    }

    private static func change(_ difference: SetupDifference) -> TemplateValue {
        [
            "name": .string(difference.name),
            "before": .text(difference.values.first ?? nil), "after": .text(difference.values.last ?? nil),
        ]
    }

    private static func point(
        _ point: Trend.Point, _ answer: TrendAnswer, _ numbers: NumberLook, _ links: Links
    ) -> TemplateValue {
        [
            "link": .string(links.run(point.measurement.run)),
            "filed": .string(point.measurement.filed.description),
            "filed_text": .string(point.measurement.filed.pageText),
            "value": .string(numbers.column(point.measurement.value, unit: answer.unit)),
            "raw": .string(ValueFormat.exact(point.measurement.value)),
            "segment": .text(point.segment.map { String($0 + 1) }),
            "remark": .text(remark(point, answer, numbers)),
            "audit": .text(answer.marks[point.measurement]?.rawValue),
            "audit_link": .string(links.run(point.measurement.run) + "#audit"),
        ]
    }

    /// Why a point does not count, or stands out.
    private static func remark(
        _ point: Trend.Point, _ answer: TrendAnswer, _ numbers: NumberLook
    ) -> String? {
        if point.measurement.isExcluded { return "excluded" }
        if point.segment == nil {
            return point.measurement.value > 0 ? "does not count: a copy" : "does not count: 0 or below"
        }
        guard point.isOutside == true, let expected = point.expected else { return nil }
        let bounds = [expected.lowerBound, expected.upperBound].map {
            numbers.text($0, unit: answer.unit)
        }
        return "outside: \(bounds[0]) to \(bounds[1]) was expected"
    }

    private static func metrics(
        _ answer: TrendAnswer, _ asked: TrendAddress, _ links: Links
    ) -> [TemplateValue] {
        let kind = BenchmarkKind(benchmark: asked.benchmark)
        return answer.metrics.map { choice in
            let other = asked.of(metric: choice.key)
            return [
                "label": .string(MetricTable.label(of: kind, key: choice.key)),
                "link": .string(links.trends(other)), "api_link": .string(links.trendAnswer(other)),
                "is_chosen": .bool(choice.key == answer.metric),
            ]
        }
    }
}

extension TemplateNames {
    /// What `TrendView.context` has.
    static let trendView =
        TemplateNames(
            "benchmark", "filesystem", "metric", "label", "rig", "units", "unit", "direction", "sentences",
            "as_of",
            "has_older_runs", "api_link", "data_link", "kept_link", "values_link", "further_points",
            "all_link", "exact_link", "is_exact", "units_link", "is_binary",
            parts: [
                "segments": TemplateNames(
                    "number", "from", "to", "count", "mean", "relative", "detectable", "ratio",
                    "interval", "verdict", "kind", "further",
                    parts: ["changes": TemplateNames("name", "before", "after")]),
                "points": TemplateNames(
                    "link", "filed", "filed_text", "value", "raw", "segment", "remark", "audit", "audit_link"),
                "metrics": TemplateNames("label", "link", "api_link", "is_chosen"),
            ]) + .filesystemLook
}
