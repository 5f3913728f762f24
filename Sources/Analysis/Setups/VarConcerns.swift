import Model

/// Which cells of a run the values of its config archive concern.
///
/// An element of a list that is addressed by the name of a benchmark or a filesystem of the run concerns that alone. So does
/// each other addressed element of such a list: a benchmark that failed is in the archive and not in the report.
struct VarConcerns {
    /// Nil for all.
    struct Concern: Hashable {
        var benchmark: String?
        var filesystem: String?
    }

    private struct Place: Hashable {
        let file: String
        let names: ArraySlice<String>
    }

    private static let addressKeys: Set<String> = ["name", "result_dir", "filesystem"]

    private let benchmarks: Set<String>
    private let filesystems: Set<String>
    /// Elements of lists, by their places.
    private var elements: Set<Place> = []
    private var benchmarkLists: Set<Place> = []
    private var filesystemLists: Set<Place> = []

    /// The concerns of an archive's values in a run that has these benchmarks and filesystems.
    init(_ vars: [ConfigVar], benchmarks: some Sequence<String>, filesystems: some Sequence<String>) {
        self.benchmarks = Set(benchmarks)
        self.filesystems = Set(filesystems)
        for found in vars {
            guard let key = found.names.last, Self.addressKeys.contains(key), found.names.count > 1,
                let text = found.text, !text.isEmpty
            else { continue }
            let address = found.names[found.names.count - 2]
            if address == text || address.hasPrefix("\(text)_") {
                add(Place(file: found.file, names: found.names.dropLast()), address)
            }
        }
    }

    private mutating func add(_ element: Place, _ address: String) {
        elements.insert(element)
        let list = Place(file: element.file, names: element.names.dropLast())
        if benchmarks.contains(address) { benchmarkLists.insert(list) }
        if filesystems.contains(where: { Self.isOf($0, address) }) { filesystemLists.insert(list) }
    }

    /// What a value concerns.
    func concern(of found: ConfigVar) -> Concern {
        var concern = Concern()
        for end in found.names.indices {
            let element = Place(file: found.file, names: found.names[...end])
            guard elements.contains(element) else { continue }
            let list = Place(file: found.file, names: found.names[..<end])
            if concern.benchmark == nil, benchmarkLists.contains(list) {
                concern.benchmark = found.names[end]
            }
            if concern.filesystem == nil, filesystemLists.contains(list) {
                concern.filesystem = found.names[end]
            }
        }
        return concern
    }

    /// Whether a value is the name of a benchmark in a list of benchmarks to run.
    func namesBenchmark(_ found: ConfigVar) -> Bool {
        guard let text = found.text, let name = found.names.last, name.hasPrefix("[") else { return false }
        return benchmarks.contains(text)
    }

    /// Whether a filesystem of a report is the one with an address: by its whole name, or "ext4" of "ext4_overlay2".
    static func isOf(_ filesystem: String, _ address: String) -> Bool {
        filesystem == address || filesystem.hasPrefix("\(address)_")
    }
}

extension VarConcerns.Concern {
    /// Whether the value concerns a cell.
    func includes(_ cell: CellName) -> Bool {
        (benchmark.map { $0 == cell.benchmark } ?? true)
            && (filesystem.map { VarConcerns.isOf(cell.filesystem, $0) } ?? true)
    }

    /// Whether it concerns all cells.
    var isOfAll: Bool { benchmark == nil && filesystem == nil }
}
