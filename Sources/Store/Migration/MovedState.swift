import JSON
import Model
import System

/// How a migration knows whether anybody has changed the notes of a run since it has moved them.
enum MovedState {
    /// The version of a run in the database whose state is what was moved: a negative one, as `RunStatements.isMarkUntouched` expects.
    ///
    /// It is made from the state, so a migration that was cut off and goes on ends with the same rows as another.
    static func version(_ receipt: Receipt, _ mark: RunMark) -> Int64 {
        let digest = Digest.of(Array((receipt.json.text + mark.json.text).utf8))
        let bits = digest.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return -max(1, Int64(bits >> 1))
    }

    /// When the notes in a data folder count as changed, in nanoseconds since 1970: when the run was filed, so before anybody
    /// could say anything of it.
    static func notesTime(_ receipt: Receipt) -> Int64 { nanoseconds(receipt.filed) }

    /// A time in nanoseconds; the nearest that can be written.
    static func nanoseconds(_ time: Timestamp) -> Int64 {
        let (value, isTooLarge) = time.milliseconds.multipliedReportingOverflow(by: 1_000_000)
        guard isTooLarge else { return value }
        return time.milliseconds < 0 ? .min : .max
    }
}
