import Model
import System

/// What lists select, order and count a run by, in 88 bytes.
///
/// Names and documents are numbers of the catalog; 0 stands for none.
struct IndexedRun: Equatable, Sendable {
    /// Of the run's row.
    let number: Int64
    let filed: Int64
    let id: OrderedRunID
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
    func isBefore(_ filed: Int64, _ id: OrderedRunID) -> Bool {
        self.filed != filed ? self.filed < filed : self.id < id
    }
}

/// A run's id in 17 bytes, with the order of its text.
struct OrderedRunID: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64
    /// Twelve digits, no UUID.
    let isShort: Bool

    init(_ id: RunID) {
        isShort = id.description.utf8.count == 12
        var digits: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in id.description.utf8 {
            guard let digit = byte.hexDigitValue else { continue }
            if count < 16 {
                digits.0 = digits.0 << 4 | UInt64(digit)
            } else {
                digits.1 = digits.1 << 4 | UInt64(digit)
            }
            count += 1
        }
        high = isShort ? digits.0 << 16 : digits.0
        low = digits.1
    }

    /// The id; nil for none, which no id gives.
    var runID: RunID? {
        let first = Hexadecimal.text(Self.bytes(high))
        if isShort { return RunID(String(first.prefix(12))) }
        let digits = Array((first + Hexadecimal.text(Self.bytes(low))).utf8)
        let ends = [0, 8, 12, 16, 20, 32]
        let parts = zip(ends, ends.dropFirst()).map { String(decoding: digits[$0..<$1], as: UTF8.self) }
        return RunID(parts.joined(separator: "-"))
    }

    private static func bytes(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) }
    }

    static func < (left: OrderedRunID, right: OrderedRunID) -> Bool {
        if left.high >> 32 != right.high >> 32 { return left.high < right.high }
        // After eight digits a UUID has a dash, which sorts before any digit.
        if left.isShort != right.isShort { return right.isShort }
        return (left.high, left.low) < (right.high, right.low)
    }
}

/// The names of benchmarks and filesystems that a report has, as numbers of the catalog, each once.
struct NameSet: Equatable, Sendable {
    var benchmarks: [UInt32] = []
    var filesystems: [UInt32] = []
    var families: [UInt32] = []
    var drivers: [UInt32] = []
}
