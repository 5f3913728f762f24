import Analysis
import JSON
import Model

/// What was derived of a run by the daemon that filed it, so that no other reads the report or the archive.
struct DerivedRun: Equatable, Sendable {
    var report: Report
    var listing: ConfigListing?
    /// Nil where nothing could be computed of the report.
    var packed: PackedAnalysis?
    /// What the settings of its archive say; nil without one.
    var vars: ConfigVars?

    /// The rules that have computed it; 0 where nothing is computed yet.
    var rules: Int

    /// What is derived of a judged drop; this computes.
    init(_ drop: JudgedDrop) {
        self.init(drop, RunAnalysis(drop.readings, vars: drop.config?.vars))
    }

    /// What is derived of a judged drop of which this was computed.
    init(_ drop: JudgedDrop, _ analysis: RunAnalysis) {
        report = drop.outline
        listing = drop.config?.listing
        vars = drop.config?.vars
        packed = PackedAnalysis(analysis)
        rules = analysis.rules
    }

    /// What is derived of a run of which only the report is known so far, by the rules of today.
    init(_ report: Report) {
        self.report = report
        rules = RunAnalysis.currentRules
    }

    /// The same run with a config that came late; what cannot be computed now waits for its turn.
    func attaching(_ config: JudgedConfig) -> DerivedRun {
        var derived = self
        (derived.listing, derived.vars) = (config.listing, config.vars)
        if rules == RunAnalysis.currentRules, let analysis = packed?.analysis {
            derived.packed = PackedAnalysis(RunAnalysis(analysis.readings, vars: config.vars))
        } else {
            derived.rules = 0
        }
        return derived
    }
}

// MARK: In few bytes

extension DerivedRun {
    /// In front of the frame, so that a later version may write another.
    private static let format: UInt8 = 2
    /// The same, but each part of an entry with its place in the report (`ReportParts.bytes`).
    private static let formatOfPlaces: UInt8 = 1
    /// The largest outlines have some 45 MiB.
    private static let largest = 256 << 20

    /// As the database keeps it; empty where there is no memory for it.
    var bytes: [UInt8] {
        // A large one is written twice, first to learn how much it is, so that it is never in memory as a whole.
        let (byteCount, all) = unpacked()
        if let all { return Zstandard.pack(all).map { [Self.format] + $0 } ?? [] }
        guard var packer = ZstandardPacker(byteCount: byteCount, after: [Self.format]) else { return [] }
        var writer = PackedWriter { packer.add($0) }
        write(to: &writer)
        packer.add(writer.bytes)
        return packer.finish() ?? []
    }

    /// How many bytes it has before they are compressed, and all of them where they are few.
    private func unpacked() -> (byteCount: Int, all: [UInt8]?) {
        var drained = 0
        var writer = PackedWriter { drained += $0.count }
        write(to: &writer)
        return (drained + writer.bytes.count, drained == 0 ? writer.bytes : nil)
    }

    private func write(to writer: inout PackedWriter) {
        writer.outline(report)
        writer.optional(listing) { $0.listing($1) }
        writer.optional(packed) { $0.analysis($1) }
        writer.optional(vars) { $0.blob(PackedVars.pack($1)) }
    }

    /// Whether bytes are of a format that a later benchd writes.
    static func isOfLaterFormat(_ bytes: [UInt8]) -> Bool { (bytes.first ?? 0) > format }

    /// How many bytes they are when they are read; at most as many as are read.
    static func unpackedByteCount(of bytes: [UInt8]) -> Int {
        min(largest, Zstandard.claimedByteCount(of: Array(bytes.dropFirst())) ?? 0)
    }

    /// Reads back what `bytes` wrote; nil for what is damaged, or of a later version.
    init?(bytes: [UInt8], rules: Int) {
        guard let format = bytes.first, format == Self.format || format == Self.formatOfPlaces,
            let unpacked = Zstandard.unpack(Array(bytes.dropFirst()), limit: Self.largest)
        else { return nil }
        var reader = PackedReader(unpacked)
        guard let report = reader.outline(hasPlaces: format == Self.formatOfPlaces),
            let listing = reader.optional({ $0.listing() }),
            let packed = reader.optional({ $0.analysis() }),
            let vars = reader.optional({ $0.blob().flatMap(PackedVars.unpack) }), reader.isAtEnd
        else { return nil }
        (self.report, self.listing, self.packed, self.vars) = (report, listing, packed, vars)
        self.rules = rules
    }
}

extension PackedWriter {
    fileprivate mutating func outline(_ report: Report) {
        count(report.byteCount)
        list(report.filesystems) { $0.place($1) }
        var end = 0
        list(report.benchmarks) { writer, benchmark in
            writer.place(benchmark.name)
            writer.list(benchmark.entries) { writer, entry in
                writer.count(entry.filesystem)
                writer.blob(entry.parts.distances(from: &end))
            }
        }
        blob(report.parts.bytes)
    }

    private mutating func place(_ name: Report.Name) {
        text(name.text)
        optional(name.range) { writer, range in
            writer.count(range.lowerBound)
            writer.count(range.count)
        }
    }

    fileprivate mutating func listing(_ listing: ConfigListing) {
        list(listing.entries) { $0.text($1.json.text) }
        text(JSONValue.array(listing.notes.map { .string($0) }).text)
        text(JSONValue.array(listing.findings.map(\.json)).text)
    }

    fileprivate mutating func analysis(_ packed: PackedAnalysis) {
        count(packed.rules)
        list(packed.cells) { writer, cell in
            writer.name(cell.benchmark)
            writer.name(cell.filesystem)
            writer.optional(cell.iterations) { $0.count($1) }
            writer.flag(cell.hasErrors)
            writer.list(cell.settings) { writer, setting in
                writer.name(setting.key)
                writer.name(setting.text)
            }
            writer.list(cell.values) { writer, value in
                writer.name(value.name.section.rawValue)
                writer.name(value.name.key)
                writer.number(value.number)
            }
        }
        blob(PackedFacts.pack(packed.machine))
        blob(packed.details)
    }
}

extension PackedReader {
    fileprivate mutating func outline(hasPlaces: Bool) -> Report? {
        guard let byteCount = count(), let filesystems = list({ $0.place(in: byteCount) }) else { return nil }
        var end = 0
        let benchmarks = list { reader -> Report.Benchmark? in
            guard let name = reader.place(in: byteCount) else { return nil }
            let entries = reader.list { reader -> Report.Entry? in
                guard let filesystem = reader.count(), filesystem < filesystems.count,
                    let bytes = reader.blob(),
                    let parts = hasPlaces
                        ? ReportParts(bytes: bytes, of: byteCount)
                        : ReportParts(distances: bytes, from: &end, of: byteCount)
                else { return nil }
                return Report.Entry(filesystem: filesystem, parts: parts)
            }
            return entries.map { Report.Benchmark(name: name, entries: $0) }
        }
        guard let benchmarks, let parts = blob().flatMap({ ReportParts(bytes: $0, of: byteCount) }) else {
            return nil
        }
        return Report(
            byteCount: byteCount, benchmarks: benchmarks, filesystems: filesystems, parts: parts)
    }

    private mutating func place(in byteCount: Int) -> Report.Name? {
        guard let text = text() else { return nil }
        let range = optional { reader -> Range<Int>? in
            guard let start = reader.count(), let length = reader.count(), start <= byteCount,
                length <= byteCount - start
            else { return nil }
            return start..<start + length
        }
        return range.map { Report.Name(text, range: $0) }
    }

    fileprivate mutating func listing() -> ConfigListing? {
        // What is no listing is damage, whatever is wrong with it.
        guard let entries = list({ reader in reader.text().flatMap { try? ListingCodec.entry($0) } }),
            let notes = text().flatMap({ try? ListingCodec.notes($0) }),
            let findings = text().flatMap({ try? ListingCodec.findings($0) })
        else { return nil }
        return ConfigListing(entries: entries, notes: notes, findings: findings)
    }

    fileprivate mutating func analysis() -> PackedAnalysis? {
        guard let rules = count(), let cells = list({ $0.cell() }),
            let machine = blob().flatMap(PackedFacts.unpack), let details = blob()
        else { return nil }
        return PackedAnalysis(rules: rules, cells: cells, machine: machine, details: details)
    }

    private mutating func cell() -> PackedAnalysis.Cell? {
        guard let benchmark = name(), let filesystem = name(), let iterations = optional({ $0.count() }),
            let hasErrors = flag()
        else { return nil }
        let settings = list { reader -> CellReadings.Setting? in
            guard let key = reader.name(), let text = reader.name() else { return nil }
            return CellReadings.Setting(key: key, text: text)
        }
        let values = list { reader -> MeasuredCell.Value? in
            guard let section = reader.name().flatMap(ValueSection.init(rawValue:)), let key = reader.name(),
                let number = reader.number()
            else { return nil }
            return MeasuredCell.Value(ValueName(section, key), number)
        }
        guard let settings, let values else { return nil }
        return PackedAnalysis.Cell(
            benchmark: benchmark, filesystem: filesystem, iterations: iterations, hasErrors: hasErrors,
            settings: settings, values: values)
    }
}
