/// Why a difference has no verdict; the raw value is its name in answers.
package enum Unjudged: String, CaseIterable, Sendable {
    /// Verdicts rest on main metrics alone.
    case notMain = "not_main"
    /// Neither way is better.
    case noDirection = "no_direction"
    /// The sides are repeats of each other.
    case sameSetup = "same_setup"
    /// A side has no value.
    case missing
    case noNoise = "no_noise"
}

extension ComparedCell {
    /// Why the difference of a side has no verdict; nil where it has one, and where there is no difference.
    package func unjudged(side: Int) -> Unjudged? {
        guard against.indices.contains(side), let difference = against[side], difference.verdict == nil
        else { return nil }
        if !isMain { return .notMain }
        if direction == nil { return .noDirection }
        if difference.isOfOneSetup { return .sameSetup }
        return sides.allSatisfy { $0 != nil } ? .noNoise : .missing
    }
}
