/// The setups of two cells beside each other.
package struct SetupComparison: Equatable, Sendable {
    /// A value of the archive that does not count, although it differs or nobody can tell.
    package struct Omitted: Hashable, Sendable {
        package let file: String
        package let name: String
        package let reason: SetupVar.Omission
        /// Of the first side and of the second; nil where a side does not have it, or it is not kept.
        package let values: [String?]
    }

    package private(set) var differences: [SetupDifference] = []
    /// What one of the sides does not say, in words for people: `target_disk.model`, "the run time".
    package private(set) var unknowns: [String] = []
    package private(set) var omitted: [Omitted] = []

    /// Whether the setups are the same.
    package var likeForLike: LikeForLike {
        if differences.contains(where: { $0.kind != .also }) { return .no }
        return unknowns.isEmpty ? .yes : .asFarAsKnown
    }

    /// Compares two cells of one benchmark.
    ///
    /// Where they are of different filesystems, these are what is compared, so that a value that concerns a filesystem alone
    /// breaks nothing.
    package init(_ left: CellSetup, _ right: CellSetup) {
        self.init(left, right, FactComparison(left.facts, right.facts))
    }

    /// The same with the facts of the cells compared already: all cells of a run have the same.
    init(_ left: CellSetup, _ right: CellSetup, _ facts: FactComparison) {
        (differences, unknowns) = (facts.differences, facts.unknowns)
        compareSettings(left, right)
        if left.extent.isSame(as: right.extent) == nil { unknowns.append("the run time") }
        if left.extent.isSame(as: right.extent) == false {
            let times = [left, right].map {
                $0.extent.runTime.map { "\(Int($0.rounded(), clamping: true)) s" }
            }
            differences.append(SetupDifference(kind: .setting, name: "run time", values: times))
        }
        compareVars(left, right, isOneFilesystem: left.name.filesystem == right.name.filesystem)
    }

    private mutating func compareSettings(_ left: CellSetup, _ right: CellSetup) {
        for key in CellSetup.settingKeys {
            switch (left.settings[key], right.settings[key]) {
            case (nil, nil): break
            case (let first?, let second?) where first == second: break
            case (let first?, let second?):
                differences.append(SetupDifference(kind: .setting, name: key, values: [first, second]))
            default: unknowns.append(key)
            }
        }
    }

    private mutating func compareVars(_ left: CellSetup, _ right: CellSetup, isOneFilesystem: Bool) {
        guard let first = left.vars, let second = right.vars else {
            unknowns.append("the config archive")
            return
        }
        for key in Set(first.keys).union(second.keys).sorted() {
            guard let either = first[key] ?? second[key] else { continue }
            compare(first[key], second[key], either, isOneFilesystem: isOneFilesystem)
        }
        if !left.gaps.isEmpty || !right.gaps.isEmpty {
            unknowns.append("what was not read of the config archive")
        }
    }

    private mutating func compare(
        _ first: SetupVar?, _ second: SetupVar?, _ either: SetupVar, isOneFilesystem: Bool
    ) {
        let values = [first?.text, second?.text]
        if let reason = either.omission ?? second?.omission {
            if values[0] != values[1] || values[0] == nil {
                omitted.append(
                    Omitted(file: either.file, name: either.name, reason: reason, values: values))
            }
            return
        }
        if let first, let second {
            if first.text == second.text, first.text != nil { return }
            // Values that are too long to be kept may be the same.
            guard first.text != nil || second.text != nil else { return unknowns.append(either.name) }
        }
        let kind = either.isOfFilesystem && !isOneFilesystem ? SetupDifference.Kind.also : .var
        differences.append(
            SetupDifference(
                kind: kind, file: either.file, name: either.name, values: values, isOwn: either.isOwn))
    }
}

extension Int {
    /// A whole number, or the nearest that fits; 0 for what is no number.
    fileprivate init(_ value: Double, clamping: Bool) {
        self = Int(exactly: value) ?? (value.isNaN ? 0 : value > 0 ? .max : .min)
    }
}
