import HTTP
import JSON
import Model
import System

/// The parameters of a request; a fault names the parameter, what it takes, and what was found.
struct Parameters {
    private let items: [RequestTarget.QueryItem]

    /// The parameters of an address that takes `names`, each at most once.
    ///
    /// - Throws: `Problem` for any other parameter, and for one that is there twice.
    init(_ request: Request, _ names: [String]) throws(Problem) {
        items = request.decodedTarget?.query ?? []
        var seen: Set<String> = []
        for item in items {
            guard names.contains(item.name) else { throw .unknownParameter(item.name, known: names) }
            guard seen.insert(item.name).inserted else { throw .repeatedParameter(item.name) }
        }
    }

    /// The text of a parameter; nil where the request lacks it.
    subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// The same parameters without those of some names that have no value.
    func dropping(emptyOf names: [String]) -> Parameters {
        Parameters(items: items.filter { !$0.value.isEmpty || !names.contains($0.name) })
    }

    /// The same parameters without one.
    func without(_ name: String) -> Parameters { Parameters(items: items.filter { $0.name != name }) }

    private init(items: [RequestTarget.QueryItem]) { self.items = items }

    /// The parameters of a page, which reads the first of each name that it knows.
    init(ofPage request: Request) { self.init(items: request.decodedTarget?.query ?? []) }

    /// What a parameter says that an answer needs.
    ///
    /// - Throws: `Problem` where the request lacks it, so that `value` is nil; `expected` is what the parameter takes, in words.
    func required<Value>(_ name: String, takes expected: String, _ value: Value?) throws(Problem) -> Value {
        guard let value else {
            throw .parameter(
                name, expected, found: nil, "The parameter \(name) is missing; it takes \(expected).")
        }
        return value
    }

    /// What a parameter says; nil where the request lacks it.
    ///
    /// - Throws: `Problem` where `read` gives nil; `expected` is what the parameter takes, in words.
    func value<Value>(
        _ name: String, takes expected: String, _ read: (String) -> Value?
    ) throws(Problem) -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = read(text) else {
            throw .parameter(
                name, expected, found: text,
                "The parameter \(name) takes \(expected), not \(JSONPointer.quoted(text)).")
        }
        return value
    }

    /// A whole number in a range.
    ///
    /// - Throws: `Problem` for anything else.
    func number(_ name: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try value(name, takes: expected) { text in
            // Swift also reads a plus sign, which nobody writes and which arrives as a space.
            text.isAllDigits ? Int(text).flatMap { range.contains($0) ? $0 : nil } : nil
        }
    }

    /// `true` or `false`.
    ///
    /// - Throws: `Problem` for anything else.
    func flag(_ name: String) throws(Problem) -> Bool? {
        try value(name, takes: "true or false") { ["true": true, "false": false][$0] }
    }

    /// One of some names.
    ///
    /// - Throws: `Problem` for anything else.
    func choice<Choice: CaseIterable & RawRepresentable>(
        _ name: String, of type: Choice.Type
    ) throws(Problem) -> Choice? where Choice.RawValue == String {
        let names = type.allCases.map(\.rawValue).joined(separator: ", ")
        return try value(name, takes: "one of \(names)") { Choice(rawValue: $0) }
    }

    /// The `next` of an earlier answer.
    ///
    /// - Throws: `Problem` where `read` gives nil.
    func next<Place>(_ name: String, _ read: (String) -> Place?) throws(Problem) -> Place? {
        try value(name, takes: "what an earlier answer gave as next", read)
    }
}

extension Problem {
    /// A parameter that is not understood would change what the answer means, so none is passed over.
    fileprivate static func unknownParameter(_ name: String, known: [String]) -> Problem {
        let names = known.isEmpty ? "no parameters" : known.joined(separator: ", ")
        return .parameter(
            name, names, found: name,
            "There is no parameter \(JSONPointer.quoted(name)); this address takes \(names).")
    }

    fileprivate static func repeatedParameter(_ name: String) -> Problem {
        .parameter(
            name, "one value", found: "several", "The parameter \(name) is there twice; give it once.")
    }

    /// A fault of a parameter: its name, what it takes, and what was found, null for one that is missing.
    static func parameter(_ name: String, _ expected: String, found: String?, _ detail: String) -> Problem {
        Problem(
            .requestMalformed, detail,
            members: [
                .init("parameter", .string(name)), .init("expected", .string(expected)),
                .init("found", .text(found)),
            ])
    }
}
