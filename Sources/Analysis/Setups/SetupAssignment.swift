/// Gives cells of the same setup the same id; cells must come in the order of filing.
///
/// A cell belongs to the first setup of which it repeats the oldest cell, so that the tolerances never add up from cell to
/// cell, and a new run never moves an old one into another setup. Which of the repeats are copies is not asked here
/// (`RunCopies`).
struct SetupAssignment {
    /// Of each identity, the oldest cell of each of its setups.
    private var setups: [SetupIdentity: [(oldest: SetupMember, id: SetupID)]] = [:]
    private var loneCount = 0

    /// The setup of a cell, and whether this is the first cell of it; a cell without a rig, nil, is alone.
    mutating func setup(of member: SetupMember?) -> (id: SetupID, isNew: Bool) {
        guard let member else {
            loneCount += 1
            return (SetupID("alone \(loneCount)"), true)
        }
        let known = setups[member.identity] ?? []
        if let found = known.first(where: { member.isRepeat(of: $0.oldest) }) { return (found.id, false) }
        let id = SetupID("\(member.identity.text) \(known.count)")
        setups[member.identity] = known + [(member, id)]
        return (id, true)
    }
}
