package import Model
import System

/// Answers questions across the runs of a library, from any thread.
///
/// Nothing here depends on a clock: where no time is given, the answer is as of the newest run.
package struct Answers: Sendable {
    package let library: any RunLibrary
    let kept: EvidenceCache

    /// Answers of a library; what they rest on is kept while the library is the same.
    package init(_ library: any RunLibrary) {
        self.library = library
        kept = EvidenceCache()
    }

    /// Reads what an answer rests on.
    ///
    /// - Throws: `LibraryError` of the library.
    func reader(asOf: Timestamp?) throws(LibraryError) -> EvidenceReader {
        var query = RunQuery()
        query.limit = 1
        let newest = try library.runs(query).runs.first?.filed ?? Timestamp(milliseconds: 0)
        return EvidenceReader(library: library, asOf: min(asOf ?? newest, newest), kept: kept)
    }
}
