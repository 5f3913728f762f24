/// What two setups do not have in common.
package struct SetupDifference: Hashable, Sendable {
    /// What differs.
    package enum Kind: String, CaseIterable, Sendable {
        /// A fact of the machine.
        case fact
        /// A setting in the report.
        case setting
        /// A value of the config archive.
        case `var`
        /// A fact that breaks nothing.
        case also
    }

    package let kind: Kind
    /// The member of the archive; nil for what is no var.
    package let file: String?
    /// As people read it: `kernel_version`, `iodepth`, "filesystems / ext4_overlay2 / mount_options / opts".
    package let name: String
    /// Of the first side and of the second; nil where a side does not have it.
    package let values: [String?]
    /// Whether it is a var that concerns the cell's benchmark or filesystem alone.
    package let isOwn: Bool

    /// Makes the value from its fields; nothing is checked.
    package init(kind: Kind, file: String? = nil, name: String, values: [String?], isOwn: Bool = false) {
        self.kind = kind
        self.file = file
        self.name = name
        self.values = values
        self.isOwn = isOwn
    }
}

/// Whether two cells were made with the same setup.
package enum LikeForLike: String, CaseIterable, Sendable {
    case yes
    case no
    /// Nothing that is known differs, and something is not known.
    case asFarAsKnown = "as_far_as_known"

    /// What holds of several cells together: the least that holds of one.
    package static func all(_ parts: some Sequence<LikeForLike>) -> LikeForLike {
        parts.reduce(.yes) { left, right in
            if left == .no || right == .no { return .no }
            return left == .yes ? right : left
        }
    }
}
