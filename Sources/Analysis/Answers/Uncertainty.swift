import Glibc
import Model

/// What is known of one value by itself, without a baseline: the whisker of its bar.
package struct Uncertainty: Equatable, Sendable {
    package let name: MetricName
    /// Holds the value that many repeats would have, with a probability of 95 %.
    package let interval: ClosedRange<Double>
    package let noise: Noise

    /// Of the values above 0 whose noise is known, in their order.
    static func all(of measurements: [Measurement], _ noise: NoiseModel) -> [Uncertainty] {
        let critical = CriticalValues()
        return measurements.compactMap { Uncertainty(of: $0, noise, critical) }
    }

    private init?(of measurement: Measurement, _ noise: NoiseModel, _ critical: CriticalValues) {
        let cell = measurement.cell
        guard measurement.value > 0, measurement.value.isFinite, let noise = noise.noise(of: cell),
            let t = critical.critical(noise.degreesOfFreedom, tails: Judge.alpha)
        else { return nil }
        let reach = t * (noise.variance / measurement.weight).squareRoot()
        let middle = log(measurement.value)
        name = MetricName(benchmark: cell.benchmark, filesystem: cell.filesystem, metric: cell.metric)
        interval = Contrast.ratio(middle - reach)...Contrast.ratio(middle + reach)
        self.noise = noise
    }
}
