/// What the files of settings in a config archive say, as one flat list, with what of them was not read.
package struct ConfigVars: Equatable, Sendable {
    /// What is read at most; what is beyond has a note.
    package enum Limits {
        /// Bytes of a file; of a larger one nothing is read.
        package static let fileByteCount = 1 << 20
        /// Bytes of all files of an archive.
        package static let totalByteCount = 8 << 20
        /// Names of a path, so also levels of a file.
        package static let depth = 32
        /// Values of an archive.
        package static let valueCount = 2_000
        /// UTF-8 bytes of a value.
        package static let valueByteCount = 1 << 10
        /// UTF-8 bytes of all names of a path.
        package static let pathByteCount = 1 << 10
        /// Notes of an archive.
        package static let noteCount = 50
    }

    /// What a reader of the list has to know of a file.
    package struct Note: Hashable, Sendable {
        /// The member's path.
        package let file: String
        /// Whether something of the file is missing in the list, so that two lists may be equal and the files not.
        package let isGap: Bool
        /// One sentence.
        package let text: String

        /// Makes the value from its fields; nothing is checked.
        package init(file: String, isGap: Bool, text: String) {
            self.file = file
            self.isGap = isGap
            self.text = text
        }
    }

    /// In the order of the archive's directory, then of the file; of two with the same file and names the last counts.
    package let vars: [ConfigVar]
    /// At most `Limits.noteCount`.
    package let notes: [Note]

    /// Makes the value from its fields; nothing is checked.
    package init(vars: [ConfigVar] = [], notes: [Note] = []) {
        self.vars = vars
        self.notes = notes
    }

    /// Whether the list lacks something that the archive's files say.
    package var hasGaps: Bool { notes.contains(where: \.isGap) }
}

/// A value in a file of settings, and where it stands.
package struct ConfigVar: Hashable, Sendable {
    /// What is kept of a value.
    package enum Value: Hashable, Sendable {
        /// The value as text, without quotes; of YAML's aliases and Jinja's templates what is written. At most
        /// `ConfigVars.Limits.valueByteCount` bytes.
        case text(String)
        /// The value itself is not kept.
        case withheld(Reason)
    }

    /// Why a value is not kept.
    package enum Reason: String, Sendable {
        /// The search for secrets found one in it, or it is vaulted.
        case secret
        /// It is the path of a file or device, which says where something lies, not how it is set.
        case path
        /// It is longer than `ConfigVars.Limits.valueByteCount`.
        case length
    }

    /// The member's path.
    package let file: String
    /// From the outermost to the innermost, at most `ConfigVars.Limits.depth`.
    ///
    /// A name is a key, the section of an INI file, or an element of a list: its `result_dir`, else its filesystem and
    /// driver joined by "_", else its `name`, else its place as "[0]". A second document of a file begins with "document 2".
    package let names: [String]
    package let value: Value

    /// Makes the value from its fields; nothing is checked.
    package init(file: String, names: [String], value: Value) {
        self.file = file
        self.names = names
        self.value = value
    }

    /// The names as people read them: "filesystems / ext4_overlay2 / mount_options / opts".
    package var path: String { names.joined(separator: " / ") }

    /// The text; nil where it is withheld.
    package var text: String? {
        guard case .text(let text) = value else { return nil }
        return text
    }
}
