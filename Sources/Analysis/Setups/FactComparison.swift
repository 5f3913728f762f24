/// The facts of two machines beside each other.
struct FactComparison {
    private(set) var differences: [SetupDifference] = []
    /// The facts that have to be equal and that a side lacks.
    private(set) var unknowns: [String] = []

    /// Compares the facts that have to be equal, then all others by their names.
    init(_ left: SetupFacts, _ right: SetupFacts) {
        let others = Set(left.texts.keys).union(right.texts.keys).subtracting(SetupFacts.required)
        for name in SetupFacts.required + others.sorted() {
            compare(name, left.texts[name], right.texts[name])
        }
    }

    private mutating func compare(_ name: String, _ left: String?, _ right: String?) {
        let weight = SetupFacts.weight(of: name)
        guard let left, let right else {
            switch weight {
            case .required: unknowns.append(name)
            case .optional: break
            case .none:
                differences.append(SetupDifference(kind: .also, name: name, values: [left, right]))
            }
            return
        }
        if SetupFacts.isSame(name, left, right) { return }
        let kind = weight == .none ? SetupDifference.Kind.also : .fact
        differences.append(SetupDifference(kind: kind, name: name, values: [left, right]))
    }
}
