import Glibc
import Model

/// The values at which an axis has a mark: such as people count, in the unit that they read.
enum AxisTicks {
    /// Multiples of 1, 2 or 5 times a power of ten of the unit's base, at most about `count`.
    ///
    /// - Parameters:
    ///   - domain: The values at the ends.
    ///   - count: How many there is room for; at least 1 is taken.
    ///   - factor: What a value is multiplied by to be in the base of its unit.
    /// - Returns: The values, in order.
    static func linear(_ domain: ClosedRange<Double>, count: Int, factor: Double = 1) -> [Double] {
        let (low, high) = (domain.lowerBound * factor, domain.upperBound * factor)
        let span = high - low
        guard span.isFinite, span > 1e-290, span < 1e290 else { return ends(domain) }
        let (mantissa, exponent) = niceStep(span / Double(max(1, count)))
        let step = mantissa * pow(10, exponent)
        let (first, last) = (ceil(low / step - 1e-9), floor(high / step + 1e-9))
        // A domain far from zero has no room for its steps in a double.
        guard abs(first) < 1e9, abs(last) < 1e9, first <= last else { return ends(domain) }
        return (Int(first)...Int(last)).map { number in
            let value = Double(number) * mantissa
            return (exponent < 0 ? value / pow(10, -exponent) : value * pow(10, exponent)) / factor
        }
    }

    /// Powers of ten, of few of them also 2 and 5 times these; at most about `count`.
    static func logarithmic(_ domain: ClosedRange<Double>, count: Int) -> [Double] {
        guard domain.lowerBound > 0, domain.upperBound.isFinite else { return [] }
        let (low, high) = (Int(floor(log10(domain.lowerBound))), Int(ceil(log10(domain.upperBound))))
        let decades = max(1, high - low)
        let mantissas: [Double] = decades * 3 <= max(1, count) ? [1, 2, 5] : [1]
        let stride = max(1, (decades + max(1, count) - 1) / max(1, count))
        return Swift.stride(from: low, through: high, by: stride).flatMap { exponent in
            mantissas.map { $0 * pow(10, Double(exponent)) }
        }.filter { $0 >= domain.lowerBound * 0.999 && $0 <= domain.upperBound * 1.001 }
    }

    /// Whole numbers, such as those of samples.
    static func whole(_ domain: ClosedRange<Double>, count: Int) -> [Double] {
        linear(domain, count: count).filter { $0 == $0.rounded() }
    }

    private static func ends(_ domain: ClosedRange<Double>) -> [Double] {
        [domain.lowerBound, domain.upperBound]
    }

    /// The smallest of 1, 2, 5 and 10 times a power of ten that is not below a step.
    private static func niceStep(_ least: Double) -> (mantissa: Double, exponent: Double) {
        let exponent = floor(log10(least))
        let rest = least / pow(10, exponent)
        // Rounding must not make a step of 1 to one of 2.
        for mantissa in [1.0, 2, 5] where rest <= mantissa * (1 + 1e-9) { return (mantissa, exponent) }
        return (1, exponent + 1)
    }
}

extension MetricUnit? {
    /// What the name of an axis says of the unit; its ticks say the others.
    var axisText: String {
        guard let unit = self, unit.scale == nil, unit != .count else { return "" }
        return ", \(unit.rawValue)"
    }

    /// What a value is multiplied by so that ticks are round numbers of the unit that they are read in.
    func tickFactor(of domain: ClosedRange<Double>, _ prefixes: BytePrefixes) -> Double {
        let scale = self?.scale(prefixes) ?? MetricUnit.plainScale
        let largest = max(abs(domain.lowerBound), abs(domain.upperBound)) * scale.factor
        return scale.factor / (scale.steps.last { $0.size <= largest }?.size ?? 1)
    }
}
