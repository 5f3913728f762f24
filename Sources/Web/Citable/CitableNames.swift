import Templates

extension TemplateNames {
    /// The names of templates/pages/citable.html, which stands alone: it uses none of those of every page.
    static let citablePage = TemplateNames(
        "page_title", "source", "uuid", "filed", "filed_text", "address", "machine", "counts_text", "sha256",
        "size", "config_sha256", "version", "rules", "as_of", "as_of_text", "has_omitted", "omitted",
        parts: [
            "mark": mark,
            "system": TemplateNames(
                parts: ["facts": fact, "groups": TemplateNames("name", parts: ["facts": fact])]),
            "matrix": TemplateNames(
                "baseline", "noise_text", "hidden", "omitted",
                parts: [
                    "columns": TemplateNames("name", "is_baseline") + .filesystemLook,
                    "rows": TemplateNames(
                        "benchmark", "metric", "direction_text", "noise_text",
                        parts: [
                            "cells": TemplateNames("text", "raw", "ratio", "rank", "words", "is_marked")
                        ]),
                ]),
            "sections": TemplateNames(
                "name", "kind", "missing_text",
                parts: [
                    "bars": TemplateNames("source", "words"), "lines": TemplateNames("source", "words"),
                    "metrics": metricTable, "monitoring": metricTable,
                ]),
            "findings": TemplateNames(
                "text", "rest",
                parts: ["items": TemplateNames("verdict", "law", "benchmark", "filesystem", "detail")]),
            "csv": TemplateNames("text", "link", "name", "count"),
        ])
}
