import CPostgres

/// libpq, loaded on first use; safe from any thread.
// unchecked: the functions of a library that stays loaded, written once.
final class PostgresLibrary: @unchecked Sendable {
    let functions: benchd_pq

    /// Loads libpq.
    ///
    /// - Throws: `PostgresError.unusable` where it is missing or too old.
    init() throws(PostgresError) {
        var functions = benchd_pq()
        switch benchd_pq_load(&functions) {
        case 0:
            throw .unusable(
                "--store names a PostgreSQL, and there is no libpq on this machine; install the package libpq5"
            )
        case 1:
            throw .unusable(
                "the libpq on this machine is too old for --store; install libpq 14 or a later one (the package libpq5)"
            )
        default: self.functions = functions
        }
    }

    /// What a connection string sets, by keyword; nil for one that libpq cannot read.
    func settings(of text: String) -> [String: String]? {
        // Its message may hold a part of the string, so a part of a password, and is not looked at.
        var message: UnsafeMutablePointer<CChar>?
        let options = text.withCString { functions.conninfoParse($0, &message) }
        if let message { functions.freemem(message) }
        guard let options else { return nil }
        defer { functions.conninfoFree(options) }
        var settings: [String: String] = [:]
        var next = options
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.value {
                settings[String(cString: keyword)] = String(cString: value)
            }
            next += 1
        }
        return settings
    }
}
