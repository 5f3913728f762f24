import Glibc

/// The regularised incomplete beta function I_x(a, b) (DLMF 8.17.2).
enum IncompleteBeta {
    /// I_x(a, b), from 0 to 1.
    ///
    /// - Parameters:
    ///   - x: From 0 to 1.
    ///   - complement: 1 − x, which the caller knows without the rounding that a difference near 1 has.
    ///   - a: Above 0, at most a million.
    ///   - b: The same.
    /// - Returns: The value; nil where an argument is out of its range or no number.
    static func regularised(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double? {
        guard (0...1).contains(x), (0...1).contains(complement), a <= largest, b <= largest,
            let lnBeta = Gamma.logarithmOfBeta(a, b)
        else { return nil }
        if x == 0 { return 0 }
        if complement == 0 { return 1 }
        // The continued fraction converges fast below the mean of the distribution; above it, I_x(a, b) = 1 − I_1−x(b, a).
        let isBelowMean = x < (a + 1) / (a + b + 2)
        let front = exp(a * log(x, complement) + b * log(complement, x) - lnBeta)
        let value =
            isBelowMean
            ? front * continuedFraction(x, a, b) / a
            : 1 - front * continuedFraction(complement, b, a) / b
        return min(1, max(0, value))
    }

    private static let largest = 1e6

    /// The logarithm of a number from 0 to 1, without the rounding that the number itself has near 1.
    private static func log(_ x: Double, _ complement: Double) -> Double {
        x > 0.5 ? log1p(-complement) : Glibc.log(x)
    }

    /// The continued fraction of DLMF 8.17.22, by Lentz's method as Thompson and Barnett (1986) changed it.
    private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        var c = 1.0
        var d = 1 / awayFromZero(1 - (a + b) * x / (a + 1))
        var value = d
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            var change = 1.0
            for coefficient in [even, odd] {
                d = 1 / awayFromZero(1 + coefficient * d)
                c = awayFromZero(1 + coefficient / c)
                change = c * d
                value *= change
            }
            if abs(change - 1) < 1e-15 { break }
        }
        return value
    }

    private static func awayFromZero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
}
