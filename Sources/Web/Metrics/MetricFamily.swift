import System

/// One metric with its samples, as Prometheus reads them (OpenMetrics 1.0, section 4; text format 0.0.4).
struct MetricFamily {
    enum Kind: String {
        case counter
        case gauge
        case histogram
        /// A gauge of 1 whose labels say something.
        case info
    }

    /// One number with its labels.
    struct Sample {
        /// What follows the family's name, such as "_total".
        let suffix: String
        let labels: [(name: String, value: String)]
        let value: Double
    }

    /// Without the suffix of its kind.
    let name: String
    let kind: Kind
    let help: String
    /// Such as "seconds"; the name ends with it.
    let unit: String?
    private(set) var samples: [Sample] = []

    init(_ name: String, _ kind: Kind, unit: String? = nil, _ help: String) {
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
    }

    /// Adds a number; of a counter its total.
    mutating func add(_ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
        let suffix =
            switch kind {
            case .counter: "_total"
            case .info: "_info"
            case .gauge, .histogram: ""
            }
        samples.append(Sample(suffix: suffix, labels: labels.map { ($0.key, $0.value) }, value: value))
    }

    /// Adds a histogram.
    mutating func add(_ histogram: Histogram, _ labels: KeyValuePairs<String, String> = [:]) {
        let labels = labels.map { (name: $0.key, value: $0.value) }
        var total: UInt64 = 0
        for (bound, count) in zip(histogram.bounds + [.infinity], histogram.counts) {
            total += count
            let bucket = labels + [(name: "le", value: Exposition.number(bound))]
            samples.append(Sample(suffix: "_bucket", labels: bucket, value: Double(total)))
        }
        samples.append(Sample(suffix: "_count", labels: labels, value: Double(total)))
        samples.append(Sample(suffix: "_sum", labels: labels, value: histogram.sum))
    }
}
