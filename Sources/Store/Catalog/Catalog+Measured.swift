import JSON
import Model
import Synchronization
import System

/// The values of cells, of many runs.
extension Catalog {
    /// After so many values a page ends, whatever its limit: some 100 bytes each.
    private static let valueLimit = 200_000

    /// The runs that a query has with the values of their cells, without a look at any report.
    func measured(_ query: RunQuery, _ values: ValueSelection) throws(CatalogError) -> MeasuredPage {
        // Before the index: what is kept must not be older than its count.
        let counts = changes.now
        let index = index.withLock(\.self)
        return try read { (database) throws(CatalogError) in
            var search = RunSearch(query, index, database)
            let found = try search.select(limit: min(max(1, query.limit), MeasuredPage.runLimit))
            var reader = try Measuring(query, values, index, database)
            var runs: [MeasuredRun] = []
            for run in found.runs {
                if query.takesAllCells {
                    runs.append(try whole(run, values, counts[run.id], &reader))
                } else {
                    runs.append(try reader.run(run))
                }
                if reader.valueCount >= Self.valueLimit, run != found.runs.last {
                    return MeasuredPage(runs: runs, next: try search.cursor(of: run))
                }
            }
            return MeasuredPage(runs: runs, next: found.next)
        }
    }

    /// A run with all its cells, read or kept.
    private func whole(
        _ run: IndexedRun, _ values: ValueSelection, _ changeCount: UInt64, _ reader: inout Measuring
    ) throws(CatalogError) -> MeasuredRun {
        if let kept = measuredRuns.run(run.id, values, changeCount: changeCount) {
            reader.valueCount += kept.valueCount
            return kept.run
        }
        let before = reader.valueCount
        let measured = try reader.run(run)
        measuredRuns.keep(
            MeasuredRuns.Kept(
                run: measured, valueCount: reader.valueCount - before, changeCount: changeCount), values)
        return measured
    }

    /// Reads the cells that a query names.
    private struct Measuring {
        private let query: RunQuery
        private let index: LibraryIndex
        private var reader: CellRows
        private var part = CellRows.Part()
        private let taken: CellRows.Taken
        private var fits: [UInt32: Bool] = [:]
        var valueCount = 0

        init(
            _ query: RunQuery, _ values: ValueSelection, _ index: LibraryIndex, _ database: Database
        ) throws(CatalogError) {
            self.query = query
            self.index = index
            reader = CellRows(database)
            part.benchmark = try Self.code(of: query.benchmark, database)
            part.filesystem = try Self.code(of: query.filesystem, database)
            taken = try Self.taken(values, database)
        }

        /// Nil for nil; 0, which no cell has, for a name that no run has.
        private static func code(
            of name: String?, _ database: Database
        ) throws(CatalogError) -> UInt32? {
            guard let name else { return nil }
            return try CatalogSchema.code(of: ShortName.of(name), in: database) ?? 0
        }

        private static func taken(
            _ values: ValueSelection, _ database: Database
        ) throws(CatalogError) -> CellRows.Taken {
            let names: [ValueName]
            switch values {
            case .all, .main, .compared: return .selected(values)
            case .named(let named): names = named
            case .keyed(let key): names = ValueSection.allCases.map { ValueName($0, key) }
            }
            var codes: Set<UInt32> = []
            for name in names {
                let kind = CatalogSchema.NameKind(name.section)
                if let code = try CatalogSchema.code(of: ShortName.of(name.key), kind, in: database) {
                    codes.insert(code)
                }
            }
            return .codes(codes)
        }

        mutating func run(_ run: IndexedRun) throws(CatalogError) -> MeasuredRun {
            var cells: [MeasuredCell] = []
            for row in try reader.rows(of: run.number, part) where try fits(row.filesystem) {
                let values = try reader.values(row, taken)
                valueCount += values.count + 1
                cells.append(
                    MeasuredCell(
                        benchmark: try reader.texts.text(row.benchmark),
                        filesystem: try reader.texts.text(row.filesystem), iterations: row.iterations,
                        hasErrors: row.hasErrors, settings: try reader.settings(row), values: values))
            }
            let names = index.nameSets[run.names] ?? NameSet()
            return MeasuredRun(
                id: run.id, filed: Timestamp(milliseconds: run.filed),
                source: try reader.texts.optionalText(run.source),
                rig: try reader.texts.optionalText(run.rig),
                label: try reader.texts.optionalText(run.label), isExcluded: run.isExcluded,
                vars: run.vars == 0 ? nil : VarsID(Int64(run.vars)),
                machine: run.machine == 0 ? nil : MachineID(Int64(run.machine)),
                benchmarks: try texts(names.benchmarks), filesystems: try texts(names.filesystems),
                cells: cells)
        }

        private mutating func texts(_ codes: [UInt32]) throws(CatalogError) -> [String] {
            var texts: [String] = []
            for code in codes { texts.append(try reader.texts.text(code)) }
            return texts
        }

        private mutating func fits(_ filesystem: UInt32) throws(CatalogError) -> Bool {
            guard query.family != nil || query.driver != nil else { return true }
            if let known = fits[filesystem] { return known }
            let name = FilesystemName(try reader.texts.text(filesystem))
            let isAsked =
                (query.family.map { $0 == name.family } ?? true)
                && (query.driver.map { $0 == name.driver } ?? true)
            fits[filesystem] = isAsked
            return isAsked
        }
    }
}

extension RunQuery {
    /// Whether no cell of a run is left out.
    fileprivate var takesAllCells: Bool {
        benchmark == nil && filesystem == nil && family == nil && driver == nil
    }
}
