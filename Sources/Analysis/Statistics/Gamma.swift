import Glibc

/// The logarithms of the gamma and beta functions.
enum Gamma {
    /// ln Γ(x) for finite x above 0, to about 15 digits; nil for anything else.
    ///
    /// Stirling's series (DLMF 5.11.1), after the recurrence Γ(x + 1) = xΓ(x) (DLMF 5.5.1) has moved x to where the
    /// series is exact enough.
    static func logarithm(_ x: Double) -> Double? {
        guard x.isFinite, x > 0 else { return nil }
        var x = x
        var product = 1.0
        while x < shortestForSeries {
            product *= x
            x += 1
        }
        return stirling(x) - log(product)
    }

    /// ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b) (DLMF 5.12.1) for finite a and b above 0; nil for anything else.
    ///
    /// The logarithms of Γ(a) and Γ(a + b) are large and nearly equal where a is large, so their difference is formed
    /// term by term.
    static func logarithmOfBeta(_ a: Double, _ b: Double) -> Double? {
        let (small, large) = (min(a, b), max(a, b))
        guard let rest = logarithm(small), let whole = logarithm(large), let both = logarithm(a + b) else {
            return nil
        }
        guard large >= shortestForSeries else { return rest + whole - both }
        let sum = large + small
        return rest - (large - 0.5) * log1p(small / large) - small * log(sum) + small
            + correction(large) - correction(sum)
    }

    private static let shortestForSeries = 16.0

    /// The coefficients B₂ₖ / (2k(2k − 1)) of the series, from k = 1.
    private static let coefficients = [
        1.0 / 12, -1.0 / 360, 1.0 / 1_260, -1.0 / 1_680, 1.0 / 1_188, -691.0 / 360_360, 1.0 / 156,
    ]

    private static func stirling(_ x: Double) -> Double {
        (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + correction(x)
    }

    /// The series itself, without the terms before it.
    private static func correction(_ x: Double) -> Double {
        let square = 1 / x / x
        return coefficients.reversed().reduce(0) { $0 * square + $1 } / x
    }
}
