import Templates

/// The names of the context of templates/pages/runs.html.
extension TemplateNames {
    static let runsPage = TemplateNames(
        "page_title", "is_top", "is_filtered", "has_runs", "range", "total", "old_latest", "place_problem",
        "clear_link",
        parts: [
            "indexing": TemplateNames("done", "total", "takes_drops", "is_shared"),
            "server": TemplateNames("inbox", "host", "base_url", "uploads_open", "token_needed"),
            "fields": TemplateNames(parts: [
                "q": field, "since": field + TemplateNames("type"), "until": field + TemplateNames("type"),
                "has_config": field + choices, "sort": field + choices, "hidden": nameAndValue,
            ]),
            "facets": TemplateNames(
                "field", "title", "active", "without_link", "omitted",
                parts: ["names": TemplateNames("name", "count", "is_active", "link", "share")]),
            "chips": TemplateNames("title", "value", "link"),
            "groups": TemplateNames("heading", parts: ["runs": runRow]),
            "pages": TemplateNames(
                "first_link", "before_link", "next_link", "first_text", "before_text", "next_text"),
            "selection": TemplateNames(
                "count", "problem", "clear_link",
                parts: ["runs": TemplateNames("uuid", "filed", "text", "is_oldest", "is_baseline")]),
            "selection_hidden": nameAndValue,
        ])

    private static let field = TemplateNames("text", "problem")

    private static let choices = TemplateNames(
        parts: ["choices": TemplateNames("value", "text", "is_chosen")])

    private static let nameAndValue = TemplateNames("name", "value")

    private static let runRow =
        runHead
        + TemplateNames(
            "is_selected", "time", "age", "benchmark_count", "benchmarks", "further_benchmarks",
            "filesystem_count", "further_filesystems", "config_size", "report_link", "size",
            parts: [
                "setup": TemplateNames("text", "whole"),
                "change": TemplateNames("is_same", "text", "whole", "before", "link"),
                "filesystems": TemplateNames("name") + .filesystemLook,
                "mark": mark,
                "audit": TemplateNames("text", "verdict", "whole"),
            ])
}
