/// Reads one entry of a report: its sections, each where the format has it, and what else it holds.
struct EntryReader: ~Copyable {
    /// The entry's own pointer, for messages.
    let pointer: String
    private(set) var parts: [Report.Part] = []
    private(set) var shapes: [ReportFault.Shape] = []

    init(pointer: String) {
        self.pointer = pointer
    }

    mutating func read(_ scanner: inout JSONScanner) throws(JSONReadError) {
        try scanner.object { (scanner, key) throws(JSONReadError) in
            switch key {
            case "metrics": try readGroup(&scanner, "/metrics")
            case "monitoring": try readMonitoring(&scanner)
            default: try keep(&scanner, JSONPointer.appending(key, to: ""))
            }
        }
    }

    private mutating func readMonitoring(_ scanner: inout JSONScanner) throws(JSONReadError) {
        guard try isObject(&scanner, "/monitoring") else { return }
        try scanner.object { (scanner, key) throws(JSONReadError) in
            switch key {
            case "docker_stats", "iostat": try readGroup(&scanner, "/monitoring/\(key)")
            default: try keep(&scanner, JSONPointer.appending(key, to: "/monitoring"))
            }
        }
    }

    private mutating func readGroup(_ scanner: inout JSONScanner, _ group: String) throws(JSONReadError) {
        guard try isObject(&scanner, group) else { return }
        try scanner.object { (scanner, key) throws(JSONReadError) in
            let section = JSONPointer.appending(key, to: group)
            guard let known = ReportSection(rawValue: section) else { return try keep(&scanner, section) }
            guard try isObject(&scanner, section) else { return }
            let start = scanner.offset
            try scanner.object { (scanner, key) throws(JSONReadError) in
                let member = JSONPointer.appending(key, to: section)
                switch known {
                case .plot, .dockerPlot, .iostatPlot: try expectNumber(&scanner, member)
                case .dockerSeries where KnownSeries.isDocker(key),
                    .iostatSeries where KnownSeries.isIostat(key):
                    try expectSeries(&scanner, member)
                default: try scanner.skip()
                }
            }
            parts.append(Report.Part(pointer: section, range: start..<scanner.offset))
        }
    }

    private mutating func keep(_ scanner: inout JSONScanner, _ pointer: String) throws(JSONReadError) {
        parts.append(try ReportReader.part(&scanner, pointer))
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

    private mutating func expectNumber(_ scanner: inout JSONScanner, _ member: String) throws(JSONReadError) {
        switch try scanner.kind() {
        case .number, .null: try scanner.skip()
        default: note(member, expected: "a number or null", found: try ShapeDescription.take(&scanner))
        }
    }

    private mutating func expectSeries(_ scanner: inout JSONScanner, _ member: String) throws(JSONReadError) {
        guard try scanner.kind() == .array else {
            return note(
                member, expected: "a list of numbers or nulls", found: try ShapeDescription.take(&scanner))
        }
        var index = 0
        try scanner.array { (scanner) throws(JSONReadError) in
            switch try scanner.kind() {
            case .number: try scanner.skipNumber()
            case .null: try scanner.skip()
            default:
                note(
                    "\(member)/\(index)", expected: "a number or null",
                    found: try ShapeDescription.take(&scanner))
            }
            index += 1
        }
    }

    private mutating func note(_ member: String, expected: String, found: String) {
        guard shapes.count < 10 else { return }
        shapes.append(ReportFault.Shape(pointer: pointer + member, expected: expected, found: found))
    }
}
