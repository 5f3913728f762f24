import Templates

/// The names of the context of the page of a comparison.
extension TemplateNames {
    static let comparisonPage = TemplateNames(
        "page_title", "is_choice", "problem", "swap_link", "noise", "like_for_like", "terms", "is_like",
        "as_of",
        "is_as_of_kept", "kept_link", "now_link", "left_out", "api_link", "csv_link", "exact_link",
        "is_exact", "units_link", "is_binary",
        "is_adding",
        parts: [
            "only": TemplateNames(
                "uuid", "link", "source", "filed", "filed_text", "has_config", "config_link", "label",
                "is_excluded", "others_link",
                parts: ["look": look, "filesystems": look + TemplateNames("link")]),
            "sides": TemplateNames(
                "letter", "name", "is_baseline", "uuid", "link", "source", "label", "filed", "filed_text",
                "is_excluded", "copy_of", "runs_text", "baseline_link", "remove_link", parts: ["look": look]),
            "sentences": TemplateNames("side", "text"),
            "differences": TemplateNames(
                "config_link",
                parts: ["columns": column, "open": difference, "rest": differences, "also": differences]),
            "verdicts": TemplateNames("word", "mark", "kind", "count", "is_empty", "is_chosen", "link"),
            "view": TemplateNames(
                "has_all", "with_repeats",
                parts: [
                    "kept": kept, "benchmarks": option, "filesystems": option, "metrics": option,
                    "orders": option, "margins": option,
                ]),
            "table": table, "cell": cell,
            "means": TemplateNames(
                "side", "change", "ratio", "count", "left_out_count", "left_out", "further"),
            "plan": TemplateNames("runs", "count"), "open": TemplateNames("count", "hopeless", "rig"),
            "choice": TemplateNames(
                "words", "is_searched", "total", "is_full", "next_link", "without_link",
                parts: [
                    "kept": kept,
                    "runs": TemplateNames(
                        "uuid", "link", "source", "filed", "filed_text", "has_config", "config_link", "label",
                        "is_excluded", "add_link", "benchmarks", "further", "filesystems"),
                ]),
        ])

    private static let look = TemplateNames("filesystem") + .filesystemLook
    private static let column = TemplateNames("name", "is_baseline", parts: ["look": look])
    private static let kept = TemplateNames("name", "value")
    private static let option = TemplateNames("value", "text", "is_chosen")
    private static let value = TemplateNames("text", "raw", "audit", "has_errors", "runs")

    private static let difference = TemplateNames(
        "name", "place", "concerns", "further",
        parts: [
            "values": TemplateNames("side", "is_there", "start", "change", "end"),
            "cells": TemplateNames("link", "name", "change", "kind", "mark"),
        ])
    private static let differences = TemplateNames("title", parts: ["rows": difference])

    private static let table = TemplateNames(
        "has_sides", "has_filesystems", "axis_low", "axis_high", "count", "hidden", "everything_link", "part",
        "previous_link", "next_link",
        parts: [
            "baseline": column, "other": column,
            "rows": TemplateNames(
                "benchmark", "metric", "key", "unit", "direction", "cell_link", "side", "change", "ratio",
                "low",
                "high", "low_raw", "high_raw", "kind", "mark", "verdict", "needs", "needs_raw", "noise",
                "noise_raw", "noise_detail", "why",
                parts: [
                    "look": look, "side_look": look, "first": value, "second": value,
                    "forest": TemplateNames("low", "high", "at", "is_open_low", "is_open_high"),
                ]),
        ])

    private static let cell = TemplateNames(
        "name", "benchmark", "filesystem", "metric", "key", "unit", "direction", "all_link", "trend_link",
        "units",
        "is_from_zero", "busy_link", "zero_link",
        parts: [
            "bars": TemplateNames(
                "letter", "name", "is_baseline", "uuid", "series_link", "filesystem", "place", "title",
                "width", "change", "iterations", "audit_link",
                parts: [
                    "look": look, "value": value,
                    "whisker": TemplateNames("left", "width", "is_open", "low", "high"),
                ]),
            "reasons": TemplateNames(
                "side", "kind", "mark", "verdict", "change", "interval", "level", "needs", "noise",
                "detectable",
                "ranks", parts: ["explanations": TemplateNames("name", "evidence")]),
        ])
}
