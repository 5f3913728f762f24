import JSON
package import Model
import System

/// Names for people, of which only the first are written.
enum NameList {
    private static let limit = 10

    /// "ext4, xfs", or "ext4, xfs and 5 more"; "none" for none.
    static func text(_ names: some Collection<String>) -> String {
        guard !names.isEmpty else { return "none" }
        let shown = names.prefix(limit).joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }
}

extension Answers {
    static func lacking(_ filesystem: String, among filesystems: [String], of run: RunID) -> String {
        // Also where the run is not computed.
        if filesystems.isEmpty { return "no filesystem of the run \(run) is known" }
        return "the run \(run) has no filesystem \(JSONPointer.quoted(filesystem));"
            + " it has \(NameList.text(filesystems))"
    }

    /// That a run has no filesystem of a name, in one sentence without a full stop.
    ///
    /// - Throws: `LibraryError` of the library.
    package func gap(of run: RunID, baseline: String) throws(LibraryError) -> String {
        let found = try reader(asOf: nil).runs([run]).runs.first
        return Self.lacking(baseline, among: found?.filesystems ?? [], of: run)
    }

    /// What of a question about a trend fits no run, in one sentence without a full stop; of a question that has an answer
    /// the sentence is of no use.
    ///
    /// - Throws: `LibraryError` of the library.
    package func gap(of question: TrendQuestion) throws(LibraryError) -> String {
        var search = GapSearch(library, asOf: question.asOf)
        if let gap = try search.add(rig: question.rig) { return gap }
        if let gap = try search.add(benchmark: question.benchmark) { return gap }
        if let gap = try search.add(filesystem: question.filesystem) { return gap }
        let cell =
            "\(JSONPointer.quoted(question.benchmark)) on \(JSONPointer.quoted(question.filesystem))"
        let newest = try newest(question, try reader(asOf: question.asOf))?.cells.first {
            $0.benchmark == question.benchmark && $0.filesystem == question.filesystem
        }
        guard let newest else { return "no run\(search.which) has \(cell)" }
        let keys = newest.comparedValues.map(\.key)
        guard let metric = question.metric else {
            return "no metric of \(cell) is a main metric; name one of \(NameList.text(keys))"
        }
        return "\(cell) has no metric \(JSONPointer.quoted(metric)); it has \(NameList.text(keys))"
    }

    /// The same for a plan.
    ///
    /// - Throws: `LibraryError` of the library.
    package func gap(of question: PlanQuestion) throws(LibraryError) -> String {
        var search = GapSearch(library, asOf: question.asOf)
        if let gap = try search.add(rig: question.rig) { return gap }
        if let gap = try search.add(benchmark: question.benchmark) { return gap }
        let benchmark = JSONPointer.quoted(question.benchmark)
        let reader = try reader(asOf: question.asOf)
        var query = reader.filedInTime()
        (query.rig, query.benchmark) = (question.rig, question.benchmark)
        guard let newest = try reader.newest(query, .compared, limit: 1).first else {
            return "no run\(search.which) has \(benchmark)"
        }
        let has = newest.cells.map(\.filesystem)
        let run = "the newest run\(search.which) with \(benchmark), \(newest.id),"
        if let lacking = question.filesystems.first(where: { !has.contains($0) }) {
            return "\(run) has not \(JSONPointer.quoted(lacking)); it has \(NameList.text(has))"
        }
        return has.count < 2
            ? "\(run) has only one filesystem there, \(NameList.text(has)), and a plan tells two or more apart"
            : "\(run) has no main metric on two of its filesystems"
    }
}

/// Narrows the runs down, a name at a time, to the first name that none of them has.
private struct GapSearch {
    private let library: any RunLibrary
    private var query = RunQuery()
    private var page: RunPage?
    /// What the runs have so far: " of the rig "rig-01" that was filed by 2026-11-28T00:00:00.000Z".
    private(set) var which: String

    init(_ library: any RunLibrary, asOf: Timestamp?) {
        self.library = library
        query.limit = 1
        query.wantsFacets = true
        query.until = asOf.map { Timestamp(milliseconds: $0.milliseconds &+ 1) }
        which = asOf.map { " that was filed by \($0)" } ?? ""
    }

    mutating func add(rig: String?) throws(LibraryError) -> String? {
        page = try library.runs(query)
        guard page?.total ?? 0 > 0 else {
            return query.until == nil ? "there are no runs yet" : "there is no run\(which)"
        }
        guard let rig else { return nil }
        query.rig = rig
        page = try library.runs(query)
        guard page?.total ?? 0 > 0 else {
            return "there is no run of the rig \(JSONPointer.quoted(rig))\(which);"
                + " a rig is called by the source of its runs, or, where they have none, by its host name"
        }
        which = " of the rig \(JSONPointer.quoted(rig))\(which)"
        return nil
    }

    mutating func add(benchmark: String) throws(LibraryError) -> String? {
        let known = page?.facets?[.benchmark].map(\.name) ?? []
        query.benchmark = benchmark
        page = try library.runs(query)
        guard page?.total ?? 0 > 0 else {
            return "no run\(which) has the benchmark \(JSONPointer.quoted(benchmark));"
                + " there are \(NameList.text(known))"
        }
        return nil
    }

    mutating func add(filesystem: String) throws(LibraryError) -> String? {
        let known = page?.facets?[.filesystem].map(\.name) ?? []
        query.filesystem = filesystem
        page = try library.runs(query)
        guard page?.total ?? 0 > 0 else {
            return "no run\(which) with \(JSONPointer.quoted(query.benchmark ?? "")) has the filesystem"
                + " \(JSONPointer.quoted(filesystem)); there are \(NameList.text(known))"
        }
        return nil
    }
}
