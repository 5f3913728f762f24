import Model
import System

/// What runs are found by: names, documents of words, and a narrow row for each run.
///
/// A document is what many runs share: the names that a report has, the facts of a machine, the settings of an archive, the
/// words of source and mark.
/// Its words are in a full-text index that keeps no texts. A document never changes, and its number is never given again, so
/// that words of a document that is gone lead nowhere.
extension CatalogSchema {
    static let indexStep = """
        DROP TRIGGER IF EXISTS runs_more;
        DROP TRIGGER IF EXISTS runs_less;
        DROP TABLE IF EXISTS counts;
        CREATE TABLE names (
            code INTEGER PRIMARY KEY,
            kind INTEGER NOT NULL,
            text TEXT NOT NULL,
            UNIQUE (kind, text)
        ) STRICT;
        CREATE TABLE documents (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            digest BLOB UNIQUE,
            content BLOB
        ) STRICT;
        CREATE VIRTUAL TABLE words USING fts5(
            text, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
        CREATE TABLE marks (
            run INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
            label TEXT,
            note TEXT,
            tags TEXT NOT NULL,
            exclusion TEXT
        ) STRICT;
        CREATE TABLE run_index (
            run INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
            id TEXT NOT NULL,
            filed INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            source INTEGER NOT NULL,
            rig INTEGER NOT NULL,
            label INTEGER NOT NULL,
            names INTEGER NOT NULL,
            machine INTEGER NOT NULL,
            vars INTEGER NOT NULL,
            own INTEGER NOT NULL,
            has_config INTEGER NOT NULL,
            is_excluded INTEGER NOT NULL,
            rules INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX run_index_rules ON run_index (rules, run);
        """

    /// Which documents the analysis of a run leads to; 0 for none.
    struct AnalysisPlace {
        var rules: Int64 = 0
        var rig: String?
        var machine: UInt32 = 0
        var vars: UInt32 = 0
    }

    /// Makes the row by which a run is found; what else is known of it must be in its tables already.
    static func index(
        _ number: Int64, _ mark: RunMark, _ place: AnalysisPlace, in database: Database
    ) throws(CatalogError) -> (run: IndexedRun, names: NameSet) {
        guard let head = try head(of: number, in: database) else {
            throw CatalogError(operation: "index", message: "a row is missing", cause: .content)
        }
        let codes = NameCodes(database)
        let (document, names) = try nameDocument(of: number, codes)
        let run = IndexedRun(
            number: number, filed: head.filed, id: head.id, byteCount: head.byteCount,
            source: try codes.code(ofOptional: head.source),
            rig: try codes.code(ofOptional: head.source ?? place.rig),
            label: try codes.code(ofOptional: mark.label), names: document, machine: place.machine,
            vars: place.vars, own: try ownDocument(head.source, mark, in: database),
            hasConfig: head.hasConfig, isExcluded: mark.isExcluded)
        try database.query("DELETE FROM run_index WHERE run = ?", [.integer(number)])
        try database.query(
            "INSERT INTO run_index VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [.integer(number), .text(head.id.description)]
                + [
                    run.filed, run.byteCount, Int64(run.source), Int64(run.rig), Int64(run.label),
                    Int64(run.names), Int64(run.machine), Int64(run.vars), Int64(run.own),
                    run.hasConfig ? 1 : 0, run.isExcluded ? 1 : 0, place.rules,
                ].map { .integer($0) })
        return (run, names)
    }

    private struct Head {
        let id: RunID
        let filed: Int64
        let source: String?
        let byteCount: Int64
        let hasConfig: Bool
    }

    private static func head(of number: Int64, in database: Database) throws(CatalogError) -> Head? {
        var head: Head?
        try database.query(
            "SELECT id, filed, source, report_bytes, config_digest IS NOT NULL FROM runs WHERE number = ?",
            [.integer(number)]
        ) { row in
            guard let id = row.text(0).flatMap(RunID.init) else { return }
            head = Head(
                id: id, filed: row.integer(1), source: row.text(2), byteCount: row.integer(3),
                hasConfig: row.integer(4) != 0)
        }
        return head
    }

    /// Of so many benchmarks, and of so many filesystems, the names are searched.
    private static let searchedNameCount = 1_000

    private static func nameDocument(
        of number: Int64, _ codes: NameCodes
    ) throws(CatalogError) -> (UInt32, NameSet) {
        var set = NameSet()
        var words: Set<String> = []
        try visitNames(.benchmark, of: number, in: codes.database) { (place, name) throws(CatalogError) in
            set.benchmarks.append(try codes.code(of: name))
            if place < searchedNameCount { words.formUnion(SearchWords.words(of: name)) }
        }
        var parts: (families: Set<UInt32>, drivers: Set<UInt32>) = ([], [])
        try visitNames(.filesystem, of: number, in: codes.database) { (place, name) throws(CatalogError) in
            set.filesystems.append(try codes.code(of: name))
            let split = FilesystemName(name)
            parts.families.insert(try codes.code(of: split.family))
            if let driver = split.driver { parts.drivers.insert(try codes.code(of: driver)) }
            if place < searchedNameCount { words.formUnion(SearchWords.words(of: name)) }
        }
        set.families = parts.families.sorted()
        set.drivers = parts.drivers.sorted()
        let document = try document(
            .names, PackedNames.pack(set), words: { words }, in: codes.database)
        return (document, set)
    }

    /// Hands over the names of a run one by one, since there may be very many.
    private static func visitNames(
        _ kind: Catalog.NameKind, of run: Int64, in database: Database,
        _ visit: (Int, String) throws(CatalogError) -> Void
    ) throws(CatalogError) {
        var place = 0
        try database.query(
            "SELECT name FROM \(kind.rawValue) WHERE run = ? ORDER BY position", [.integer(run)]
        ) { (row) throws(CatalogError) in
            try visit(place, row.text(0) ?? "")
            place += 1
        }
    }

    // MARK: Documents

    /// What a document is of; the raw value is in its digest.
    enum DocumentKind: UInt8 {
        case names = 1
        case machine
        case vars
        case own
    }

    /// The number of a document, which is entered where it is new.
    static func document(
        _ kind: DocumentKind, _ content: [UInt8], words: () -> Set<String>, in database: Database
    ) throws(CatalogError) -> UInt32 {
        let digest = Digest.of([kind.rawValue] + content).bytes
        var known: Int64?
        try database.query("SELECT id FROM documents WHERE digest = ?", [.blob(digest)]) { row in
            known = row.integer(0)
        }
        if let known { return try small(known) }
        try database.query(
            "INSERT INTO documents (digest, content) VALUES (?, ?)", [.blob(digest), .blob(content)])
        return try enter(words(), in: database)
    }

    /// The document with the words of the source and of what people say; 0 where there are none.
    private static func ownDocument(
        _ source: String?, _ mark: RunMark, in database: Database
    ) throws(CatalogError) -> UInt32 {
        let texts = [source, mark.label, mark.note, mark.exclusion].compactMap(\.self)
        let words = SearchWords.words(of: texts + mark.tags)
        guard !words.isEmpty else { return 0 }
        return try document(.own, Array(text(of: words).utf8), words: { words }, in: database)
    }

    private static func text(of words: Set<String>) -> String { words.sorted().joined(separator: " ") }

    /// Enters the words of the document that was inserted last.
    private static func enter(_ words: Set<String>, in database: Database) throws(CatalogError) -> UInt32 {
        let document = database.lastRow
        try database.query(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            [.integer(document), .text(text(of: words))])
        return try small(document)
    }

    /// Deletes documents that no run leads to.
    static func delete(_ documents: Set<UInt32>, from database: Database) throws(CatalogError) {
        for document in documents {
            try database.query("DELETE FROM documents WHERE id = ?", [.integer(Int64(document))])
        }
    }

    /// The content of a document; nil where it is gone.
    static func content(of document: Int64, in database: Database) throws(CatalogError) -> [UInt8]? {
        var content: [UInt8]?
        try database.query("SELECT content FROM documents WHERE id = ?", [.integer(document)]) { row in
            content = row.blob(0)
        }
        return content
    }
}
