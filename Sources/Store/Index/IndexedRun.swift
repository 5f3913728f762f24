import Model
import System

/// What lists select, order and count a run by, in 80 bytes.
///
/// Names and documents are numbers of the catalog; 0 stands for none.
struct IndexedRun: Equatable, Sendable {
    /// Of the run's row.
    let number: Int64
    let filed: Int64
    let id: RunID
    let byteCount: Int64
    let source: UInt32
    let rig: UInt32
    let label: UInt32
    /// The document with the names of benchmarks and filesystems.
    let names: UInt32
    /// The document with the facts of the machine.
    let machine: UInt32
    /// The document with the settings of the archive.
    let vars: UInt32
    /// The document with the words of the source and of what people say.
    let own: UInt32
    let hasConfig: Bool
    let isExcluded: Bool

    /// What a search looks for its words in.
    var documents: [UInt32] { [own, names, machine, vars] }

    /// Order by time of filing, then by id.
    func isBefore(_ filed: Int64, _ id: RunID) -> Bool {
        self.filed != filed ? self.filed < filed : self.id < id
    }
}

/// The names of benchmarks and filesystems that a report has, as numbers of the catalog, each once.
struct NameSet: Equatable, Sendable {
    var benchmarks: [UInt32] = []
    var filesystems: [UInt32] = []
    var families: [UInt32] = []
    var drivers: [UInt32] = []
}
