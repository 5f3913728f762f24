import JSON
import Model
import System

/// The message of an event to a target.
struct WebhookMessage: Equatable {
    let body: [UInt8]
    /// Each "Name: value".
    let fields: [String]

    /// A message in the form of its target; `server` is what links begin with, and `secret` signs it.
    init(_ event: AlertEvent, to target: AlertTarget, server: String, links: Links, secret: [UInt8]?) {
        let link = server.isEmpty ? nil : event.run.map { server + links.run($0) }
        body = Self.content(event, target.form, link: link).bytes
        var fields = [
            "Content-Type: application/json", "User-Agent: benchd",
            // The same for each attempt, so that a receiver recognises one that it has taken.
            "X-Benchd-Event: \(Digest.of(Array(event.key.utf8)))", "Expect:",
        ]
        if let secret {
            fields.append("X-Benchd-Signature: sha256=\(HMAC.sha256(of: body, key: secret))")
        }
        self.fields = fields
    }

    private static func content(_ event: AlertEvent, _ form: AlertTarget.Form, link: String?) -> JSONValue {
        switch form {
        case .json: .object((event.json.members ?? []) + [.init("link", .text(link))])
        case .slack:
            [
                "text": .string(title(event)),
                "blocks": .array(
                    [section("*\(escaped(title(event)))*" + (link.map { "\n<\($0)|Open the run>" } ?? ""))]
                        + event.details.map { section(escaped($0)) }),
            ]
        case .mattermost:
            [
                "text": .string(
                    ["**\(markdown(title(event)))**" + (link.map { " [Open the run](\($0))" } ?? "")]
                        .appending(event.details.map { "- \(markdown($0))" }).joined(separator: "\n"))
            ]
        case .teams: card(event, link: link)
        }
    }

    private static func title(_ event: AlertEvent) -> String { "\(event.rule): \(event.summary)" }

    /// A block of Slack's has at most 3,000 characters.
    private static func section(_ text: String) -> JSONValue {
        ["type": "section", "text": ["type": "mrkdwn", "text": .string(text.shortened(to: 2_900))]]
    }

    /// Slack's own marks in a text that is data.
    private static func escaped(_ text: String) -> String {
        text.map { ["&": "&amp;", "<": "&lt;", ">": "&gt;"][$0] ?? String($0) }.joined()
    }

    /// Markdown's marks in a text that is data, and the sign that calls people.
    private static func markdown(_ text: String) -> String {
        text.map { "\\`*_{}[]()#+!|<>~@".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    /// An Adaptive Card, as a Workflows URL takes it.
    private static func card(_ event: AlertEvent, link: String?) -> JSONValue {
        let title: JSONValue = [
            "type": "TextBlock", "weight": "Bolder", "wrap": true,
            "text": .string(markdown(Self.title(event))),
        ]
        let details: [JSONValue] = event.details.map {
            ["type": "TextBlock", "wrap": true, "text": .string(markdown($0))]
        }
        let actions: [JSONValue] =
            link.map { [["type": "Action.OpenUrl", "title": "Open the run", "url": .string($0)]] } ?? []
        return [
            "type": "message",
            "attachments": [
                [
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "content": [
                        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                        "type": "AdaptiveCard",
                        "version": "1.4", "body": .array([title] + details), "actions": .array(actions),
                    ],
                ]
            ],
        ]
    }
}

extension [String] {
    fileprivate func appending(_ others: [String]) -> [String] { self + others }
}
