import JSON
import Model

/// What people say of runs, as the catalog has it from the files beside the reports.
extension CatalogSchema {
    static func insert(_ mark: RunMark, of run: Int64, into database: Database) throws(CatalogError) {
        guard mark != RunMark() else { return }
        try database.query(
            "INSERT INTO marks VALUES (?, ?, ?, ?, ?, ?)",
            [
                .integer(run), .text(mark.label), .text(mark.note),
                .text(JSONValue.array(mark.tags.map { .string($0) }).text), .text(mark.exclusion),
                .integer(mark.isPinned ? 1 : 0),
            ])
    }

    /// Replaces what people say of a run; returns the number of its row.
    static func replaceMark(
        of id: RunID, with mark: RunMark, notes: RunStamp.Field, in database: Database
    ) throws(CatalogError) -> Int64 {
        var row: (number: Int64, stamp: RunStamp)?
        try database.query("SELECT number, stamp FROM runs WHERE id = ?", [.text(id.description)]) { found in
            row = (found.integer(0), RunStamp(text: found.text(1) ?? ""))
        }
        guard let number = row?.number, var stamp = row?.stamp else {
            throw CatalogError(operation: "mark", message: "there is no row of \(id)", cause: .content)
        }
        stamp.notes = notes
        try database.query(
            "UPDATE runs SET stamp = ? WHERE number = ?", [.text(stamp.text), .integer(number)])
        try database.query("DELETE FROM marks WHERE run = ?", [.integer(number)])
        try insert(mark, of: number, into: database)
        return number
    }

    /// The mark in the columns label, note, tags, exclusion and is_pinned from a column on.
    static func mark(_ row: borrowing Database.Row, from column: Int32) -> RunMark {
        var mark = RunMark()
        mark.label = row.text(column)
        mark.note = row.text(column + 1)
        // What is damaged there is made again with the row; until then the run has no tags.
        let tags = row.text(column + 2).flatMap { try? JSONValue(parsing: Array($0.utf8)) }
        mark.tags = (tags?.elements ?? []).compactMap(\.string)
        mark.exclusion = row.text(column + 3)
        mark.isPinned = row.optionalInteger(column + 4) == 1
        return mark
    }

    /// The mark of a run.
    static func mark(of run: Int64, in database: Database) throws(CatalogError) -> RunMark {
        var found = RunMark()
        try database.query(
            "SELECT label, note, tags, exclusion, is_pinned FROM marks WHERE run = ?", [.integer(run)]
        ) { row in
            found = mark(row, from: 0)
        }
        return found
    }
}
