import Model

/// Names and texts that come again and again, each kept once and known by a number from 1.
extension CatalogSchema {
    /// What a name is of: a text, or a value of a section.
    struct NameKind: Hashable {
        let number: Int64

        /// Benchmarks, filesystems, sources, settings.
        static let text = NameKind(number: 0)

        private init(number: Int64) { self.number = number }

        /// The keys of a section's values.
        init(_ section: ValueSection) {
            number = Int64((ValueSection.allCases.firstIndex(of: section) ?? 0) + 1)
        }
    }

    /// The number of a name; nil where no run has it.
    static func code(
        of text: String, _ kind: NameKind = .text, in database: Database
    ) throws(CatalogError) -> UInt32? {
        var code: Int64?
        try database.query(
            "SELECT code FROM names WHERE kind = ? AND text = ?", [.integer(kind.number), .text(text)]
        ) { row in code = row.integer(0) }
        return try code.map { (code) throws(CatalogError) in try small(code) }
    }

    /// A number of a row that fits into four bytes.
    static func small(_ number: Int64) throws(CatalogError) -> UInt32 {
        guard let small = UInt32(exactly: number) else {
            throw CatalogError(operation: "read", message: "a number is out of range", cause: .content)
        }
        return small
    }
}

/// Numbers names on the writing connection, in a transaction.
struct NameCodes {
    let database: Database

    init(_ database: Database) { self.database = database }

    /// The number of a name, which is entered where it is new.
    func code(
        of text: String, _ kind: CatalogSchema.NameKind = .text
    ) throws(CatalogError) -> UInt32 {
        if let code = database.knownNames[text, kind] { return code }
        let code: UInt32
        if let known = try CatalogSchema.code(of: text, kind, in: database) {
            code = known
        } else {
            try database.query(
                "INSERT INTO names (kind, text) VALUES (?, ?)", [.integer(kind.number), .text(text)])
            code = try CatalogSchema.small(database.lastRow)
        }
        database.knownNames[text, kind] = code
        return code
    }

    /// The number of a text; 0 for nil.
    func code(ofOptional text: String?) throws(CatalogError) -> UInt32 {
        if let text { try code(of: text) } else { 0 }
    }
}

/// The numbers of names that a connection has met; a name is never deleted.
struct KnownNames {
    /// So many names are remembered of a kind; a report may have very many.
    private static let limit = 2_000

    private var codes: [CatalogSchema.NameKind: [String: UInt32]] = [:]

    /// The number of a name; nil where it is not remembered.
    subscript(text: String, kind: CatalogSchema.NameKind) -> UInt32? {
        get { Self.isRemembered(text) ? codes[kind]?[text] : nil }
        set {
            guard Self.isRemembered(text) else { return }
            if codes[kind]?.count == Self.limit { codes[kind] = nil }
            codes[kind, default: [:]][text] = newValue
        }
    }

    /// Of texts that are equal by Unicode and not by bytes, one would have the number of the other.
    private static func isRemembered(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } }
}

/// Reads names by their numbers, each once.
struct NameTexts {
    /// So many names are remembered.
    private static let knownLimit = 10_000

    let database: Database
    private var names: [UInt32: (kind: Int64, text: String)] = [:]

    init(_ database: Database) { self.database = database }

    /// The text of a number.
    ///
    /// - Throws: `CatalogError` where there is none.
    mutating func text(_ code: UInt32) throws(CatalogError) -> String { try name(code).text }

    /// The text of a number; nil for 0.
    mutating func optionalText(_ code: UInt32) throws(CatalogError) -> String? {
        code == 0 ? nil : try text(code)
    }

    /// What a value is called.
    mutating func value(_ code: UInt32) throws(CatalogError) -> ValueName {
        let name = try name(code)
        let sections = ValueSection.allCases
        guard name.kind >= 1, name.kind <= sections.count else { throw Self.damaged }
        return ValueName(sections[Int(name.kind) - 1], name.text)
    }

    private mutating func name(_ code: UInt32) throws(CatalogError) -> (kind: Int64, text: String) {
        if let name = names[code] { return name }
        var found: (kind: Int64, text: String)?
        try database.query("SELECT kind, text FROM names WHERE code = ?", [.integer(Int64(code))]) { row in
            found = (row.integer(0), row.text(1) ?? "")
        }
        guard let found else { throw Self.damaged }
        if names.count >= Self.knownLimit { names.removeAll(keepingCapacity: true) }
        names[code] = found
        return found
    }

    private static var damaged: CatalogError {
        CatalogError(operation: "read", message: "a name is missing", cause: .content)
    }
}
