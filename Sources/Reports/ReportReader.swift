package import JSON
package import Model
package import System

/// Reads and judges a report in one pass; inbox, upload and `benchd check` all use it.
package struct ReportReader: ~Copyable {
    private static let shownFaultCount = 10

    private var shapes: [ReportFault.Shape] = []
    private var benchmarks: [Report.Benchmark] = []
    private var filesystems = FilesystemNames()
    private var entryCount = 0
    /// How many unknown parts of entries may still be outlined.
    private var otherCountLeft = Report.partLimit
    private var parts: [Report.Part] = []
    private var hiddenPartCount = 0
    private var hasData = false
    private let items: ReportItem.Sink?

    private init(_ items: ReportItem.Sink?) { self.items = items }

    /// Reads a report to its end.
    ///
    /// - Parameters:
    ///   - source: The report's bytes, piece by piece.
    ///   - items: Gets what the report holds in the same pass; nil where only the outline is asked for.
    /// - Returns: The outline.
    /// - Throws: `ReportFault` when it is none.
    package static func read(
        _ source: @escaping JSONScanner.Source, items: ReportItem.Sink? = nil
    ) throws(ReportFault) -> Report {
        var reader = ReportReader(items)
        var scanner = JSONScanner(source: source)
        do {
            try reader.readTop(&scanner)
            try scanner.finish()
        } catch {
            switch error {
            case .fault(let fault): throw .syntax(fault)
            case .file(let error): throw .file(error)
            case .tooMany(let things, let limit, let position):
                throw .tooMany(things, limit: limit, position)
            }
        }
        guard reader.shapes.isEmpty else { throw .shape(reader.shapes) }
        return reader.report(byteCount: scanner.offset)
    }

    private consuming func report(byteCount: Int) -> Report {
        let (names, places) = filesystems.sorted()
        benchmarks.sort { $0.name.text.isBytewiseBefore($1.name.text) }
        // One after the other in place: a second copy of the largest outline would be beyond the bound.
        for index in benchmarks.indices { benchmarks[index].place(by: places) }
        return Report(
            byteCount: byteCount, benchmarks: benchmarks, filesystems: names,
            parts: ReportParts(sections: [], others: parts, hiddenCount: hiddenPartCount))
    }

    /// Reads the report in an open file from its start, at most `limit` bytes.
    ///
    /// - Throws: `ReportFault` when it is none.
    package static func read(
        _ file: borrowing OwnedDescriptor, path: FilePath, limit: Int,
        unless cancellation: Cancellation? = nil, items: ReportItem.Sink? = nil
    ) throws(ReportFault) -> Report {
        let byteCount: Int
        do {
            byteCount = try file.status(path: path).byteCount
        } catch {
            throw .file(error)
        }
        guard byteCount <= limit else { throw .tooLarge(byteCount: byteCount, limit: limit) }
        let descriptor = file.raw
        var position = 0
        return try read(
            { (buffer) throws(FileError) in
                try cancellation?.check(path)
                let count = try OwnedDescriptor.read(descriptor, at: position, into: &buffer, path: path)
                position += count
                return count
            }, items: items)
    }

    private mutating func readTop(_ scanner: inout JSONScanner) throws(JSONReadError) {
        guard try expectObject(&scanner, pointer: "") else { return }
        try scanner.object { (scanner, key) throws(JSONReadError) in
            if key.text == "data" {
                hasData = true
                try readData(&scanner)
            } else if key.text == "system_info" {
                parts.append(try readSystemInfo(&scanner))
            } else if parts.count < Report.topPartLimit {
                parts.append(try Self.part(&scanner, JSONPointer.appending(key.text, to: "")))
            } else {
                hiddenPartCount += 1
                try scanner.skip()
            }
        }
        if !hasData { note("/data", expected: "an object", found: "nothing") }
    }

    private func readSystemInfo(_ scanner: inout JSONScanner) throws(JSONReadError) -> Report.Part {
        let pointer = "/system_info"
        guard let items else { return try Self.part(&scanner, pointer) }
        try scanner.skipWhitespace()
        let start = scanner.offset
        var reader = FactReader()
        try reader.read(&scanner)
        for fact in reader.facts { items(.fact(fact)) }
        if reader.omittedCount > 0 { items(.omittedFacts(reader.omittedCount)) }
        return Report.Part(pointer: pointer, range: start..<scanner.offset)
    }

    private mutating func readData(_ scanner: inout JSONScanner) throws(JSONReadError) {
        guard try expectObject(&scanner, pointer: "/data") else { return }
        try scanner.object { (scanner, benchmark) throws(JSONReadError) in
            let pointer = JSONPointer.appending(benchmark.text, to: "/data")
            guard try expectObject(&scanner, pointer: pointer) else { return }
            var entries: [Report.Entry] = []
            try scanner.object { (scanner, filesystem) throws(JSONReadError) in
                try countEntry(scanner.position)
                if let entry = try readEntry(&scanner, benchmark, filesystem, below: pointer) {
                    entries.append(entry)
                }
            }
            if entries.isEmpty { try countEntry(scanner.position) }
            benchmarks.append(Report.Benchmark(name: Report.Name(benchmark), entries: entries))
        }
    }

    private mutating func countEntry(_ position: JSONPosition) throws(JSONReadError) {
        entryCount += 1
        guard entryCount <= Report.entryLimit else {
            throw .tooMany("cells (a benchmark on a filesystem)", limit: Report.entryLimit, position)
        }
    }

    private mutating func readEntry(
        _ scanner: inout JSONScanner, _ benchmark: JSONKey, _ filesystem: JSONKey, below pointer: String
    ) throws(JSONReadError) -> Report.Entry? {
        let pointer = JSONPointer.appending(filesystem.text, to: pointer)
        guard try expectObject(&scanner, pointer: pointer) else { return nil }
        var entry = EntryReader(
            pointer: pointer, otherLimit: min(Report.entryPartLimit, otherCountLeft), items: items)
        items?(.cell(benchmark: benchmark.text, filesystem: filesystem.text))
        try entry.read(&scanner)
        items?(.cellEnd)
        otherCountLeft -= entry.otherCount
        for shape in entry.shapes { note(shape) }
        return Report.Entry(filesystem: filesystems.place(of: filesystem), parts: entry.parts)
    }

    private mutating func expectObject(
        _ scanner: inout JSONScanner, pointer: String
    ) throws(JSONReadError) -> Bool {
        if try scanner.kind() == .object { return true }
        note(pointer, expected: "an object", found: try ShapeDescription.take(&scanner))
        return false
    }

    private mutating func note(_ pointer: String, expected: String, found: String) {
        note(ReportFault.Shape(pointer: pointer, expected: expected, found: found))
    }

    private mutating func note(_ shape: ReportFault.Shape) {
        if shapes.count < Self.shownFaultCount { shapes.append(shape) }
    }

    static func part(_ scanner: inout JSONScanner, _ pointer: String) throws(JSONReadError) -> Report.Part {
        try scanner.skipWhitespace()
        let start = scanner.offset
        try scanner.skip()
        return Report.Part(pointer: pointer, range: start..<scanner.offset)
    }
}
