import Model

/// The options of a benchmark tool's command line.
struct CommandOptions {
    /// What stands after the program.
    private let words: [String]

    init(_ words: [String]) { self.words = words }

    /// The words of a command line after the first that is a program; nil where none is.
    static func words(of command: String, from program: String) -> [String]? {
        let words = split(command).map { word in String(word).trimming { $0 == "\"" || $0 == "'" } }
        guard let start = words.firstIndex(where: { $0 == program || $0.hasSuffix("/" + program) }) else {
            return nil
        }
        // What follows a pipe or a redirection belongs to another program.
        let ends: Set = ["|", ">", ">>", "&&", "||", ";", "<"]
        return Array(words[(start + 1)...].prefix { !ends.contains($0) })
    }

    private static func split(_ command: String) -> [Substring] {
        // The same words, without a look at what Unicode says of each character.
        let isASCII = command.utf8.allSatisfy { $0 < 0x80 }
        return isASCII
            ? command.utf8.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.map { Substring($0) }
            : command.split { $0.isWhitespace }
    }

    /// How many operations the tool keeps in flight; nil where the command does not say it clearly.
    func concurrency(of kind: BenchmarkKind) -> Double? {
        switch kind {
        case .fio:
            // Several jobs, or a file with jobs, have options that are not known here.
            guard words.count(where: { $0.hasPrefix("--name") }) == 1,
                words.allSatisfy({ !$0.hasSuffix(".fio") })
            else { return nil }
            return number("--iodepth", otherwise: 1).flatMap { depth in
                number("--numjobs", otherwise: 1).map { depth * $0 }
            }
        case .sysbench: return number("--threads", otherwise: 1)
        case .pgbench: return number("-c", "--client", otherwise: 1)
        case .wrk: return number("-c", "--connections", otherwise: 10)
        }
    }

    /// For how many seconds the tool runs; nil where the command does not say it.
    func runTime(of kind: BenchmarkKind) -> Double? {
        let text =
            switch kind {
            case .fio: value("--runtime")
            case .sysbench: value("--time")
            case .pgbench: value("-T", "--time")
            case .wrk: value("-d", "--duration")
            }
        guard let text else { return nil }
        return Double(text) ?? (text.hasSuffix("s") ? Double(text.dropLast()) : nil)
    }

    /// Whether fio goes past the page cache; nil where the command does not say it clearly.
    ///
    /// fio's own default is not to.
    var isDirect: Bool? {
        if let direct = value("--direct") { return flag(direct) }
        if let buffered = value("--buffered") { return flag(buffered).map { !$0 } }
        if words.contains("--direct") { return true }
        return words.contains { $0.hasSuffix(".fio") } ? nil : false
    }

    private func flag(_ text: String) -> Bool? { text == "1" ? true : text == "0" ? false : nil }

    /// The number of an option; nil where its value is none, as that of a template.
    private func number(_ names: String..., otherwise standard: Double) -> Double? {
        guard let text = value(of: names) else { return standard }
        return Double(text)
    }

    private func value(_ names: String...) -> String? { value(of: names) }

    /// The value of an option by any of its names: `--name=1`, `--name 1`, `-n 1`, `-n1`.
    private func value(of names: [String]) -> String? {
        for (index, word) in words.enumerated() {
            for name in names where word.hasPrefix(name) {
                let rest = word.dropFirst(name.count)
                if rest.hasPrefix("=") { return String(rest.dropFirst()) }
                if rest.isEmpty, let next = words.dropFirst(index + 1).first, !next.hasPrefix("-") {
                    return next
                }
                if !name.hasPrefix("--"), !rest.isEmpty { return String(rest) }
            }
        }
        return nil
    }
}

extension String {
    /// The text without some characters at its ends.
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> String {
        var rest = self[...]
        while let first = rest.first, isTrimmed(first) { rest.removeFirst() }
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }
}
