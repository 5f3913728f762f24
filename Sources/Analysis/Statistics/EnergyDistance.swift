/// Where a series divides best in two parts that differ (Matteson and James 2014, E-divisive).
///
/// Of a part before τ with n values and a part from τ to κ with m values the measure is
/// Q(τ, κ) = mn/(m + n) · (2·mean|X − Y| − mean|X − X′| − mean|Y − Y′|), the exponent of the distances being 1.
struct EnergyDistance {
    /// A place to divide: the index of the first value of the second part, and how much the parts differ there.
    struct Candidate: Equatable {
        let index: Int
        let measure: Double
    }

    /// `within[i][j]` is the sum of the distances of all pairs of values from i up to but without j.
    private let within: [[Double]]

    init(_ values: [Double]) {
        var within = [[Double]](
            repeating: [Double](repeating: 0, count: values.count + 1), count: values.count + 1)
        for end in values.indices {
            var distances = 0.0
            for start in stride(from: end, through: 0, by: -1) {
                distances += abs(values[end] - values[start])
                within[start][end + 1] = within[start][end] + distances
            }
        }
        self.within = within
    }

    /// The best place in a part of the series, the first of equally good ones; nil in a part of fewer than two values.
    func best(in part: Range<Int>) -> Candidate? {
        guard part.count > 1 else { return nil }
        var best: Candidate?
        for division in part.lowerBound + 1..<part.upperBound {
            for end in division + 1...part.upperBound {
                let measure = measure(part.lowerBound, division, end)
                if measure > best?.measure ?? -.infinity {
                    best = Candidate(index: division, measure: measure)
                }
            }
        }
        return best
    }

    private func measure(_ start: Int, _ division: Int, _ end: Int) -> Double {
        let (n, m) = (Double(division - start), Double(end - division))
        let (first, second) = (within[start][division], within[division][end])
        let between = within[start][end] - first - second
        let ofFirst = n > 1 ? m / (n - 1) * first : 0
        let ofSecond = m > 1 ? n / (m - 1) * second : 0
        return 2 / (m + n) * (between - ofFirst - ofSecond)
    }
}
