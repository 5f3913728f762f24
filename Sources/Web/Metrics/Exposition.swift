import HTTP

/// The two texts in which metrics are written.
enum Exposition {
    /// Prometheus's text format 0.0.4.
    case text
    /// OpenMetrics 1.0.
    case openMetrics

    /// The format that a client asks for; text where it says nothing of OpenMetrics.
    init(accept: String?) {
        let weights = QualityList(accept ?? "")
        let open = weights["application/openmetrics-text"] ?? 0
        self = open > 0 && open >= weights["text/plain"] ?? 0 ? .openMetrics : .text
    }

    /// The media type.
    var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// The families in this format.
    func bytes(_ families: [MetricFamily]) -> [UInt8] {
        var text = ""
        for family in families where !family.samples.isEmpty {
            let head = headName(family)
            text += "# HELP \(head) \(escaped(family.help))\n# TYPE \(head) \(kind(family))\n"
            if self == .openMetrics, let unit = family.unit { text += "# UNIT \(head) \(unit)\n" }
            for sample in family.samples { text += line(sample, of: family) }
        }
        if self == .openMetrics { text += "# EOF\n" }
        return Array(text.utf8)
    }

    /// The older format has no name for a family besides that of its samples.
    private func headName(_ family: MetricFamily) -> String {
        guard self == .text else { return family.name }
        return switch family.kind {
        case .counter: family.name + "_total"
        case .info: family.name + "_info"
        case .gauge, .histogram: family.name
        }
    }

    private func kind(_ family: MetricFamily) -> String {
        self == .text && family.kind == .info ? "gauge" : family.kind.rawValue
    }

    private func line(_ sample: MetricFamily.Sample, of family: MetricFamily) -> String {
        let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
        let list = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
        return "\(family.name)\(sample.suffix)\(list) \(Self.number(sample.value))\n"
    }

    private func escaped(_ text: String, quotes: Bool = false) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes || self == .openMetrics: escaped += "\\\""
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }

    /// A number as both formats write it.
    static func number(_ value: Double) -> String {
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value.isNaN { return "NaN" }
        if let whole = Int64(exactly: value) { return String(whole) }
        return "\(value)"
    }
}
