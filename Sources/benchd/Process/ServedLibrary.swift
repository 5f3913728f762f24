import Ingest
import Model
import Store
import System

/// The library that a daemon serves, wherever it lies.
struct ServedLibrary: Sendable {
    typealias Library = RunLibrary & FilingLibrary & RunMarking & RunRemoval

    let library: any Library
    /// What daemons that share the library keep in it; nil where nobody shares it.
    let documents: (any LibraryDocuments)?
    /// Begins what brings the catalog up to date; returns what ends that.
    private let follow: @Sendable (@escaping LogSink) throws -> Following

    /// What works in the background for a library.
    struct Following: Sendable {
        let beginStopping: @Sendable () -> Void
        let stop: @Sendable () -> Void
    }

    /// Opens a library: in PostgreSQL where `store` names one, else in the data folder.
    ///
    /// - Throws: `LibraryError`, or `PostgresRefusal` for a `store` that can never be used as it is asked for.
    init(
        store: String, data: FilePath, _ settings: IngestSettings, _ condition: Condition,
        log: @escaping LogSink
    ) throws {
        let notes: [String]
        if store.isEmpty {
            let (embedded, found) = try Store.openForServing(
                data, limits: settings.archiveLimits, reportLimit: settings.reportLimit,
                condition: condition)
            library = embedded
            documents = nil
            notes = found
            follow = { log in
                let reconciler = try Reconciler(embedded, log: log)
                return Following(beginStopping: reconciler.beginStopping, stop: reconciler.stop)
            }
        } else {
            let (shared, found) = try PostgresStore.open(
                PostgresStore.Settings(
                    store: store, folder: data, inbox: settings.inbox, archiveLimits: settings.archiveLimits,
                    reportLimit: settings.reportLimit), condition: condition, log: log)
            library = shared
            documents = shared
            notes = found
            follow = { _ in Following(beginStopping: {}, stop: shared.stop) }
        }
        for note in notes { log(.warning, note) }
    }

    /// Begins to bring the catalog up to date, when all that listens for news does.
    func beginFollowing(log: @escaping LogSink) throws -> Following { try follow(log) }
}
