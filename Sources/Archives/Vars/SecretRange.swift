/// The lines of a text on which the search for secrets has found something.
struct SecretRange {
    private let lines: [Int]

    /// Of matches in the order of lines.
    init(_ matches: [SecretLines.Match]) {
        lines = matches.map(\.line).sorted()
    }

    /// Whether a secret is on one of these lines, which count from 1.
    func touches(_ range: ClosedRange<Int>) -> Bool {
        var (low, high) = (0, lines.count)
        while low < high {
            let middle = (low + high) / 2
            if lines[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < lines.count && lines[low] <= range.upperBound
    }
}
