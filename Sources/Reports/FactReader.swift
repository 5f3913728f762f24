import JSON
import Model

/// Reads the values of `system_info`, which may hold any JSON, as far as `ReadingLimits` allow.
struct FactReader {
    private(set) var facts: [SystemFact] = []
    /// How many values were passed over; an object or a list counts as one.
    private(set) var omittedCount = 0

    /// Reads a value with all its parts.
    mutating func read(
        _ scanner: inout JSONScanner, name: String = "", depth: Int = 0
    ) throws(JSONReadError) {
        let isTooDeep = depth > ReadingLimits.factDepth || name.utf8.count > ReadingLimits.textByteCount
        guard !isTooDeep, facts.count < ReadingLimits.facts else {
            omittedCount += 1
            return try scanner.skip()
        }
        switch try scanner.kind() {
        case .object:
            try scanner.object { (scanner, key) throws(JSONReadError) in
                try read(&scanner, name: Self.joined(name, key.text), depth: depth + 1)
            }
        case .array: try readList(&scanner, name: name, depth: depth)
        case .string:
            add(name, .text(try scanner.string(limit: ReadingLimits.textByteCount).text))
        case .number: add(name, .number(try scanner.number()))
        case .boolean, .null:
            if let flag = try scanner.literal() { add(name, .flag(flag)) }
        }
    }

    private mutating func readList(
        _ scanner: inout JSONScanner, name: String, depth: Int
    ) throws(JSONReadError) {
        var index = 0
        try scanner.array { (scanner) throws(JSONReadError) in
            let start = facts.count
            let place = Self.joined(name, String(index))
            try read(&scanner, name: place, depth: depth + 1)
            rename(from: start, place, below: name)
            index += 1
        }
    }

    /// Addresses an element of a list by its `name`, where it has one.
    private mutating func rename(from start: Int, _ place: String, below name: String) {
        guard case .text(let text) = facts[start...].first(where: { $0.name == place + ".name" })?.value
        else { return }
        for index in start..<facts.count {
            let rest = String(decoding: facts[index].name.utf8.dropFirst(place.utf8.count), as: UTF8.self)
            facts[index] = SystemFact(name: Self.joined(name, text) + rest, value: facts[index].value)
        }
    }

    private mutating func add(_ name: String, _ value: SystemFact.Value) {
        // A value that is all of `system_info` has no name.
        if !name.isEmpty { facts.append(SystemFact(name: name, value: value)) }
    }

    private static func joined(_ name: String, _ key: String) -> String {
        name.isEmpty ? key : "\(name).\(key)"
    }
}
