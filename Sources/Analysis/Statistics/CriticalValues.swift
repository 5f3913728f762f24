/// Critical values of Student's t, each computed once: most cells of a comparison ask for the same ones.
final class CriticalValues {
    private struct Question: Hashable {
        let degreesOfFreedom: Double
        let tails: Double
    }

    private var known: [Question: Double?] = [:]

    /// The t of a two-sided interval, as `StudentT.critical(tails:)` gives it; nil where there is no such distribution.
    func critical(_ degreesOfFreedom: Double, tails: Double) -> Double? {
        let question = Question(degreesOfFreedom: degreesOfFreedom, tails: tails)
        if let value = known[question] { return value }
        let value = StudentT(degreesOfFreedom: degreesOfFreedom)?.critical(tails: tails)
        known[question] = .some(value)
        return value
    }
}
