import Templates

/// The names of the pages' contexts. A template that uses another is refused when it is loaded; the comments of the
/// templates say what each name means.
extension TemplateNames {
    /// What `Look` adds to the context of every page.
    static let everyPage = TemplateNames(
        "base", "assets", "is_closed", "on_runs", "on_comparison", "on_trends", "on_upload", "on_inbox",
        "on_alerts",
        "on_api")

    static let runPage =
        runHead
        + TemplateNames(
            "page_title", "size", "sha256", "uploaded_by", "is_report_shown", "report_link", "receipt_link",
            "counts_text", "from", "shown_benchmark_count", "shown_entry_count",
            "is_first_part", "is_config_missing", "has_others", "summary_link", "facts_line", "compare_link",
            "values_link", "citable_link", "missing_baseline", "is_computing",
            parts: [
                "mark": mark, "before": .sinceBefore, "matrix": .runMatrix, "vars": .runVars,
                "audit": .runAudit,
                "part": TemplateNames("text", "first_link", "previous_link", "next_link"),
                "warnings": TemplateNames("title", "detail", "entry"),
                "findings": TemplateNames("count", "rest", "listing_link", parts: ["first": finding]),
                "system": TemplateNames(
                    parts: ["facts": fact, "groups": TemplateNames("name", parts: ["facts": fact])]),
                "config": TemplateNames(
                    "link", "compare_link", "size", "sha256", "entry_count", "further", "entries_link",
                    "notes", parts: ["entries": configEntry]),
                "others": TemplateNames("pointer", "text"),
                "omitted": omitted,
                "benchmarks": benchmark,
            ])

    static let inboxPage = TemplateNames(
        "page_title", "inbox", "is_polled", "polling_reason", "item_total", "hidden_item_count",
        "is_later_part", "next_items", "whole_link", "rejected_total", "hidden_rejected_count",
        "next_rejected",
        parts: [
            "problems": TemplateNames("detail", "stops_work", "is_damage", "since", "since_text"),
            "arriving": inboxItems, "waiting_for_config": inboxItems, "waiting_for_report": inboxItems,
            "ending": inboxItems, "kept": inboxItems, "not_taken": inboxItems,
            "filed": runHead + TemplateNames("path"),
            "rejected": TemplateNames(
                "name", "path", "at", "at_text", "title", "detail", "more_faults", "retry",
                parts: ["facts": fact]),
        ])

    private static let mute = TemplateNames("until", "until_text", "reason")

    static let alertsPage = TemplateNames(
        "page_title", "file", "fault", "further",
        parts: [
            "rules": TemplateNames("name", "sentence", "targets", parts: ["mute": mute]),
            "events": TemplateNames(
                "rule", "at", "at_text", "summary", "details", "link",
                parts: [
                    "mute": mute, "deliveries": TemplateNames("target", "text", "reason", "is_failing"),
                ]),
        ])

    static let configFilesPage =
        runHead
        + TemplateNames(
            "page_title", "shown", "total", "notes", "previous", "next", parts: ["entries": configEntry])

    static let configComparisonPage = TemplateNames(
        "page_title", "is_choice", "is_one_run", "is_equal", "has_configs", "swap_link", "api_link", "next",
        parts: [
            "baseline": runHead, "other": runHead,
            "roots": TemplateNames("baseline", "other"),
            "changed": comparedItems([
                "baseline": comparedEntry, "other": comparedEntry,
                "hunks": TemplateNames("title", parts: ["lines": diffLine]),
            ]),
            "only_in_baseline": comparedItems(["baseline": comparedEntry]),
            "only_in_other": comparedItems(["other": comparedEntry]),
            "same": comparedItems(["baseline": comparedEntry, "other": comparedEntry]),
            "choices": runHead + TemplateNames("benchmarks"),
        ])

    static let loginPage = TemplateNames("page_title", "next", "problem")

    static let errorPage = TemplateNames(
        "page_title", "status", "title", "detail", "type",
        parts: ["facts": fact, "downloads": TemplateNames("name", "link")])
}

/// What several pages, or several places of a page, have.
extension TemplateNames {
    static let runHead = TemplateNames(
        "uuid", "link", "source", "filed", "filed_text", "has_config", "config_link")

    /// What `RunListPage.server` has.
    static let sendingServer = TemplateNames(
        "inbox", "host", "base_url", "uploads_open", "token_needed")

    static let mark = TemplateNames("label", "note", "tags", "has_tags", "excluded", "is_pinned")

    static let fact = TemplateNames("name", "value")

    private static let finding = TemplateNames("entry", "line", "kind", "name", "detail", "page_link")

    private static let configEntry = TemplateNames(
        "path", "is_guess", "link", "type", "target", "size", "compressed_size", "method", "mode", "modified",
        "encrypted", "is_cut")

    private static let omitted = TemplateNames(
        "further", "hidden", parts: ["items": TemplateNames("pointer", "size", "link")])

    private static let benchmark = TemplateNames(
        "name", "whole_name_link", "anchor", "kind", "missing_text", "entries_text", "has_others",
        parts: [
            "still": TemplateNames("link", "is_first"), "metrics": metricTable, "monitoring": metricTable,
            "others": TemplateNames("filesystem", "pointer", "text"), "omitted": omitted,
        ])

    static let metricTable = TemplateNames(
        "caption", "column_count",
        parts: [
            "columns": TemplateNames("name", "whole_name_link") + .filesystemLook,
            "groups": TemplateNames(
                "title",
                parts: [
                    "rows": TemplateNames(
                        "label", "detail", "direction_text", parts: ["cells": TemplateNames("text", "raw")])
                ]),
        ])

    private static let inboxItems = TemplateNames(
        "count",
        parts: [
            "items": TemplateNames(
                "key", "path", "stage", "size", "since", "since_text", "until", "until_text", "problem")
        ])

    /// A group of a comparison, whose items have these parts; what is no part of an item is null or empty there.
    private static func comparedItems(_ parts: [String: TemplateNames]) -> TemplateNames {
        TemplateNames(
            "count", "previous_link", "next_link", "further",
            parts: [
                "items": TemplateNames(
                    "path", "anchor", "baseline", "other", "hunks", "notes", "no_diff", parts: parts)
            ])
    }

    private static let comparedEntry = TemplateNames("size", "page_link")

    private static let diffLine = TemplateNames(
        "is_removed", "is_added", "baseline_line", "other_line", "text")
}
