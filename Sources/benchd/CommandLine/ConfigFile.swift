import System

/// A file with options of `benchd serve`: lines `name = value`, comments that begin with `#`, and empty lines.
struct ConfigFile {
    /// The option that names the file.
    static let option = Option(
        "--config", "FILE", default: usualPath,
        "Options of serve, one a line: name = value. Without this option the default is read if it is there; '' reads no file."
    )
    /// What is read where no file is named.
    static let usualPath = "/etc/benchd/benchd.conf"

    private static let largest = 1 << 20

    /// A value that stands in the file.
    private struct Entry {
        var texts: [String]
        let key: String
        let line: Int
    }

    private let path: String
    /// By the names of the options.
    private var entries: [String: Entry] = [:]

    // MARK: Which file

    /// The options of a command, and --config where it has options that the file can have.
    ///
    /// A command that has a --config of its own reads the file all the same.
    static func adding(to options: [Option], reading known: [Option]) -> [Option] {
        guard isRead(by: options, known), !options.contains(where: { $0.name == option.name }) else {
            return options
        }
        return options + [option]
    }

    /// Whether the file can have an option of a command.
    static func isRead(by options: [Option], _ known: [Option]) -> Bool {
        options.contains { option in known.contains { $0.name == option.name } }
    }

    /// The file that a command reads; nil where there is none.
    ///
    /// - Throws: `UsageError` with the file and the line.
    static func chosen(
        by values: OptionValues, of options: [Option], reading known: [Option],
        environment: [String: String]
    ) throws(UsageError) -> ConfigFile? {
        guard isRead(by: options, known) else { return nil }
        let hasOwn = options.contains { $0.name == option.name }
        let named = (hasOwn ? nil : values.texts(option.name)?.last) ?? environment[option.variable]
        guard named != "" else { return nil }
        let path = named ?? usualPath
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try read(FilePath(path))
        } catch {
            if named == nil, error.isMissing { return nil }
            throw UsageError(
                message:
                    "cannot read \(path): \(error.cause); correct that, or name another file of options (--config FILE, '' for none)"
            )
        }
        return try ConfigFile(bytes, of: path, reading: known)
    }

    private static func read(_ path: FilePath) throws(FileError) -> [UInt8] {
        // A link may lead to it, as where a tool manages the machine's settings.
        let place = path.resolved
        return try Directory(place.directory.isEmpty ? "/" : place.directory).read(
            place.lastComponent, limit: largest)
    }

    // MARK: What it says

    /// Reads the lines of a file.
    ///
    /// - Throws: `UsageError` for the first that is wrong.
    init(_ bytes: [UInt8], of path: String, reading known: [Option]) throws(UsageError) {
        self.path = path
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UsageError(message: "\(path) is not UTF-8; write it again as UTF-8")
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let line = line.trimmingSpaces()
            if line.isEmpty || line.hasPrefix("#") { continue }
            do throws(LineFault) {
                try take(String(line), at: index + 1, known)
            } catch {
                throw UsageError(message: "\(path):\(index + 1): \(error.reason)")
            }
        }
    }

    private struct LineFault: Error { let reason: String }

    private mutating func take(
        _ line: String, at number: Int, _ known: [Option]
    ) throws(LineFault) {
        guard let sign = line.firstIndex(of: "=") else {
            throw LineFault(
                reason: "\"\(LogText.escaping(line))\" has no =; write NAME = VALUE, or # before a comment")
        }
        let key = String(line[..<sign].trimmingSpaces())
        let value = String(line[line.index(after: sign)...].trimmingSpaces())
        guard let option = known.first(where: { $0.key == key }) else {
            throw LineFault(reason: Self.unknown(key, known))
        }
        if let reason = Self.objection(to: value) { throw LineFault(reason: "\(key): \(reason)") }
        if let entry = entries[option.name] {
            guard option.takesList else {
                throw LineFault(reason: "\(key) is in line \(entry.line) already; remove one of the two")
            }
            entries[option.name]?.texts.append(value)
        } else {
            entries[option.name] = Entry(texts: [value], key: key, line: number)
        }
    }

    private static func unknown(_ key: String, _ known: [Option]) -> String {
        let plain = key.hasPrefix("--") ? String(key.dropFirst(2)) : key
        let hint = NearestName.of(plain, among: known.map(\.key)).map { "did you mean \($0)?" }
        return
            "there is no option \"\(LogText.escaping(key))\"; \(hint ?? "benchd serve --help lists them, written here without --")"
    }

    /// What would silently become a part of the value.
    private static func objection(to value: String) -> String? {
        if value.hasPrefix("\"") || value.hasPrefix("'") {
            return "a value stands without quotes; remove them"
        }
        if value.contains(" #") || value.contains("\t#") {
            return "a comment stands on a line of its own; move it there"
        }
        return nil
    }

    /// Every value of an option; nil where it is not there.
    func texts(_ name: String) -> [String]? { entries[name]?.texts }

    /// Where an option stands: "/etc/benchd/benchd.conf:12: pair-wait"; nil where it is not there.
    func title(_ name: String) -> String? { entries[name].map { "\(path):\($0.line): \($0.key)" } }
}
