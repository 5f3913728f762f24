import JSON
import Model

/// Reads one entry of a report: its sections, each where the format has it, and what else it holds.
struct EntryReader: ~Copyable {
    /// The entry's own pointer, for messages.
    let pointer: String
    let benchmark: String
    let filesystem: String
    /// Gets each number of the sections that hold single values.
    let numbers: ReportNumber.Sink?
    /// How many unknown parts are outlined.
    let otherLimit: Int
    private(set) var shapes: [ReportFault.Shape] = []
    private(set) var otherCount = 0
    private var sections: [ReportParts.Section] = []
    private var others: [Report.Part] = []
    private var hiddenCount = 0

    init(
        pointer: String, benchmark: String, filesystem: String, otherLimit: Int,
        numbers: ReportNumber.Sink?
    ) {
        self.pointer = pointer
        self.benchmark = benchmark
        self.filesystem = filesystem
        self.otherLimit = otherLimit
        self.numbers = numbers
    }

    /// What `read` has found.
    var parts: ReportParts { ReportParts(sections: sections, others: others, hiddenCount: hiddenCount) }

    mutating func read(_ scanner: inout JSONScanner) throws(JSONReadError) {
        try scanner.object { (scanner, key) throws(JSONReadError) in
            switch key.text {
            case "metrics": try readGroup(&scanner, "/metrics")
            case "monitoring": try readMonitoring(&scanner)
            default: try keep(&scanner, key, below: "")
            }
        }
    }

    private mutating func readMonitoring(_ scanner: inout JSONScanner) throws(JSONReadError) {
        guard try isObject(&scanner, "/monitoring") else { return }
        try scanner.object { (scanner, key) throws(JSONReadError) in
            switch key.text {
            case "docker_stats", "iostat": try readGroup(&scanner, "/monitoring/\(key.text)")
            default: try keep(&scanner, key, below: "/monitoring")
            }
        }
    }

    private mutating func readGroup(_ scanner: inout JSONScanner, _ group: String) throws(JSONReadError) {
        guard try isObject(&scanner, group) else { return }
        try scanner.object { (scanner, key) throws(JSONReadError) in
            guard let section = ReportSection(rawValue: "\(group)/\(key.text)") else {
                return try keep(&scanner, key, below: group)
            }
            guard try isObject(&scanner, section.rawValue) else { return }
            let start = scanner.offset
            try readSection(&scanner, section)
            sections.append(ReportParts.Section(section: section, range: start..<scanner.offset))
        }
    }

    private mutating func readSection(
        _ scanner: inout JSONScanner, _ section: ReportSection
    ) throws(JSONReadError) {
        try scanner.object { (scanner, key) throws(JSONReadError) in
            switch section {
            case .plot, .dockerPlot, .iostatPlot: try expectNumber(&scanner, section, key)
            case .dockerSeries where MonitoringGroup.docker.knows(key.text),
                .iostatSeries where MonitoringGroup.iostat.knows(key.text):
                try expectSeries(&scanner, section, key)
            case .table, .dockerTable, .iostatTable: try readTableValue(&scanner, section, key)
            case .dockerSeries, .iostatSeries: try scanner.skip()
            }
        }
    }

    private mutating func keep(
        _ scanner: inout JSONScanner, _ key: JSONKey, below pointer: String
    ) throws(JSONReadError) {
        guard otherCount < otherLimit else {
            hiddenCount += 1
            return try scanner.skip()
        }
        otherCount += 1
        others.append(try ReportReader.part(&scanner, JSONPointer.appending(key.text, to: pointer)))
    }

    private mutating func isObject(_ scanner: inout JSONScanner, _ member: String) throws(JSONReadError)
        -> Bool
    {
        switch try scanner.kind() {
        case .object: return true
        case .null: try scanner.skip()
        default: note(member, expected: "an object or null", found: try ShapeDescription.take(&scanner))
        }
        return false
    }

    private mutating func expectNumber(
        _ scanner: inout JSONScanner, _ section: ReportSection, _ key: JSONKey
    ) throws(JSONReadError) {
        switch try scanner.kind() {
        case .number: try readNumber(&scanner, section, key)
        case .null: try scanner.skip()
        default:
            note(
                JSONPointer.appending(key.text, to: section.rawValue), expected: "a number or null",
                found: try ShapeDescription.take(&scanner))
        }
    }

    /// A table may hold any value; only its numbers are handed over.
    private func readTableValue(
        _ scanner: inout JSONScanner, _ section: ReportSection, _ key: JSONKey
    ) throws(JSONReadError) {
        guard numbers != nil, try scanner.kind() == .number else { return try scanner.skip() }
        try readNumber(&scanner, section, key)
    }

    /// Reads a number, the value of which is computed only where it is asked for.
    private func readNumber(
        _ scanner: inout JSONScanner, _ section: ReportSection, _ key: JSONKey
    ) throws(JSONReadError) {
        guard let numbers else { return try scanner.skipNumber() }
        numbers(
            ReportNumber(
                benchmark: benchmark, filesystem: filesystem, section: section, key: key.text,
                value: try scanner.number()))
    }

    private mutating func expectSeries(
        _ scanner: inout JSONScanner, _ section: ReportSection, _ key: JSONKey
    ) throws(JSONReadError) {
        guard try scanner.kind() == .array else {
            return note(
                JSONPointer.appending(key.text, to: section.rawValue),
                expected: "a list of numbers or nulls", found: try ShapeDescription.take(&scanner))
        }
        var index = 0
        try scanner.array { (scanner) throws(JSONReadError) in
            switch try scanner.kind() {
            case .number: try scanner.skipNumber()
            case .null: try scanner.skip()
            default:
                note(
                    "\(JSONPointer.appending(key.text, to: section.rawValue))/\(index)",
                    expected: "a number or null", found: try ShapeDescription.take(&scanner))
            }
            index += 1
        }
    }

    private mutating func note(_ member: String, expected: String, found: String) {
        guard shapes.count < 10 else { return }
        shapes.append(ReportFault.Shape(pointer: pointer + member, expected: expected, found: found))
    }
}
