/// What one cell of a run was made with.
package struct CellSetup: Equatable, Sendable {
    /// The texts of a cell's table that are settings.
    package static let settingKeys = [
        "rw_mode", "bs", "ioengine", "iodepth", "clients", "threads", "connections", "scaling_factor",
    ]

    package let name: CellName
    package let rig: Rig?
    package let facts: SetupFacts
    /// By the keys of `settingKeys`.
    package let settings: [String: String]
    package let extent: JobExtent
    /// The values of the archive that concern the cell; nil without an archive.
    package let vars: [SetupVar.Key: SetupVar]?
    /// What of the archive was not read.
    package let gaps: [String]

    init(
        name: CellName, rig: Rig?, facts: SetupFacts, settings: [String: String], extent: JobExtent,
        vars: [SetupVar.Key: SetupVar]?, gaps: [String]
    ) {
        self.name = name
        self.rig = rig
        self.facts = facts
        self.settings = settings.filter { Self.settingKeys.contains($0.key) && !$0.value.isEmpty }
        self.extent = extent
        self.vars = vars
        self.gaps = gaps
    }
}
