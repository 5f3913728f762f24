package import Model

/// A value of a config archive that concerns a cell.
package struct SetupVar: Equatable, Sendable {
    /// Where it stands, in any packing of the archive.
    package struct Key: Hashable, Comparable, Sendable {
        /// Without the folder `vars/` at its beginning, with which some archives are packed.
        package let file: String
        package let names: [String]

        /// The place of a value.
        package init(_ found: ConfigVar) {
            file =
                found.file.hasPrefix(Self.folder)
                ? String(found.file.dropFirst(Self.folder.count)) : found.file
            names = found.names
        }

        private static let folder = "vars/"

        /// By file, then by names.
        package static func < (left: Key, right: Key) -> Bool {
            left.file == right.file
                ? left.names.lexicographicallyPrecedes(right.names) : left.file < right.file
        }
    }

    /// Why a value does not count when setups are compared.
    package enum Omission: String, Sendable {
        /// How many iterations each cell has.
        case iterations
        /// Which benchmarks were run.
        case benchmarks
        /// How often the machine was looked at.
        case monitoringInterval = "monitoring interval"
        /// The path of a file or a device.
        case path
        /// A secret, whose value is not kept.
        case secret
    }

    /// The member's path, as the archive has it.
    package let file: String
    /// As people read it.
    package let name: String
    /// Nil where it is not kept.
    package let text: String?
    /// Nil for a value that counts.
    package let omission: Omission?
    /// Whether it concerns the cell's benchmark or filesystem alone.
    package let isOwn: Bool
    /// Whether it concerns the filesystem alone.
    package let isOfFilesystem: Bool
}
