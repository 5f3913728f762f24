import Model

/// Reads INI files, and what is written like them: jobs of fio, sysctl.conf(5), my.cnf, properties.
struct INIVars {
    private struct Setting {
        let key: String
        var value: String
        var lines: ClosedRange<Int>
    }

    private struct Section {
        /// Nil before the first.
        let name: String?
        let line: Int
        var settings: [Setting] = []
    }

    private var sections = [Section(name: nil, line: 1)]
    private var places: [String: Int] = [:]
    /// The section that lines belong to.
    private var current = 0

    private init() {}

    /// The settings of a text, in which no secret is kept; of at most `valueLimit` values.
    static func tree(of text: [UInt8], secrets: SecretRange, valueLimit: Int) throws(VarFault) -> VarTree {
        guard let text = String(validating: text, as: UTF8.self) else {
            throw VarFault(reason: "is not UTF-8")
        }
        var vars = INIVars()
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (place, line) in lines.enumerated() {
            guard vars.read(Substring(line), number: place + 1) else {
                throw VarFault(reason: "has a line that is no setting of an INI file, line \(place + 1)")
            }
        }
        return vars.tree(VarTree(secrets: secrets, valueLimit: valueLimit))
    }

    /// Takes a line; false for one that is none.
    private mutating func read(_ line: Substring, number: Int) -> Bool {
        let text = Self.trimmed(line)
        guard let first = text.first else { return true }
        if "#;".contains(first) { return true }
        if first == "[" { return open(text, number) }
        if line.first.map(Self.isBlank) ?? false, goOn(text, number) { return true }
        guard let separator = text.firstIndex(where: { "=:".contains($0) }) else {
            guard !text.contains(where: Self.isBlank), !text.contains("{"), !text.contains("}") else {
                return false
            }
            add(String(text), "", number)
            return true
        }
        let key = Self.trimmed(text[..<separator])
        guard !key.isEmpty else { return false }
        add(String(key), Self.value(text[text.index(after: separator)...]), number)
        return true
    }

    private mutating func open(_ text: Substring, _ number: Int) -> Bool {
        guard let end = text.firstIndex(of: "]") else { return false }
        let name = String(Self.trimmed(text[text.index(after: text.startIndex)..<end]))
        current = places[name] ?? sections.count
        if current == sections.count {
            places[name] = current
            sections.append(Section(name: name, line: number))
        }
        return true
    }

    /// Takes a line that goes on with the value above.
    private mutating func goOn(_ text: Substring, _ number: Int) -> Bool {
        guard var last = sections[current].settings.popLast() else { return false }
        defer { sections[current].settings.append(last) }
        guard last.lines.upperBound == number - 1, !text.contains("=") else { return false }
        if last.value.utf8.count <= ConfigVars.Limits.valueByteCount { last.value += " " + Self.value(text) }
        last.lines = last.lines.lowerBound...number
        return true
    }

    private mutating func add(_ key: String, _ value: String, _ number: Int) {
        sections[current].settings.append(Setting(key: key, value: value, lines: number...number))
    }

    /// A value without its quotes, and without a comment after a blank.
    private static func value(_ text: Substring) -> String {
        let text = trimmed(text)
        if let quote = text.first, "\"'".contains(quote),
            let end = text.dropFirst().firstIndex(of: quote)
        {
            let after = trimmed(text[text.index(after: end)...])
            if after.isEmpty || "#;".contains(after.first ?? " ") {
                return String(text[text.index(after: text.startIndex)..<end])
            }
        }
        var previous: Character = " "
        let end = text.firstIndex { character in
            defer { previous = character }
            return "#;".contains(character) && isBlank(previous)
        }
        return String(trimmed(text[..<(end ?? text.endIndex)]))
    }

    private func tree(_ empty: VarTree) -> VarTree {
        var tree = empty
        tree.open(isMap: true)
        for section in sections where section.name != nil || !section.settings.isEmpty {
            if let name = section.name {
                tree.scalar(Self.bounded(name), lines: section.line...section.line)
                tree.open(isMap: true)
            }
            for setting in section.settings {
                tree.scalar(Self.bounded(setting.key), lines: setting.lines)
                tree.scalar(Self.bounded(setting.value), lines: setting.lines)
            }
            if section.name != nil { tree.close() }
        }
        tree.close()
        return tree
    }

    private static func bounded(_ text: String) -> String? {
        text.utf8.count <= ConfigVars.Limits.valueByteCount ? text : nil
    }

    private static func isBlank(_ character: Character) -> Bool { " \t\r".contains(character) }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
