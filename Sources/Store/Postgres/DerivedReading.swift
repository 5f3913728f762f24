import Model
import System

/// What came of reading what is derived of a run.
enum DerivedReading {
    case whole(DerivedRun)
    /// There is none, or it is damaged, or of another report: it can be computed from the run's bytes.
    case lost
    /// A later benchd has written it, which this one cannot read.
    case later

    /// Reads it as the database has it; nil for no row.
    init(_ bytes: [UInt8]?, rules: Int, of receipt: Receipt) {
        guard let bytes else {
            self = .lost
            return
        }
        if let derived = DerivedRun(bytes: bytes, rules: rules),
            derived.report.byteCount == receipt.report.byteCount
        {
            self = .whole(derived)
        } else {
            // Who has made it due by these rules leaves it to anybody.
            self = rules > 0 && DerivedRun.isOfLaterFormat(bytes) ? .later : .lost
        }
    }

    var derived: DerivedRun? {
        if case .whole(let derived) = self { derived } else { nil }
    }

    /// What a run says of itself where this is missing.
    var warning: Problem? {
        switch self {
        case .whole: nil
        case .lost:
            Problem(
                .notComputed,
                "What was computed of the run is lost, and is computed once more within the hour: until then it is shown without its content."
            )
        case .later:
            Problem(
                .notComputed,
                "A later version of benchd has computed the run: this daemon shows it without its content until it is updated, too."
            )
        }
    }
}
