/// The mean of the known values of a series.
struct RunningMean {
    private var sum = 0.0
    private var count = 0

    /// Takes a value; nil is left out.
    mutating func add(_ value: Double?) {
        guard let value else { return }
        sum += value
        count += 1
    }

    /// Nil where no value is known, or their sum is beyond a double.
    var value: Double? {
        let mean = sum / Double(count)
        return mean.isFinite ? mean : nil
    }
}
