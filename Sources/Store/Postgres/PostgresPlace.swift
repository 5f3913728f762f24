/// Which database, as a user names it by a connection string of libpq.
struct PostgresPlace: Equatable, Sendable {
    /// With what is secret in it; nothing prints it.
    let connectionString: String
    /// For people, without any password.
    let description: String
    /// Whether a password stands in it.
    let hasPassword: Bool

    /// Reads a connection string: a URL, or `keyword=value` pairs, such as `service=benchd`.
    ///
    /// - Throws: `PostgresError.unusable`.
    init(_ text: String, _ library: PostgresLibrary) throws(PostgresError) {
        guard let settings = library.settings(of: text) else {
            throw .unusable(
                "--store is no connection string that libpq can read;"
                    + " write postgres://USER@HOST:PORT/DATABASE, or keyword=value pairs such as service=NAME"
            )
        }
        connectionString = text
        hasPassword = settings["password"] != nil
        description = Self.description(settings)
    }

    private static func description(_ settings: [String: String]) -> String {
        if let service = settings["service"] { return "the service \(service)" }
        let hosts = settings["host"] ?? settings["hostaddr"] ?? ""
        // Of several hosts without a port it is commas.
        let ports = settings["port"].flatMap { $0.allSatisfy { $0 == "," } ? nil : ":\($0)" } ?? ""
        let name = settings["dbname"] ?? ""
        let place = hosts.isEmpty ? "this machine" : hosts
        return "the database \(name.isEmpty ? "of the user" : name) at \(place)\(ports)"
    }
}
