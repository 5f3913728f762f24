import Model
import System
import Templates

/// What is watched for, and what was found, `/alerts`.
struct AlertsPage {
    let state: AlertState
    let links: Links

    /// The most events that are shown.
    private static let eventLimit = 100

    /// The context of templates/pages/alerts.html.
    var context: TemplateValue {
        [
            "page_title": "Alerts",
            "file": .text(state.file), "fault": .text(state.fault),
            "rules": .list(state.rules.map(rule)),
            "events": .list(state.events.prefix(Self.eventLimit).map(event)),
            "further": state.events.count > Self.eventLimit
                ? .string(ValueFormat.count(state.events.count - Self.eventLimit)) : .null,
        ]
    }

    private func rule(_ rule: AlertState.Rule) -> TemplateValue {
        [
            "name": .string(rule.name), "sentence": .string(rule.sentence),
            "targets": .list(rule.targets.map { .string($0) }), "mute": mute(rule.mute),
        ]
    }

    private func mute(_ mute: AlertMute?) -> TemplateValue {
        guard let mute else { return .null }
        return [
            "until": .string(mute.until.description), "until_text": .string(mute.until.pageText),
            "reason": .string(mute.reason),
        ]
    }

    private func event(_ alert: RecordedAlert) -> TemplateValue {
        [
            "rule": .string(alert.event.rule), "at": .string(alert.event.at.description),
            "at_text": .string(alert.event.at.pageText), "summary": .string(alert.event.summary),
            "details": .list(alert.event.details.map { .string($0) }),
            "link": .text(alert.event.run.map { links.run($0) }), "mute": mute(alert.mute),
            "deliveries": .list(alert.deliveries.map(delivery)),
        ]
    }

    private func delivery(_ delivery: AlertDelivery) -> TemplateValue {
        let time = delivery.at.map { " \($0.pageText)" } ?? ""
        let text =
            switch delivery.state {
            case .delivered: "notified\(time)"
            case .waiting where delivery.attempts == 0: "is being notified"
            case .waiting:
                "not reached yet, tried \(ValueFormat.count(delivery.attempts, "time", "times")), last\(time)"
            case .failed: "not reached, given up\(time)"
            }
        return [
            "target": .string(delivery.target), "text": .string(text), "reason": .text(delivery.reason),
            "is_failing": .bool(delivery.reason != nil),
        ]
    }
}
