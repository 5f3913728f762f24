import Glibc
package import Model
package import System

/// Takes over what the application that benchd replaces has filed: the same ids, the same bytes, the same times.
///
/// Nothing in the old folder is changed, and a second import changes nothing here.
package struct Import {
    /// What became of an old folder.
    package struct Outcome: Sendable {
        /// Runs that are new here, under their old ids.
        package fileprivate(set) var taken: [RunID] = []
        /// Runs that were here already.
        package fileprivate(set) var known: [RunID] = []
        /// Runs that were removed here, and stay so.
        package fileprivate(set) var removed: [RunID] = []
        /// Runs whose config was missing here and was added.
        package fileprivate(set) var completed: [RunID] = []
        /// Of the runs that are new: what today's rules find wrong with them; they are served all the same.
        package fileprivate(set) var problems: [(id: RunID, problem: Problem)] = []
        /// What the copy of the newest report has become.
        package fileprivate(set) var latest: Latest?
        /// What could not be taken over, with the reason.
        package fileprivate(set) var failures: [Damage] = []
        /// Names that the old application does not give.
        package fileprivate(set) var foreign: [FilePath] = []
        /// Configs without their report.
        package fileprivate(set) var lone: [FilePath] = []

        /// How many runs are new here, with that of the newest report.
        package var takenCount: Int {
            if case .taken? = latest { taken.count + 1 } else { taken.count }
        }
    }

    /// What has become of `latest.json`.
    package enum Latest: Equatable, Sendable {
        /// It was no run, and is a new one.
        case taken(RunID)
        /// The run with its bytes.
        case known(RunID)
    }

    private let store: Store
    private let root: Directory
    private let isOwnFolder: Bool

    /// An import of a folder into a library.
    ///
    /// - Throws: `FileError` where the folder cannot be opened.
    package init(of folder: FilePath, into store: Store) throws(FileError) {
        (self.store, root) = (store, try Directory(folder))
        isOwnFolder = try root.status().identity == store.folder.root.status().identity
    }

    /// Takes over what is there.
    ///
    /// - Throws: `LibraryError`, `FileError`; what was taken over before stays, and a second import goes on.
    package func run() throws -> Outcome {
        let old = try OldFolder(root)
        var outcome = Outcome()
        (outcome.foreign, outcome.lone) = (old.foreign, old.lone)
        for id in old.runs { try take(id, &outcome) }
        if old.hasLatest { try takeLatest(&outcome) }
        return outcome
    }

    private func take(_ id: RunID, _ outcome: inout Outcome) throws {
        if isOwnFolder {
            outcome.known.append(id)
            return
        }
        if try store.tombstone(id) != nil {
            outcome.removed.append(id)
            return
        }
        do {
            if try store.run(id) != nil { return try complete(id, &outcome) }
            let run = try staged(id, DataNames.report(id), DataNames.config(id))
            let (report, config) = (run.report.file.digest, run.config?.file.digest)
            if try store.tombstone(ofReport: report, config: config) != nil {
                run.discard()
                outcome.removed.append(id)
                return
            }
            try file(run, &outcome)
            outcome.taken.append(id)
        } catch let error as FileError where error.path.isBelow(root.path) {
            // What cannot be read in the old folder keeps nothing else there.
            outcome.failures.append(Damage(path: error.path, reason: error.cause))
        }
    }

    /// Compares a run that is here with the old one, and adds the config that it lacks.
    private func complete(_ id: RunID, _ outcome: inout Outcome) throws {
        guard let known = try store.run(id) else { return }
        let report = try digest(DataNames.report(id))
        guard known.receipt.report.digest == report else {
            outcome.failures.append(
                Damage(
                    path: root.path(of: DataNames.report(id)),
                    reason:
                        "another report is filed here under this id; drop it into the inbox to have it under a new one"
                ))
            return
        }
        let hasConfig = try root.statusIfPresent(of: DataNames.config(id)) != nil
        if let config = known.receipt.config, hasConfig, try digest(DataNames.config(id)) != config.digest {
            outcome.failures.append(
                Damage(
                    path: root.path(of: DataNames.config(id)),
                    reason:
                        "another config is filed here with this run; drop both files into the inbox to have them as a run"
                ))
            return
        }
        guard known.receipt.config == nil, hasConfig else {
            outcome.known.append(id)
            return
        }
        let config = try copy(DataNames.config(id))
        do {
            try attach(config, to: id)
        } catch {
            config.discard()
            throw error
        }
        try index(id, &outcome)
        outcome.completed.append(id)
    }

    /// The copy of the newest report, where its bytes are no run yet; with its config, where that has a run without one.
    private func takeLatest(_ outcome: inout Outcome) throws {
        let report = try digest(OldFolder.latest)
        let hasConfig = try root.statusIfPresent(of: OldFolder.latestConfig) != nil
        let config = hasConfig ? try digest(OldFolder.latestConfig) : nil
        let twins = try store.twins(of: report)
        switch Deduplication.decide(config: config, twins: twins) {
        case .duplicate(let id): outcome.latest = .known(id)
        // The old application has replaced the one and not the other: that config is of no report that is known.
        case .attach(let id): outcome.latest = .known(id)
        case .new where !twins.isEmpty: outcome.latest = twins.first.map { .known($0.id) }
        case .new:
            let id = store.nextID(at: .now())
            let run = try staged(id, OldFolder.latest, hasConfig ? OldFolder.latestConfig : nil)
            if let tombstone = try store.tombstone(ofReport: report, config: config) {
                run.discard()
                outcome.removed.append(tombstone.id)
                return
            }
            try file(run, &outcome)
            outcome.latest = .taken(id)
        }
    }

    private func digest(_ name: FilePath) throws(FileError) -> Digest {
        try root.openForReading(name).digest(path: root.path(of: name))
    }

    // MARK: Filing

    private struct StagedRun {
        let receipt: Receipt
        let report: StagedFile
        let config: StagedFile?

        func discard() {
            report.discard()
            config?.discard()
        }
    }

    /// Copies the files of a run, with their times; filed counts when the report was last changed.
    private func staged(
        _ id: RunID, _ reportName: FilePath, _ configName: FilePath?
    ) throws(FileError) -> StagedRun {
        let report = try copy(reportName)
        do {
            var config: StagedFile?
            if let configName, try root.statusIfPresent(of: configName) != nil {
                config = try copy(configName)
            }
            let filed = try root.status(of: reportName).filed(at: .now())
            return StagedRun(
                receipt: Receipt(
                    id: id, filed: filed, source: nil, origin: .imported, report: report.file,
                    config: config?.file),
                report: report, config: config)
        } catch {
            report.discard()
            throw error
        }
    }

    private func copy(_ name: FilePath) throws(FileError) -> StagedFile {
        let staging = try store.folder.staging
        let path = root.path(of: name)
        let source = try root.openForReading(name)
        let status = try source.status(path: path)
        try status.expectRegular("read", path)
        let file = try StagedFile(
            copying: source, path: path, as: FilePath("import-\(UInt64.random(in: 0 ... .max))"), in: staging)
        try staging.setModified(file.name, to: status.modified)
        return file
    }

    private func file(_ run: StagedRun, _ outcome: inout Outcome) throws {
        let new = NewRun(run.receipt, report: run.report, config: run.config)
        for case let failure? in store.folder.commit([new]) {
            run.discard()
            throw LibraryError.file(failure)
        }
        try index(run.receipt.id, &outcome)
    }

    /// Adds a config to a run that has none; one without a receipt needs none that names it.
    private func attach(_ config: StagedFile, to id: RunID) throws {
        if var receipt = try store.files.storedReceipt(id) {
            (receipt.config, receipt.configAttached) = (config.file, .now())
            return try store.folder.attach(config, receipt: receipt)
        }
        try config.synchronize()
        try config.directory.rename(config.name, into: store.folder.root, as: DataNames.config(id))
        try store.folder.root.synchronize()
    }

    private func index(_ id: RunID, _ outcome: inout Outcome) throws {
        let problem = try store.index(id)
        let warnings = try store.run(id)?.receipt.warnings ?? []
        let others = warnings.filter { $0.kind != .configSecret && $0 != problem }
        outcome.problems += ([problem].compactMap(\.self) + others).map { (id, $0) }
    }
}
