import Analysis
package import Model
import Synchronization
package import System

// Where a drop becomes a run.

extension Store: RunArchive {
    /// A rename from here into the data folder is atomic.
    package var staging: Directory { get throws(FileError) { try folder.staging } }

    /// Whether a report or config with these bytes was filed, also one of a run that the catalog lacks.
    ///
    /// - Throws: `LibraryError` of the catalog or of a receipt.
    package func holds(_ digest: Digest) throws(LibraryError) -> Bool {
        if try isPending(digest) { return true }
        return try catalogued { (catalog) throws(CatalogError) in try catalog.holds(digest) }
    }

    /// Files a drop (`RunArchive`).
    ///
    /// - Throws: `LibraryError`; then nothing was filed, but a config for a run without one may be attached at the next start.
    package func file(_ drop: JudgedDrop, at time: Timestamp) throws(LibraryError) -> Outcome {
        // A file that was filed has left its name.
        defer { drop.discard() }
        return try filing.withLock { (_) throws(LibraryError) in
            if let known = try known(drop, at: time) { return known }
            let receipt = receipt(of: drop, at: time)
            try commit(receipt, drop)
            return .filed(.accepted, receipt.id, warnings: drop.warnings)
        }
    }

    /// Files drops that share the syncs of the data folder and a transaction of the catalog (`RunArchive`).
    package func file(_ drops: [JudgedDrop], at time: Timestamp) -> [Result<Outcome, LibraryError>] {
        var results: [Result<Outcome, LibraryError>] = []
        while results.count < drops.count {
            // The second of two with the same report must find the first as a run.
            var reports: Set<Digest> = []
            let group = drops[results.count...].prefix { reports.insert($0.report.file.digest).inserted }
            results += filing.withLock { _ in fileGroup(group, at: time) }
        }
        return results
    }

    /// Files drops whose reports are all different.
    private func fileGroup(
        _ drops: some Collection<JudgedDrop>, at time: Timestamp
    ) -> [Result<Outcome, LibraryError>] {
        defer { for drop in drops { drop.discard() } }
        var results: [Result<Outcome, LibraryError>] = []
        var new: [(place: Int, receipt: Receipt, drop: JudgedDrop)] = []
        for drop in drops {
            let result = Result { () throws(LibraryError) in
                if let known = try known(drop, at: time) { return known }
                let receipt = receipt(of: drop, at: time)
                new.append((results.count, receipt, drop))
                return .filed(.accepted, receipt.id, warnings: drop.warnings)
            }
            results.append(result)
        }
        for ((place, _, _), failure) in zip(new, commit(new.map { ($0.receipt, $0.drop) })) {
            if let failure { results[place] = .failure(failure) }
        }
        return results
    }

    /// What came of a drop whose bytes are those of a run, or that one of its runs lacks; nil for a new one.
    private func known(_ drop: JudgedDrop, at time: Timestamp) throws(LibraryError) -> Outcome? {
        let twins = try twins(of: drop.report.file.digest)
        switch Deduplication.decide(config: drop.config?.staged.file.digest, twins: twins) {
        case .duplicate(let id):
            try restore(.report, of: id, from: drop.report)
            if let config = drop.config { try restore(.config, of: id, from: config.staged) }
            return try repeated(drop, of: id, saying(drop.mark, of: id))
        case .attach(let id):
            try restore(.report, of: id, from: drop.report)
            guard let run = try run(id), let config = drop.config else {
                return try repeated(drop, of: id, [])
            }
            _ = try attach(config, to: run, at: time)
            return .filed(.attached, id, warnings: drop.warnings + (try saying(drop.mark, of: id)))
        case .new:
            return try tombstone(of: drop).map {
                .filed(.duplicate, $0.id, warnings: drop.warnings + [$0.problem])
            }
        }
    }

    private func repeated(
        _ drop: JudgedDrop, of id: RunID, _ warnings: [Problem]
    ) throws(LibraryError) -> Outcome {
        // The very file again, because the last process ended before it could remove it: that was accepted.
        if drop.origin != .upload, let filed = try run(id)?.receipt, filed.origin == drop.origin {
            return .filed(.accepted, id, warnings: filed.warnings + warnings)
        }
        return .filed(.duplicate, id, warnings: drop.warnings + warnings)
    }

    /// The receipt of a new run.
    private func receipt(of drop: JudgedDrop, at time: Timestamp) -> Receipt {
        Receipt(
            id: nextID(at: time), filed: time, source: drop.source, origin: drop.origin,
            uploader: drop.uploader, report: drop.report.file, config: drop.config?.staged.file,
            warnings: drop.warnings)
    }

    /// Attaches a config that came after its report (`RunArchive`).
    ///
    /// - Throws: `LibraryError`; then the run is as it was, or gets the config at the next start.
    package func attach(
        _ config: JudgedConfig, toRunFrom reports: [FilePath], within limit: Duration, at time: Timestamp
    ) throws(LibraryError) -> Outcome? {
        try filing.withLock { (_) throws(LibraryError) in
            try attachAlone(config, toRunFrom: reports, within: limit, at: time)
        }
    }

    private func attachAlone(
        _ config: JudgedConfig, toRunFrom reports: [FilePath], within limit: Duration, at time: Timestamp
    ) throws(LibraryError) -> Outcome? {
        for path in reports {
            guard let run = try lastRun(from: path) else { continue }
            switch LateConfig.decide(
                config: config.staged.file.digest, run: run.receipt, at: time, within: limit)
            {
            case .attach: _ = try attach(config, to: run, at: time)
            case .isAttached:
                try restore(.config, of: run.id, from: config.staged)
                config.staged.discard()
            case .belongsToNoRun: continue
            }
            return .filed(.attached, run.id, warnings: config.listing.warnings)
        }
        return nil
    }
}

extension Store {
    /// The runs whose report has these bytes, in the order they were filed.
    ///
    /// - Throws: `LibraryError`.
    func twins(of report: Digest) throws(LibraryError) -> [RunTwin] {
        try indexPending()
        return try catalogued { (catalog) throws(CatalogError) in try catalog.twins(of: report) }
    }

    /// The last run that was filed from a path of the inbox.
    ///
    /// - Throws: `LibraryError`.
    func lastRun(from path: FilePath) throws(LibraryError) -> FiledRun? {
        try indexPending()
        let id = try catalogued { (catalog) throws(CatalogError) in try catalog.lastRun(from: path) }
        guard let id else { return nil }
        return try run(id)
    }

    /// Adds a late config to a run that has none.
    ///
    /// - Throws: `LibraryError` of the files; then the run is as it was, or gets the config at the next start.
    func attach(
        _ config: JudgedConfig, to run: FiledRun, at time: Timestamp
    ) throws(LibraryError) -> Receipt {
        var receipt = run.receipt
        receipt.config = config.staged.file
        receipt.configAttached = time
        receipt.warnings += config.listing.warnings
        let complete = receipt
        try filed { () throws(FileError) in try folder.attach(config.staged, receipt: complete) }
        // Where the readings are not to be had, or not by the rules of today, the run waits for its turn.
        let known = (try? analysis(receipt.id)).flatMap { $0.rules == RunAnalysis.currentRules ? $0 : nil }
        let analysis = known.map { RunAnalysis($0.readings, vars: config.vars) }
        enter(complete.id) { (stamp) throws(CatalogError) in
            try catalog.putConfig(
                complete, (config.listing, config.vars), stamp: stamp, analysis: analysis)
        }
        return complete
    }
}
