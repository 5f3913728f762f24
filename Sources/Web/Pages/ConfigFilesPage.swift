import HTTP
import Model
import System
import Templates

/// All entries of a run's config archive with their whole paths, in parts: `/benchmarks/{uuid}/config`.
struct ConfigFilesPage: Sendable {
    /// So that a page of the longest paths stays below 2 MB.
    private static let limit = 100

    let runs: RunReader
    let links: Links

    /// The context of templates/pages/config-files.html.
    func context(_ reference: RunReference, _ request: Request) throws(Problem) -> TemplateValue {
        let part = try ListQuery(request, limit: Self.limit)
        let run = try runs.run(reference)
        guard let listing = try runs.listing(of: run, from: part.from, limit: part.limit) else {
            throw RunReader.withoutConfig(run.id)
        }
        let range = part.range(of: listing.total)
        return run.head.context(links).adding([
            "page_title": .string("Config of \(run.head.title)"),
            "shown": .string(
                range.isEmpty
                    ? "No members"
                    : "Members \(ValueFormat.count(range.lowerBound + 1)) to \(ValueFormat.count(range.upperBound))"
            ),
            "total": .string(ValueFormat.count(listing.total)),
            "notes": .list(listing.notes.map { .string($0) }),
            "entries": .list(
                listing.entries.map {
                    EntryFacts(listed: $0, run: run.id, isShortened: false, links: links).context
                }),
            "previous": range.lowerBound > 0
                ? .string(links.configFiles(run.id, from: max(0, range.lowerBound - part.limit))) : .null,
            "next": range.upperBound < listing.total
                ? .string(links.configFiles(run.id, from: range.upperBound)) : .null,
        ])
    }
}
