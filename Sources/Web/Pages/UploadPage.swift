import HTTP
import Model
import Templates

/// The page `/upload`: a form that works as it is, and what its script needs to know.
struct UploadPage: Sendable {
    let uploads: UploadSettings
    let gate: Gate
    /// How to send a run from a shell, as the page of runs says it (`RunListPage`).
    let server: TemplateValue

    /// The context of templates/pages/upload.html.
    func context(_ caller: Caller) -> TemplateValue {
        let policy = gate.uploadPolicy()
        let way = policy.way(for: caller)
        var reason: String?
        if case .token(let why) = way { reason = why }
        let isClosed = reason != nil && !policy.hasTokens
        return [
            "page_title": "Upload",
            "server": server,
            "needs_token": .bool(reason != nil && !isClosed),
            "is_shut": .bool(isClosed),
            "reason": .text(reason),
            "report_limit": .string(String(uploads.reportLimit)),
            "report_limit_text": .string(ValueFormat.size(uploads.reportLimit)),
            "config_limit": .string(String(uploads.configLimit)),
            "config_limit_text": .string(ValueFormat.size(uploads.configLimit)),
            "label_limit": .string(String(MarkText.label.byteLimit)),
            "note_limit": .string(String(MarkText.note.byteLimit)),
        ]
    }
}

extension TemplateNames {
    static let uploadPage = TemplateNames(
        "page_title", "needs_token", "is_shut", "reason", "report_limit", "report_limit_text", "config_limit",
        "config_limit_text", "label_limit", "note_limit", parts: ["server": .sendingServer])
}
