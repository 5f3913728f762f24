import Model
import Templates

extension RunMark {
    /// What a page says of it: `mark` in templates/pages/run.html.
    var context: TemplateValue {
        [
            "label": .text(label), "note": .text(note), "excluded": .text(exclusion),
            "is_pinned": .bool(isPinned),
            "has_tags": .bool(!tags.isEmpty), "tags": .list(tags.map { .string($0) }),
        ]
    }
}
