/// Reads and judges a report in one pass; inbox, upload and `benchd check` all use it.
package struct ReportReader: ~Copyable {
    private static let shownFaultCount = 10

    private var shapes: [ReportFault.Shape] = []
    private var benchmarks: [Report.Benchmark] = []
    private var parts: [Report.Part] = []
    private var hasData = false

    private init() {}

    /// Reads a report to its end.
    ///
    /// - Throws: `ReportFault` when it is none.
    package static func read(
        _ source: @escaping JSONScanner.Source
    ) throws(ReportFault) -> Report {
        var reader = ReportReader()
        var scanner = JSONScanner(source: source)
        do {
            try reader.readTop(&scanner)
            try scanner.finish()
        } catch {
            switch error {
            case .fault(let fault): throw .syntax(fault)
            case .file(let error): throw .file(error)
            }
        }
        guard reader.shapes.isEmpty else { throw .shape(reader.shapes) }
        return Report(
            byteCount: scanner.offset,
            benchmarks: reader.benchmarks.sorted { $0.name.isBytewiseBefore($1.name) },
            parts: reader.parts)
    }

    /// Reads the report in an open file from its start, at most `limit` bytes.
    ///
    /// - Throws: `ReportFault` when it is none.
    package static func read(
        _ file: borrowing OwnedDescriptor, path: FilePath, limit: Int,
        unless cancellation: Cancellation? = nil
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
        return try read { (buffer) throws(FileError) in
            try cancellation?.check(path)
            let count = try OwnedDescriptor.read(descriptor, at: position, into: &buffer, path: path)
            position += count
            return count
        }
    }

    private mutating func readTop(_ scanner: inout JSONScanner) throws(JSONReadError) {
        guard try expectObject(&scanner, pointer: "") else { return }
        try scanner.object { (scanner, key) throws(JSONReadError) in
            if key == "data" {
                hasData = true
                try readData(&scanner)
            } else {
                parts.append(try Self.part(&scanner, JSONPointer.appending(key, to: "")))
            }
        }
        if !hasData { note("/data", expected: "an object", found: "nothing") }
    }

    private mutating func readData(_ scanner: inout JSONScanner) throws(JSONReadError) {
        guard try expectObject(&scanner, pointer: "/data") else { return }
        try scanner.object { (scanner, benchmark) throws(JSONReadError) in
            let pointer = JSONPointer.appending(benchmark, to: "/data")
            guard try expectObject(&scanner, pointer: pointer) else { return }
            var entries: [Report.Entry] = []
            try scanner.object { (scanner, filesystem) throws(JSONReadError) in
                let entryPointer = JSONPointer.appending(filesystem, to: pointer)
                guard try expectObject(&scanner, pointer: entryPointer) else { return }
                var entry = EntryReader(pointer: entryPointer)
                try entry.read(&scanner)
                for shape in entry.shapes { note(shape) }
                entries.append(Report.Entry(filesystem: filesystem, parts: entry.parts))
            }
            benchmarks.append(
                Report.Benchmark(
                    name: benchmark, entries: entries.sorted { $0.filesystem.isBytewiseBefore($1.filesystem) }
                ))
        }
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

/// What a value that should not be there is, in a few words.
enum ShapeDescription {
    static func take(_ scanner: inout JSONScanner) throws(JSONReadError) -> String {
        let kind = try scanner.kind()
        switch kind {
        case .string:
            return "the string \(JSONPointer.quoted(try scanner.string()))"
        case .number:
            let number = "\(try scanner.number())"
            return "the number \(number.hasSuffix(".0") ? String(number.dropLast(2)) : number)"
        case .boolean:
            return try scanner.literal() == true ? "true" : "false"
        case .object, .array, .null:
            try scanner.skip()
            return kind.name
        }
    }
}
