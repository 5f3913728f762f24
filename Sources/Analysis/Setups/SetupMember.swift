/// A cell of a run, for the search for repeats.
struct SetupMember: Equatable, Sendable {
    let identity: SetupIdentity
    /// GiB of memory; nil where the report does not say.
    let memory: Double?
    let extent: JobExtent

    /// Whether two cells are repeats of each other: of one identity, with nothing known that is too far apart.
    func isRepeat(of other: SetupMember) -> Bool {
        guard identity == other.identity, extent.isSame(as: other.extent) ?? true else { return false }
        switch (memory, other.memory) {
        case (nil, nil): return true
        case (let first?, let second?): return Tolerance.isWithin(SetupFacts.memoryTolerance, first, second)
        default: return false
        }
    }
}
