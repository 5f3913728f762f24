import Analysis
package import Model
import Reports
import Synchronization
package import System

// What keeps the catalog complete is the follower's; here is what health reports of it, and what is done with the bytes.

extension PostgresStore: CatalogUpkeep {
    /// The database knows every digest, so that drops can be filed while the catalog is made.
    package var knowsAllRuns: Bool { true }

    /// The follower repairs the catalog by itself.
    package func whenRepairIsDue(_ wake: @escaping @Sendable () -> Void) {}

    /// The follower repairs the catalog by itself.
    package var nextRepair: ContinuousClock.Instant? { nil }

    /// The follower repairs the catalog by itself.
    package func repairCatalog() {}

    /// Whether the log of the catalog has grown (`CatalogUpkeep`).
    package var isTidyingDue: Bool { catalog.isCheckpointDue }

    /// Brings the log of the catalog into its file (`CatalogUpkeep`).
    package func tidyCatalog() {
        // The log stays until the next time, and is as good.
        try? catalog.checkpoint()
    }

    /// What is wrong where filed runs are not listed, in one sentence (`CatalogUpkeep`).
    package var catalogTrouble: String? {
        follower.state.withLock(\.catalogTrouble).map {
            "The catalog cannot be written (\($0)): runs that are filed now are not listed;"
                + " repair the disk of \(settings.folder), and benchd lists them by itself."
        }
    }

    /// What is wrong where runs of other daemons are not listed yet, in one sentence (`CatalogUpkeep`).
    package var lateNews: String? {
        guard follower.state.withLock(\.isLate) else { return nil }
        return "What other daemons have filed takes longer to enter than readers wait for it:"
            + " it is listed here as soon as it is entered, and there is nothing to do."
    }

    /// What is wrong where filed runs cannot be reached, in one sentence (`CatalogUpkeep`).
    package var displacement: String? {
        follower.state.withLock(\.trouble).map {
            "\(pool.place.description) cannot be used (\($0)): drops wait, uploads fail, and what other daemons file is not shown;"
                + " repair the database or the way to it, and benchd goes on by itself."
        }
    }
}

extension PostgresStore: FileVerification {
    /// Hands over the runs of which what was computed is lost, since their bytes may be damaged, too (`FileVerification`).
    ///
    /// Nothing else in a database changes behind its back: what is damaged is found by reading.
    package func whenDoubtful(_ handler: @escaping @Sendable (RunID) -> Void) { follower.lost.add(handler) }

    /// The run whose bytes were read longest ago, and when (`FileVerification`).
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func longestUnread() throws(LibraryError) -> (id: RunID, read: Timestamp)? {
        // One daemon reads for all.
        guard actsForAll else { return nil }
        return try catalogued { (catalog) throws(CatalogError) in try catalog.longestUnread() }
    }

    /// Reads all bytes of a run, and compares them with what was filed (`FileVerification`).
    ///
    /// - Throws: `LibraryError` of the catalog or of the database.
    package func verify(_ id: RunID, isFromDisk: Bool, pace: (Int) -> Bool) throws(LibraryError) {
        for part in FiledPart.allCases {
            guard let place = try place(of: part, of: id) else {
                contents.damages.clear(part, id)
                continue
            }
            if try !contents.verify(place, pace: pace) { return }
        }
        try catalogued { (catalog) throws(CatalogError) in try catalog.noteReading(of: id, at: .now()) }
    }

    /// Looks again at some of the runs that are known to be damaged (`FileVerification`).
    package func reconsiderDamages() {
        for id in contents.damages.runs.prefix(Condition.damageLimit) {
            // What cannot be looked at now is looked at the next time.
            try? verify(id, isFromDisk: true) { _ in true }
        }
    }
}

extension FiledContents {
    /// Reads a part and compares it with its digest, and notes the result; false where it was stopped.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func verify(_ place: ContentPlace, pace: (Int) -> Bool) throws(LibraryError) -> Bool {
        var hasher = DigestHasher()
        // What is known counts no longer: it is read again.
        damages.clear(place.part, place.id)
        do {
            for number in 0..<StagedFrames.count(of: place.file.byteCount) {
                for frame in try frames(number...number, of: place) {
                    hasher.update(frame[...])
                    guard pace(frame.count) else { return false }
                }
            }
        } catch {
            switch error {
            // Damage is noted where it was found.
            case .damaged, .gone: return true
            default: throw error
            }
        }
        if hasher.finish() != place.file.digest {
            _ = damages.note(place, "its bytes have another digest than the receipt has")
        }
        return true
    }
}

extension PostgresStore: AnalysisUpkeep {
    /// One of the newest runs that must be computed by the rules of today: daemons that look at once take different ones
    /// (`AnalysisUpkeep`).
    ///
    /// What a daemon with later rules has computed is left to it.
    /// - Throws: `LibraryError.unavailable`.
    package func nextAnalysis() throws(LibraryError) -> RunID? {
        let skipped = skippedAnalyses.withLock(\.self)
        let rows = try database { (connection) throws(PostgresError) in
            try connection.rows(
                "SELECT id FROM derived WHERE rules < $1 ORDER BY rules DESC, id DESC LIMIT $2",
                [
                    .integer(Int64(RunAnalysis.currentRules)),
                    .integer(Int64(skipped.count + Self.dueCount)),
                ])
        }
        return rows.compactMap { $0.text(0).flatMap(RunID.init) }.filter { !skipped.contains($0) }
            .randomElement()
    }

    /// Of so many runs that are due one is taken.
    private static let dueCount = 16

    /// Computes a run from its bytes, unless another daemon does (`AnalysisUpkeep`).
    ///
    /// - Throws: `LibraryError`; then the run stays due.
    @discardableResult
    package func analyse(_ id: RunID, unless cancellation: Cancellation) throws(LibraryError) -> Bool {
        do {
            let isDone = try changing { (connection) throws(FilingFault) in
                try self.analyse(id, on: connection, unless: cancellation)
            }
            if isDone { follower.take([:]) }
            return isDone
        } catch {
            if case .gone = error { return false }
            guard case .damaged = error else { throw error }
            skippedAnalyses.withLock { _ = $0.insert(id) }
            return false
        }
    }
}
