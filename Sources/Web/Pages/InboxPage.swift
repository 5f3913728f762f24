import Store

/// What is going on in the inbox, `/inbox`.
struct InboxPage: Sendable {
    let reader: InboxReader
    /// Absolute.
    let inbox: FilePath

    /// The context of templates/pages/inbox.html.
    func context() throws(Problem) -> TemplateValue {
        let now = try reader.read()
        let items = Dictionary(grouping: now.inbox.items, by: \.stage)
        func group(_ stages: InboxState.Stage...) -> TemplateValue {
            Self.group(stages.flatMap { items[$0] ?? [] })
        }
        return [
            "page_title": "Inbox",
            "on_inbox": true,
            "inbox": .string(inbox.description),
            "is_polled": .bool(now.inbox.watch.mode == .poll),
            "polling_reason": .text(now.inbox.watch.reason),
            "problems": .list(now.troubles.map(Self.context)),
            "item_total": Self.total(now.inbox.itemCount),
            "hidden_item_count": Self.total(now.inbox.itemCount - now.inbox.items.count),
            "arriving": group(.arriving, .incomplete, .doubted),
            "waiting_for_config": group(.waitingForConfig),
            "waiting_for_report": group(.waitingForReport),
            "ending": group(.ending),
            "kept": group(.kept),
            "not_taken": group(.notTaken),
            "filed": .list(now.filed.map(Self.context)),
            "rejected_total": Self.total(now.inbox.rejectedCount),
            "hidden_rejected_count": Self.total(now.inbox.rejectedCount - now.inbox.rejected.count),
            "rejected": .list(now.inbox.rejected.map(context)),
        ]
    }

    private static func total(_ count: Int) -> TemplateValue {
        count > 0 ? .string(ValueFormat.count(count)) : .null
    }

    private static func context(_ trouble: Trouble) -> TemplateValue {
        [
            "detail": .string(trouble.detail),
            "since": .string(trouble.since.description),
            "since_text": .string(trouble.since.pageText),
        ]
    }

    private static func group(_ items: [InboxState.Item]) -> TemplateValue {
        items.isEmpty
            ? .null
            : ["count": .string(ValueFormat.count(items.count)), "items": .list(items.map(context))]
    }

    private static func context(_ item: InboxState.Item) -> TemplateValue {
        [
            "path": .string(item.path.description),
            "stage": .string(item.stage.rawValue),
            "size": .text(item.byteCount.map(ValueFormat.size)),
            "since": .text(item.since?.description),
            "since_text": .text(item.since?.pageText),
            "until": .text(item.until?.description),
            "until_text": .text(item.until?.pageText),
            "problem": .text(item.problem?.detail),
        ]
    }

    private static func context(_ run: Run) -> TemplateValue {
        [
            "uuid": .string(run.id.description),
            "link": .string(run.link),
            "source": .text(run.source),
            "filed": .string(run.filed.description),
            "filed_text": .string(run.filed.pageText),
            "path": .text(run.path?.description),
            "has_config": .bool(run.config != nil),
        ]
    }

    private func context(_ drop: InboxState.Rejected) -> TemplateValue {
        [
            "name": .string(drop.name.description),
            "path": .string(drop.path.description),
            "at": .text(drop.at?.description),
            "at_text": .text(drop.at?.pageText),
            "title": .text(drop.problem?.kind.title),
            "detail": .text(drop.problem?.detail),
            "facts": .list((drop.problem?.members ?? []).filter { $0.value.elements == nil }.map(Self.fact)),
            "more_faults": .list(Self.moreFaults(drop.problem)),
            "retry": .string(retry(drop)),
        ]
    }

    /// What else is wrong, as places; the first is in the problem itself.
    private static func moreFaults(_ problem: Problem?) -> [TemplateValue] {
        let faults = problem?.members.first { $0.key == "faults" }?.value.elements ?? []
        return faults.dropFirst().map { fault in
            .string(
                ["pointer", "expected", "found"].compactMap { name in
                    fault[name]?.string.map { name == "pointer" ? $0 : "\(name) \($0)" }
                }.joined(separator: ", "))
        }
    }

    private static func fact(_ member: JSONValue.Member) -> TemplateValue {
        ["name": .string(member.key), "value": .string(member.value.string ?? member.value.text)]
    }

    /// The command that has a rejected drop tried again.
    ///
    /// It moves the directory: one rename, and the reason in it says where the drop came from. Below the rig's
    /// directory, because what is left of it there is removed some day.
    private func retry(_ drop: InboxState.Rejected) -> String {
        let rig = drop.path.directory.components.first ?? ""
        let from = inbox.appending(".rejected").appending(drop.name)
        let to = inbox.appending(rig).appending(drop.name)
        return "mv -T -- \(ShellWord.quoting(from)) \(ShellWord.quoting(to))"
    }
}
