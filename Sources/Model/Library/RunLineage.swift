package import System

/// What a run was made with, and what the run before it was made with: the newest older run of the same rig.
package struct RunLineage: Equatable, Sendable {
    /// A run by what a library knows of its setup without reading anything.
    package struct Made: Equatable, Sendable {
        package let id: RunID
        package let filed: Timestamp
        /// Nil where nothing is known of the machine.
        package let machine: MachineID?
        /// Nil where the run has no archive, or it could not be read.
        package let vars: VarsID?

        /// Makes the value from its fields; nothing is checked.
        package init(id: RunID, filed: Timestamp, machine: MachineID?, vars: VarsID?) {
            self.id = id
            self.filed = filed
            self.machine = machine
            self.vars = vars
        }

        /// Whether nothing that is known of both differs.
        package func isSame(as other: Made) -> Bool { machine == other.machine && vars == other.vars }
    }

    package let run: Made
    /// Nil for the first run of a rig.
    package let before: Made?

    /// Makes the value from its fields; nothing is checked.
    package init(run: Made, before: Made?) {
        self.run = run
        self.before = before
    }
}
