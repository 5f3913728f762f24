package import Archives
import Model
package import System

/// Moves a library between a data folder and a database, both ways: the same ids, bytes, times and receipts, what people say of
/// runs, and what is kept of removed ones.
///
/// Nothing is changed where it is moved from, and readers are served there meanwhile. A migration that was ended anywhere goes on
/// when it is run once more, and one that is over changes nothing then.
package struct Migration: Sendable {
    /// Where the library is and shall be.
    package struct Places: Sendable {
        let pool: PostgresPool
        let data: FilePath
        /// Which inbox of this machine the paths of drops are of.
        let inbox: FilePath?
        let limits: ArchiveLimits
        let reportLimit: Int

        /// A database by a connection string of libpq, and a data folder; `reportLimit` is the size of the largest report
        /// that is read.
        ///
        /// - Throws: `PostgresRefusal` for a database that can never be used as it is asked for; `LibraryError.unavailable`
        ///   for one that cannot be reached now.
        package init(
            store: String, data: FilePath, inbox: FilePath?, limits: ArchiveLimits, reportLimit: Int
        ) throws {
            (self.data, self.inbox) = (data, inbox)
            (self.limits, self.reportLimit) = (limits, reportLimit)
            pool = try PostgresStore.pool(store)
            do throws(PostgresError) {
                try pool.with { (connection) throws(PostgresError) in
                    try PostgresSchema.prepare(connection)
                }
            } catch {
                if case .unusable(let reason) = error { throw PostgresRefusal(description: reason) }
                throw error.asLibraryError
            }
        }
    }

    /// Gets how many runs are done, and of how many.
    package typealias Progress = (Int, Int) -> Void

    let places: Places
    let documents: [MovedDocument]
    /// Whether the bytes of runs that are there already are compared with their digests, too.
    let verifiesAll: Bool

    /// A migration of all runs, and of some documents.
    package init(_ places: Places, documents: [MovedDocument], verifiesAll: Bool) {
        (self.places, self.documents, self.verifiesAll) = (places, documents, verifiesAll)
    }
}
