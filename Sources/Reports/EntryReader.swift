import JSON
import Model

/// Reads one entry of a report: its sections, each where the format has it, and what else it holds.
struct EntryReader: ~Copyable {
    /// The entry's own pointer, for messages.
    let pointer: String
    /// Gets what the sections hold; nil where only the outline is asked for.
    let items: ReportItem.Sink?
    /// How many unknown parts are outlined.
    let otherLimit: Int
    private(set) var shapes: [ReportFault.Shape] = []
    private(set) var otherCount = 0
    private var sections: [ReportParts.Section] = []
    private var others: [Report.Part] = []
    private var hiddenCount = 0

    init(pointer: String, otherLimit: Int, items: ReportItem.Sink?) {
        self.pointer = pointer
        self.otherLimit = otherLimit
        self.items = items
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
                let isOfIterations = group == "/metrics" && key.text == "iterations"
                return isOfIterations ? try keepIterations(&scanner) : try keep(&scanner, key, below: group)
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
            case .dockerSeries where MonitoringGroup.docker.knows(key.text):
                try expectSeries(&scanner, .docker, key)
            case .iostatSeries where MonitoringGroup.iostat.knows(key.text):
                try expectSeries(&scanner, .iostat, key)
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

    /// Keeps what each metric was in each iteration as an unknown part, and hands its numbers over.
    private mutating func keepIterations(_ scanner: inout JSONScanner) throws(JSONReadError) {
        guard otherCount < otherLimit else {
            hiddenCount += 1
            return try scanner.skip()
        }
        otherCount += 1
        try scanner.skipWhitespace()
        let start = scanner.offset
        if let items, try scanner.kind() == .object {
            try scanner.object { (scanner, key) throws(JSONReadError) in
                let values = try Self.iterations(&scanner)
                if !values.isEmpty { items(.iterations(key: key.text, values)) }
            }
        } else {
            try scanner.skip()
        }
        others.append(Report.Part(pointer: "/metrics/iterations", range: start..<scanner.offset))
    }

    /// The first numbers of a list; nothing of any other value.
    private static func iterations(_ scanner: inout JSONScanner) throws(JSONReadError) -> [Double] {
        guard try scanner.kind() == .array else {
            try scanner.skip()
            return []
        }
        var values: [Double] = []
        try scanner.array { (scanner) throws(JSONReadError) in
            guard values.count < ReadingLimits.iterations, try scanner.kind() == .number else {
                return try scanner.skip()
            }
            values.append(try scanner.number())
        }
        return values
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

    /// A table may hold any value; its numbers are handed over, and the texts among the metrics.
    private func readTableValue(
        _ scanner: inout JSONScanner, _ section: ReportSection, _ key: JSONKey
    ) throws(JSONReadError) {
        guard let items else { return try scanner.skip() }
        switch try scanner.kind() {
        case .number: try readNumber(&scanner, section, key)
        case .string where section == .table:
            items(.text(key: key.text, try scanner.string(limit: ReadingLimits.textByteCount).text))
        default: try scanner.skip()
        }
    }

    /// Reads a number; its value is computed only if it is asked for.
    private func readNumber(
        _ scanner: inout JSONScanner, _ section: ReportSection, _ key: JSONKey
    ) throws(JSONReadError) {
        guard let items else { return try scanner.skipNumber() }
        items(.number(section, key: key.text, try scanner.number()))
    }

    private mutating func expectSeries(
        _ scanner: inout JSONScanner, _ group: MonitoringGroup, _ key: JSONKey
    ) throws(JSONReadError) {
        guard try scanner.kind() == .array else {
            return note(
                Self.place(group, key), expected: "a list of numbers or nulls",
                found: try ShapeDescription.take(&scanner))
        }
        items?(.series(group, key: key.text))
        var batch = items.map(SampleBatch.init)
        try readList(&scanner, group, key, into: &batch)
        batch?.finish()
    }

    /// Reads a list of samples, into a batch if they are asked for.
    private mutating func readList(
        _ scanner: inout JSONScanner, _ group: MonitoringGroup, _ key: JSONKey,
        into batch: inout SampleBatch?
    ) throws(JSONReadError) {
        var index = 0
        try scanner.array { (scanner) throws(JSONReadError) in
            var count = 1
            switch try scanner.kind() {
            case .number:
                if let taken = try batch?.addNumbers(&scanner) {
                    count = taken
                } else {
                    try scanner.skipNumber()
                }
            case .null:
                try scanner.skip()
                batch?.addNull()
            default:
                note(
                    "\(Self.place(group, key))/\(index)", expected: "a number or null",
                    found: try ShapeDescription.take(&scanner))
            }
            index += count
        }
    }

    /// Where a series is in its entry.
    private static func place(_ group: MonitoringGroup, _ key: JSONKey) -> String {
        JSONPointer.appending(key.text, to: group.seriesSection.rawValue)
    }

    private mutating func note(_ member: String, expected: String, found: String) {
        guard shapes.count < 10 else { return }
        shapes.append(ReportFault.Shape(pointer: pointer + member, expected: expected, found: found))
    }
}
