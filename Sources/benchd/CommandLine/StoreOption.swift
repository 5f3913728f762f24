/// Where a user wants runs to be filed.
enum StoreOption {
    private static let name = "--store"

    static let option = Option(
        name, "PLACE", default: "",
        "A PostgreSQL where runs are filed instead, as libpq names one: postgres://HOST/DATABASE, service=NAME."
            + " Any number of daemons may share it; each keeps a catalog of it in --data.")

    /// The same for the command that moves runs there, or from there.
    static let moving = Option(
        name, "PLACE", default: "",
        "The PostgreSQL, as libpq names one: postgres://HOST/DATABASE, service=NAME.")

    /// A connection string for a daemon; empty for the data folder.
    static func chosen(_ values: OptionValues) throws(UsageError) -> String {
        let place = try place(values)
        guard place.isEmpty || values.texts("--backup-within")?.last.map({ $0 == "0" }) ?? true else {
            throw UsageError(
                message:
                    "\(values.title("--backup-within")) is about benchd backup, which copies a data folder;"
                    + " with --store, watch the backups of the database (pg_dump, pgBackRest) instead")
        }
        return place
    }

    /// Refuses a command that works on the files of the embedded store; `remedy` says what to use instead.
    static func expectNone(_ values: OptionValues, _ remedy: String) throws(UsageError) {
        guard try place(values).isEmpty else {
            throw UsageError(
                message:
                    "\(values.title(name)) says that runs are in PostgreSQL, and this command works on a data folder; \(remedy)"
            )
        }
    }

    /// A connection string; empty for the data folder.
    static func place(_ values: OptionValues) throws(UsageError) -> String {
        let place = values.text(name)
        if place.isEmpty { return "" }
        guard isConnectionString(place) else {
            // What was written may be a part of a password.
            throw UsageError(
                message:
                    "\(values.title(name)) must be like postgres://HOST/DATABASE or service=NAME; without it, runs are filed in --data"
            )
        }
        return place
    }

    /// As libpq knows a URL.
    private static let schemes = ["postgres://", "postgresql://"]

    private static func isConnectionString(_ text: String) -> Bool {
        schemes.contains { text.hasPrefix($0) } || text.contains("=")
    }

    /// A warning where other users of the machine can see a password; nil where they cannot.
    static func warning(_ values: OptionValues) -> String? {
        guard let place = values.onCommandLine(name)?.last, hasPassword(place) else { return nil }
        return
            "the password in --store can be seen by every user of this machine (ps): put it in a file that PGPASSFILE names,"
            + " or write store into the file of options"
    }

    private static func hasPassword(_ place: String) -> Bool {
        if place.contains("password=") { return true }
        guard let scheme = schemes.first(where: { place.hasPrefix($0) }) else { return false }
        let authority = place.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@") else { return false }
        return authority[..<at].contains(":")
    }
}
