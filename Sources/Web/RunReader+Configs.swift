import Archives
import Model
import System

/// What config archives hold.
extension RunReader {
    /// Some entries of a run's config archive; nil without one.
    func listing(of run: FiledRun, from index: Int, limit: Int) throws(Problem) -> ListingPart? {
        try listed(of: run) { () throws(LibraryError) in
            try library.listing(run.id, from: index, limit: limit)
        }
    }

    /// The entries of a run's config archive that an address reaches.
    func listedEntries(of run: FiledRun, at path: String) throws(Problem) -> [ListedEntry] {
        try listedEntries(of: run) { () throws(LibraryError) in try library.listedEntries(run.id, at: path) }
    }

    /// The entries at some places of a run's config archive, in their order.
    func listedEntries(of run: FiledRun, indices: [Int]) throws(Problem) -> [ListedEntry] {
        try listedEntries(of: run) { () throws(LibraryError) in
            try library.listedEntries(run.id, indices: indices)
        }
    }

    /// Hands over what a comparison needs of each entry of a run's config archive; of none without one.
    func visitListedFiles(of run: FiledRun, _ visit: (ListedFile) -> Void) throws(Problem) {
        _ = try listed(of: run) { () throws(LibraryError) in
            run.config == nil ? nil : try library.visitListedFiles(run.id, visit)
        }
    }

    private func listedEntries(
        of run: FiledRun, _ body: () throws(LibraryError) -> [ListedEntry]
    ) throws(Problem) -> [ListedEntry] {
        let entries = try listed(of: run) { () throws(LibraryError) in run.config == nil ? nil : try body() }
        guard let entries else { throw Self.withoutConfig(run.id) }
        return entries
    }

    private func listed<Listing>(
        of run: FiledRun, _ body: () throws(LibraryError) -> Listing?
    ) throws(Problem) -> Listing? {
        guard run.receipt.config != nil else { return nil }
        if let problem = try objection(to: .config, of: run) { throw problem }
        if let unknown = run.receipt.warnings.first(where: { $0.kind == .notComputed }) { throw unknown }
        guard let listing = try read(body) else {
            throw Problem(
                .configDamaged, "The config archive of the run \(run.id) cannot be listed; its page says why."
            )
        }
        return listing
    }

    /// Entries of a run's config archive by their index, each up to `byteLimit` bytes.
    func contents(
        of entries: [ConfigListing.Entry], in run: FiledRun, byteLimit: Int
    ) throws(Problem) -> [Int: Result<ConfigEntryReader.Content, Problem>] {
        if entries.isEmpty { return [:] }
        let content = try read { () throws(LibraryError) in try library.content(.config, of: run.id) }
        let archive = try read { () throws(LibraryError) in try content.fileOrCopy() }
        do {
            let contents = try ConfigEntryReader.read(
                entries, of: archive, path: "config.zip", byteLimit: byteLimit)
            return contents.mapValues { content in content.mapError(\.problem) }
        } catch {
            if case .file(let error) = error {
                log(.error, "the config archive of the run \(run.id): \(error)")
                throw Problem(error)
            }
            return Dictionary(
                entries.map { ($0.index, .failure(error.problem)) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// What a run without a config has instead of one.
    static func withoutConfig(_ id: RunID) -> Problem {
        Problem(.notFound, "The run \(id) has no config archive.")
    }
}
