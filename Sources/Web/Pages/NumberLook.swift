import Model

/// How a page shows numbers, as its address says it: `exact=1`, `units=iec`.
struct NumberLook: Equatable, Sendable {
    var isExact: Bool
    var prefixes: BytePrefixes

    /// The look that the parameters of a page ask for.
    init(_ parameters: Parameters) {
        isExact = parameters["exact"] == "1"
        prefixes = BytePrefixes(address: parameters["units"])
    }

    /// The same, but exact, or no longer so.
    var withOtherExactness: NumberLook {
        var other = self
        other.isExact.toggle()
        return other
    }

    /// The same with the other prefixes.
    var withOtherPrefixes: NumberLook {
        var other = self
        other.prefixes = prefixes == .si ? .iec : .si
        return other
    }

    /// What an address needs to say; nil for what is usual.
    var items: [(name: String, value: String?)] {
        [("exact", isExact ? "1" : nil), ("units", prefixes == .si ? nil : prefixes.rawValue)]
    }

    /// A number in a column.
    func column(_ value: Double, unit: MetricUnit?) -> String {
        isExact ? ValueFormat.exact(value) : ValueFormat.column(value, unit: unit, prefixes)
    }

    /// A number in a sentence.
    func text(_ value: Double, unit: MetricUnit?) -> String {
        isExact ? ValueFormat.exact(value) : ValueFormat.text(value, unit: unit, prefixes)
    }
}
