/// One value of a report's `system_info`.
package struct SystemFact: Equatable, Sendable {
    /// A value without parts; a null is no fact.
    package enum Value: Equatable, Sendable {
        case number(Double)
        case text(String)
        case flag(Bool)

        /// The number, also where a text is one.
        package var number: Double? {
            switch self {
            case .number(let number): number
            case .text(let text): Double(text)
            case .flag: nil
            }
        }

        /// The value as a text.
        package var text: String {
            switch self {
            case .number(let number):
                "\(number)".hasSuffix(".0") ? String("\(number)".dropLast(2)) : "\(number)"
            case .text(let text): text
            case .flag(let flag): flag ? "true" : "false"
            }
        }
    }

    /// The keys that lead to it, with dots between them: `target_disk.model`, `tools.fio`, `lsblk.vdb.ra`.
    ///
    /// An element of a list is addressed by its `name` if it has one, else by its number from 0.
    package let name: String
    package let value: Value

    /// Makes the value from its fields; nothing is checked.
    package init(name: String, value: Value) {
        self.name = name
        self.value = value
    }
}

extension [SystemFact] {
    /// The value of the fact with a name; nil where the report lacks it.
    package subscript(name: String) -> SystemFact.Value? { first { $0.name == name }?.value }

    /// A fact that `lsblk` of the report has of the disk under test: `ra` (read-ahead in KiB), `sched` (scheduler).
    package func targetDiskFact(_ key: String) -> SystemFact.Value? {
        guard let name = targetDiskName else { return nil }
        return self["lsblk.\(name).\(key)"]
    }

    /// The name of the disk under test without its directory; nil where the report lacks it.
    package var targetDiskName: String? {
        guard case .text(let path) = self["target_disk.path"] else { return nil }
        return path.split(separator: "/").last.map(String.init)
    }
}
