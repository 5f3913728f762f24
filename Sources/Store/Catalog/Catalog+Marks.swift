import Model

/// What people say of runs, and how they name one.
extension Catalog {
    /// Enters what people say of a run; `notes` is the file that says it.
    ///
    /// - Throws: `CatalogError`; its cause is `content` where there is no such run.
    func putMark(_ mark: RunMark, notes: RunStamp.Field, of id: RunID) throws(CatalogError) {
        try change { (database) throws(CatalogError) in
            let number = try CatalogSchema.replaceMark(of: id, with: mark, notes: notes, in: database)
            let place = try CatalogSchema.place(of: number, in: database)
            let entry = try CatalogSchema.index(number, mark, place, in: database)
            return [IndexEntry(run: entry.run, names: entry.names, filedBefore: entry.run.filed)]
        }
    }

    /// Some of our own ids in their order, after one.
    func ownIDs(after id: RunID?, limit: Int) throws(CatalogError) -> [RunID] {
        try read { (database) throws(CatalogError) in
            var ids: [RunID] = []
            try database.query(
                "SELECT id FROM runs WHERE id > ? AND length(id) = 36 ORDER BY id LIMIT ?",
                [.text(id?.description ?? ""), .integer(limit)]
            ) { row in
                if let id = row.text(0).flatMap(RunID.init), id.isOwn { ids.append(id) }
            }
            return ids
        }
    }

    /// The first ids that begin with a text of digits and dashes.
    func ids(beginningWith text: String, limit: Int) throws(CatalogError) -> [RunID] {
        try read { (database) throws(CatalogError) in
            var ids: [RunID] = []
            // "g" is greater than every digit and dash of an id.
            try database.query(
                "SELECT id FROM runs WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
                [.text(text), .text(text + "g"), .integer(limit)]
            ) { row in ids += row.text(0).flatMap(RunID.init).map { [$0] } ?? [] }
            return ids
        }
    }
}
