import HTTP
import JSON
import Model
import System
import Templates

/// What is going on in the inbox, `/inbox`.
struct InboxPage: Sendable {
    let reader: InboxReader
    let links: Links
    /// Absolute.
    let inbox: FilePath

    /// The most bytes of HTML of the items, and of the rejected drops.
    private static let itemByteLimit = 900_000
    private static let rejectedByteLimit = 800_000
    private static let troubleLimit = 20
    private static let faultLimit = 50
    private static let factLimit = 20

    /// The context of templates/pages/inbox.html.
    func context(_ request: Request) throws(Problem) -> TemplateValue {
        let start = try InboxQuery(request).start
        let now = try reader.read(from: start)
        let items = Self.items(now.inbox)
        let rejected = rejected(now.inbox)
        func group(_ stages: InboxState.Stage...) -> TemplateValue {
            Self.group(
                stages.flatMap { stage in items.elements.filter { $0["stage"] == .string(stage.rawValue) } })
        }
        return [
            "page_title": "Inbox",
            "inbox": .string(inbox.description),
            "is_polled": .bool(now.inbox.watch.mode == .poll),
            "polling_reason": .text(now.inbox.watch.reason),
            "problems": .list(now.troubles.prefix(Self.troubleLimit).map(Self.context)),
            "item_total": Self.total(now.inbox.itemCount),
            "hidden_item_count": Self.total(now.inbox.itemCount - items.elements.count),
            "is_later_part": .bool(start != InboxStart()),
            "next_items": .text(items.next.map { links.inbox(from: $0) }),
            "whole_link": .string(
                links.inboxState(
                    from: start.item.map { Hexadecimal.text($0.bytes) },
                    rejectedFrom: start.rejected.map { Hexadecimal.text($0.bytes) })),
            "arriving": group(.arriving, .incomplete, .doubted),
            "waiting_for_config": group(.waitingForConfig),
            "waiting_for_report": group(.waitingForReport),
            "ending": group(.ending),
            "kept": group(.kept),
            "not_taken": group(.notTaken),
            "filed": .list(now.filed.map(context)),
            "rejected_total": Self.total(now.inbox.rejectedCount),
            "hidden_rejected_count": Self.total(now.inbox.rejectedCount - rejected.elements.count),
            "next_rejected": .text(rejected.next.map { links.inbox(rejectedFrom: $0) }),
            "rejected": .list(rejected.elements),
        ]
    }

    /// Each text stands in the HTML at most twice.
    private static func items(_ inbox: InboxState) -> ListPart<TemplateValue> {
        ListPart(
            of: inbox.items.map { ($0.path, context($0)) }, following: inbox.nextItem,
            byteLimit: itemByteLimit
        ) { 2 * $0.writtenByteCount + 400 }
    }

    /// Each text stands in the HTML at most three times.
    private func rejected(_ inbox: InboxState) -> ListPart<TemplateValue> {
        ListPart(
            of: inbox.rejected.map { ($0.name, context($0)) }, following: inbox.nextRejected,
            byteLimit: Self.rejectedByteLimit
        ) { 3 * $0.writtenByteCount + 1_200 }
    }

    /// A path of any length, as a row shows it: its beginning and its end.
    private static func shown(_ path: FilePath) -> String {
        let text = path.description
        let end = text.reversed().reduce(into: "") { end, character in
            if end.utf8.count < 80 { end.append(character) }
        }
        let beginning = text.shortened(to: 160)
        return beginning.utf8.count + end.utf8.count < text.utf8.count
            ? beginning + String(end.reversed()) : text
    }

    /// A sentence or value of any length, as a row shows it.
    private static func shown(_ text: String) -> String { text.shortened(to: 1_000) }

    private static func total(_ count: Int) -> TemplateValue {
        count > 0 ? .string(ValueFormat.count(count)) : .null
    }

    private static func context(_ trouble: Trouble) -> TemplateValue {
        [
            "detail": .string(shown(trouble.detail)),
            "stops_work": .bool(trouble.part.stopsWork),
            "is_damage": .bool(trouble.part.kind == .damage),
            "since": .string(trouble.since.description),
            "since_text": .string(trouble.since.pageText),
        ]
    }

    private static func group(_ items: [TemplateValue]) -> TemplateValue {
        items.isEmpty ? .null : ["count": .string(ValueFormat.count(items.count)), "items": .list(items)]
    }

    private static func context(_ item: InboxState.Item) -> TemplateValue {
        [
            "key": .string(ShortName.of(item.path.description)),
            "path": .string(shown(item.path)),
            "stage": .string(item.stage.rawValue),
            "size": .text(item.byteCount.map(ValueFormat.size)),
            "since": .text(item.since?.description),
            "since_text": .text(item.since?.pageText),
            "until": .text(item.until?.description),
            "until_text": .text(item.until?.pageText),
            "problem": .text((item.problem?.detail).map(shown)),
        ]
    }

    private func context(_ run: Run) -> TemplateValue {
        run.head.context(links).adding(["path": .text(run.path.map { Self.shown($0) })])
    }

    private func context(_ drop: InboxState.Rejected) -> TemplateValue {
        [
            "name": .string(drop.name.description),
            "path": .string(Self.shown(drop.path)),
            "at": .text(drop.at?.description),
            "at_text": .text(drop.at?.pageText),
            "title": .text(drop.problem?.kind.title),
            "detail": .text((drop.problem?.detail).map { Self.shown($0) }),
            "facts": .list(Self.facts(drop.problem)),
            "more_faults": .list(Self.moreFaults(drop.problem)),
            "retry": .string(retry(drop)),
        ]
    }

    /// What else is wrong, as places; the first is in the problem itself.
    private static func moreFaults(_ problem: Problem?) -> [TemplateValue] {
        let faults = problem?.members.first { $0.key == "faults" }?.value.elements ?? []
        return faults.dropFirst().prefix(faultLimit).map { fault in
            .string(
                ["pointer", "expected", "found"].compactMap { name in
                    fault[name]?.string.map { name == "pointer" ? shown($0) : "\(name) \(shown($0))" }
                }.joined(separator: ", "))
        }
    }

    private static func facts(_ problem: Problem?) -> [TemplateValue] {
        let members = (problem?.members ?? []).filter { $0.value.elements == nil }
        return members.prefix(factLimit).map { member in
            [
                "name": .string(shown(member.key)),
                "value": .string(shown(member.value.string ?? member.value.text)),
            ]
        }
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
