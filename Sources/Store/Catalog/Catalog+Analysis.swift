import Model
import System

/// What was computed from runs, read back.
extension Catalog {
    /// What was computed of a run; nil where nothing was, or by rules of another version that this one cannot read.
    func analysis(_ id: RunID, rules: Int) throws(CatalogError) -> RunAnalysis? {
        var packed: PackedAnalysis?
        try read { (database) throws(CatalogError) in
            guard let number = try CatalogSchema.number(of: id, in: database) else { return }
            packed = try Self.packed(number, in: database)
        }
        guard let packed else { return nil }
        if let analysis = packed.analysis { return analysis }
        guard packed.rules == rules else { return nil }
        throw CellRows.damaged
    }

    private static func packed(
        _ number: Int64, in database: Database
    ) throws(CatalogError) -> PackedAnalysis? {
        var head: (rules: Int, details: [UInt8], machine: Int64)?
        try database.query(
            "SELECT a.rules, a.details, i.machine FROM analyses a JOIN run_index i ON i.run = a.run WHERE a.run = ?",
            [.integer(number)]
        ) { row in head = (Int(row.integer(0)), row.blob(1) ?? [], row.integer(2)) }
        guard let head else { return nil }
        var reader = CellRows(database)
        var cells: [PackedAnalysis.Cell] = []
        for row in try reader.rows(of: number) {
            cells.append(
                PackedAnalysis.Cell(
                    benchmark: try reader.texts.text(row.benchmark),
                    filesystem: try reader.texts.text(row.filesystem), iterations: row.iterations,
                    hasErrors: row.hasErrors, settings: try reader.settings(row),
                    values: try reader.values(row, .selected(.all))))
        }
        return PackedAnalysis(
            rules: head.rules, cells: cells, machine: try facts(of: head.machine, in: database),
            details: head.details)
    }

    /// The facts of a machine; none where it is gone.
    func facts(of machine: MachineID) throws(CatalogError) -> [SystemFact] {
        try read { (database) throws(CatalogError) in
            try Self.facts(of: machine.number, in: database)
        }
    }

    static func facts(of machine: Int64, in database: Database) throws(CatalogError) -> [SystemFact] {
        guard let content = try CatalogSchema.content(of: machine, in: database) else { return [] }
        guard let facts = PackedFacts.unpack(content) else { throw CellRows.damaged }
        return facts
    }

    /// The settings of some archives; nil where they are gone.
    func vars(of id: VarsID) throws(CatalogError) -> ConfigVars? {
        let content = try read { (database) throws(CatalogError) in
            try CatalogSchema.content(of: id.number, in: database)
        }
        return try content.map { (content) throws(CatalogError) in
            guard let vars = PackedVars.unpack(content) else { throw CellRows.damaged }
            return vars
        }
    }

    /// The settings of a run's archive; nil where it has none.
    func vars(_ id: RunID) throws(CatalogError) -> ConfigVars? {
        var document: Int64 = 0
        try read { (database) throws(CatalogError) in
            try database.query(
                "SELECT i.vars FROM run_index i JOIN runs r ON r.number = i.run WHERE r.id = ?",
                [.text(id.description)]
            ) { row in document = row.integer(0) }
        }
        return document == 0 ? nil : try vars(of: VarsID(document))
    }

    /// The newest runs, at most `limit`, whose facts were collected at this time, as their reports have it.
    func runs(factsCollected timestamp: String, limit: Int) throws(CatalogError) -> [CollectedFacts] {
        try read { (database) throws(CatalogError) in
            var found: [CollectedFacts] = []
            try database.query(
                "SELECT r.id, r.report_digest FROM analyses a JOIN runs r ON r.number = a.run"
                    + " WHERE a.facts_collected = ? ORDER BY r.filed DESC, r.id DESC LIMIT ?",
                [.text(timestamp), .integer(limit)]
            ) { row in
                guard let run = row.text(0).flatMap(RunID.init),
                    let digest = row.blob(1).flatMap(Digest.init(bytes:))
                else { return }
                found.append(CollectedFacts(run: run, digest: digest))
            }
            return found
        }
    }

    // MARK: Upkeep

    /// Runs that other rules have computed, at most `limit`: of each version the newest first.
    func dueAnalyses(rules: Int, limit: Int) throws(CatalogError) -> [RunID] {
        try read { (database) throws(CatalogError) in
            var ids: [RunID] = []
            // Each by the index on rules: a search for "!=" reads all runs, for every run that is computed.
            for condition in ["rules < ?", "rules > ?"] {
                try database.query(
                    "SELECT id FROM run_index WHERE \(condition) ORDER BY rules DESC, run DESC LIMIT ?",
                    [.integer(rules), .integer(limit - ids.count)]
                ) { row in ids += row.text(0).flatMap(RunID.init).map { [$0] } ?? [] }
            }
            return ids
        }
    }

    /// Enters what was computed of a run, if its files are still the ones that were read; nil marks a run that cannot be
    /// computed.
    ///
    /// - Returns: Whether it was entered.
    func putAnalysis(
        _ analysis: RunAnalysis?, vars: ConfigVars?, of parts: FiledParts, rules: Int
    ) throws(CatalogError) -> Bool {
        var isEntered = false
        try change { (database) throws(CatalogError) in
            guard let number = try CatalogSchema.number(of: parts.id, in: database),
                let now = try Self.parts(of: parts.id, in: database), now.report == parts.report,
                now.config == parts.config
            else { return [] }
            isEntered = true
            var place = try CatalogSchema.place(of: number, in: database)
            place.rules = Int64(rules)
            if let analysis {
                place = try CatalogSchema.replaceAnalysis(
                    of: number, with: analysis, vars: vars, in: database)
            }
            let mark = try CatalogSchema.mark(of: number, in: database)
            let entry = try CatalogSchema.index(number, mark, place, in: database)
            return [IndexEntry(run: entry.run, names: entry.names, filedBefore: entry.run.filed)]
        }
        return isEntered
    }
}
