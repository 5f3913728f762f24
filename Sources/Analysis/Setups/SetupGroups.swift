/// Finds repeats among the cells of many runs.
package enum SetupGroups {
    /// A cell of a run, for the search.
    package struct Member: Equatable, Sendable {
        package let identity: SetupIdentity
        /// GiB of memory; nil where the report does not say.
        package let memory: Double?
        package let extent: JobExtent
        /// The cell's main metrics by their keys.
        package let mainMetrics: [String: Double]

        /// Makes the value from its fields; nothing is checked.
        package init(
            identity: SetupIdentity, memory: Double?, extent: JobExtent, mainMetrics: [String: Double]
        ) {
            self.identity = identity
            self.memory = memory
            self.extent = extent
            self.mainMetrics = mainMetrics
        }

        /// A cell with its values; nil for one without a rig.
        package init?(_ setup: CellSetup, mainMetrics: [String: Double]) {
            guard let identity = SetupIdentity(of: setup) else { return nil }
            self.init(
                identity: identity, memory: setup.facts.texts[SetupFacts.memory].flatMap(Double.init),
                extent: setup.extent, mainMetrics: mainMetrics)
        }
    }

    /// A setup with the runs of it.
    package struct Group: Equatable, Sendable {
        /// The places of its members, in their order; each counts for the noise.
        package fileprivate(set) var repeats: [Int]
        /// The places of members that are copies of a repeat, with the place of that.
        package fileprivate(set) var copies: [Int: Int] = [:]
    }

    /// Whether two cells are repeats of each other: of one identity, with nothing known that is too far apart.
    package static func areRepeats(_ left: Member, _ right: Member) -> Bool {
        guard left.identity == right.identity, left.extent.isSame(as: right.extent) ?? true else {
            return false
        }
        switch (left.memory, right.memory) {
        case (nil, nil): return true
        case (let first?, let second?): return Tolerance.isWithin(SetupFacts.memoryTolerance, first, second)
        default: return false
        }
    }

    /// The setups among cells, which come in the order of filing.
    ///
    /// A cell belongs to the first setup in which it is a repeat of the oldest member, so that the tolerances never add up from
    /// member to member, and a new run never moves an old one into another setup. A cell with the same main metrics as a member
    /// is a copy of that.
    package static func groups(of members: [Member]) -> [Group] {
        var groups: [Group] = []
        var places: [SetupIdentity: [Int]] = [:]
        for (place, member) in members.enumerated() {
            let found = places[member.identity]?.first { group in
                groups[group].repeats.first.map { areRepeats(members[$0], member) } ?? false
            }
            guard let found else {
                places[member.identity, default: []].append(groups.count)
                groups.append(Group(repeats: [place]))
                continue
            }
            if let original = groups[found].repeats.first(where: { isCopy(member, of: members[$0]) }) {
                groups[found].copies[place] = original
            } else {
                groups[found].repeats.append(place)
            }
        }
        return groups
    }

    /// Whether all main metrics are equal: chance makes two measurements differ.
    private static func isCopy(_ member: Member, of other: Member) -> Bool {
        !member.mainMetrics.isEmpty && member.mainMetrics == other.mainMetrics
    }
}
