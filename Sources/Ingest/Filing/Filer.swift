import Model
import Store
import System

/// Files judged drops: the one place where a drop becomes a run.
struct Filer: Sendable {
    /// A drop that is whole and judged.
    struct JudgedDrop: Sendable {
        let report: StagedFile
        let outline: Report
        let config: (staged: StagedFile, listing: ConfigListing)?
        let source: String?
        let origin: Origin
        /// Such as the reason why its config was rejected, and what its config should not share.
        let warnings: [Problem]

        init(
            report: StagedFile, outline: Report, config: (staged: StagedFile, listing: ConfigListing)?,
            source: String?, origin: Origin, warnings: [Problem]
        ) {
            self.report = report
            self.outline = outline
            self.config = config
            self.source = source
            self.origin = origin
            self.warnings = warnings + (config?.listing.warnings ?? [])
        }
    }

    let store: Store

    /// Files a drop, or finds the run that it already is; either way its staged files are gone then.
    ///
    /// - Throws: `StoreError`; then nothing was filed.
    func file(_ drop: JudgedDrop) throws(StoreError) -> Outcome {
        defer {
            // What was filed has left these names.
            drop.report.discard()
            drop.config?.staged.discard()
        }
        let twins = try store.twins(of: drop.report.file.digest)
        let config = drop.config?.staged
        switch Deduplication.decide(config: config?.file.digest, twins: twins) {
        case .duplicate(let id):
            try store.restore(.report, of: id, from: drop.report)
            if let config { try store.restore(.config, of: id, from: config) }
            return try repeated(drop, of: id)
        case .attach(let id):
            try store.restore(.report, of: id, from: drop.report)
            guard let run = try store.run(id), let config = drop.config else {
                return try repeated(drop, of: id)
            }
            _ = try store.attach(config.staged, listing: config.listing, to: run, at: .now())
            return .filed(.attached, id, warnings: drop.warnings)
        case .new:
            return try fileNew(drop)
        }
    }

    private func repeated(_ drop: JudgedDrop, of id: RunID) throws(StoreError) -> Outcome {
        // The very file again, because the last process ended before it could remove it: that was accepted.
        if drop.origin != .upload, let filed = try store.run(id)?.receipt, filed.origin == drop.origin {
            return .filed(.accepted, id, warnings: filed.warnings)
        }
        return .filed(.duplicate, id, warnings: drop.warnings)
    }

    private func fileNew(_ drop: JudgedDrop) throws(StoreError) -> Outcome {
        let now = Timestamp.now()
        let receipt = Receipt(
            id: store.nextID(at: now), filed: now, source: drop.source, origin: drop.origin,
            report: drop.report.file, config: drop.config?.staged.file, warnings: drop.warnings)
        try store.commit(
            receipt, report: drop.report, outline: drop.outline, config: drop.config?.staged,
            listing: drop.config?.listing)
        return .filed(.accepted, receipt.id, warnings: drop.warnings)
    }

    /// Attaches a config that came after its report; nil where there is no run that still takes one.
    ///
    /// - Throws: `StoreError`; then the run is as it was.
    func attach(
        _ config: StagedFile, _ listing: ConfigListing, toRunFrom reports: [FilePath], within limit: Duration
    ) throws(StoreError) -> Outcome? {
        let now = Timestamp.now()
        for path in reports {
            guard let run = try store.lastRun(from: path) else { continue }
            switch LateConfig.decide(
                config: config.file.digest, run: run.receipt, at: now, within: limit)
            {
            case .attach: _ = try store.attach(config, listing: listing, to: run, at: now)
            case .isAttached:
                try store.restore(.config, of: run.id, from: config)
                config.discard()
            case .belongsToNoRun: continue
            }
            return .filed(.attached, run.id, warnings: listing.warnings)
        }
        return nil
    }
}
