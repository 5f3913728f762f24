/// Numbers that are the same but for a share.
enum Tolerance {
    /// Whether the larger of two positive numbers is at most `share` above the smaller; equal numbers always are.
    static func isWithin(_ share: Double, _ left: Double, _ right: Double) -> Bool {
        if left == right { return true }
        guard left > 0, right > 0, left.isFinite, right.isFinite else { return false }
        return max(left, right) <= min(left, right) * (1 + share)
    }
}
