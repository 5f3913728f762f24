import Archives
import HTTP
import Store
import Web

/// The version of benchd, by semantic versioning.
enum Version {
    /// No other file has it: `make version` reads this line.
    static let text = "0.1.0"

    /// The same, with the versions of the libraries that this process uses.
    static var all: Versions {
        Versions(
            benchd: text, libmicrohttpd: HTTPLibrary.version, sqlite: CatalogLibrary.version,
            libarchive: ArchiveLibrary.version)
    }
}
