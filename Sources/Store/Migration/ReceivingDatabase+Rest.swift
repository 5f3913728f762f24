import Model
import System

extension ReceivingDatabase {
    /// Brings a document to what it is after it was merged with one that is moved.
    ///
    /// - Returns: Whether that changed anything; nil where one of them cannot be read.
    /// - Throws: `LibraryError.unavailable`.
    func take(_ document: MovedDocument, _ content: [UInt8]) throws(LibraryError) -> Bool? {
        var isTried = false
        while true {
            let known = try patiently { (connection) throws(FilingFault) in
                try FilingFault.ofDatabase { () throws(PostgresError) in
                    try connection.rows(
                        "SELECT content, version FROM documents WHERE name = $1", [.text(document.name)])
                }
            }.first
            guard let merged = document.merge(content, known?.bytes(0)) else { return nil }
            // Of an attempt whose answer was lost.
            if merged == known?.bytes(0) { return isTried }
            isTried = true
            let isReplaced = try patiently { (connection) throws(FilingFault) in
                try FilingFault.ofDatabase { () throws(PostgresError) in
                    try PostgresStore.replaceDocument(
                        document.name, by: merged, ofVersion: known?.integer(1) ?? 0, on: connection)
                }
            }
            if isReplaced { return true }
        }
    }

    /// Compares the bytes of a run with its receipt, which the library has too; what is wrong, by part.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func damages(of receipt: Receipt) throws(LibraryError) -> [Damage] {
        let files = [(FiledPart.report, receipt.report)] + (receipt.config.map { [(.config, $0)] } ?? [])
        var damages: [Damage] = []
        for (part, file) in files {
            let isWhole = try patiently { (connection) throws(FilingFault) in
                try ReadingBack.isWhole(file) { (statement) throws(FilingFault) in
                    try FilingFault.ofDatabase { () throws(PostgresError) in
                        try connection.rows(statement.sql, statement.values)
                    }
                }
            }
            if !isWhole {
                let place = FilePath("the \(part.rawValue) of the run \(receipt.id) in the database")
                damages.append(Damage(path: place, reason: "its bytes are not those of its receipt"))
            }
        }
        return damages
    }

    /// Makes what was found there as certain as what was written: a commit of its own comes after all others in the log.
    ///
    /// - Throws: `LibraryError.unavailable`.
    func confirm(_ id: RunID) throws(LibraryError) {
        try patiently { (connection) throws(FilingFault) in
            try FilingFault.ofDatabase { () throws(PostgresError) in
                var rows: [[PostgresRow]] = []
                let event = RunStatements.event(.confirmed, of: id)
                try PostgresTransaction(connection, [event], rows: &rows).commit()
            }
        }
    }

    /// Runs a transaction, once more where another one was in the way, the answer to COMMIT was lost, or the database is away
    /// for as long as another primary takes to be chosen.
    ///
    /// - Throws: `LibraryError`.
    func patiently<Result>(
        _ body: (PostgresConnection) throws(FilingFault) -> Result
    ) throws(LibraryError) -> Result {
        try pool.patiently(body)
    }
}
