import Model
import Templates

/// How a filesystem looks on every page and in every chart: its family gives the hue, its storage driver the pattern.
///
/// The look follows from the name alone, so that a filesystem looks the same in every run. Names that benchd does not know
/// get a look by a hash of the name; some of these have the same look.
struct FilesystemLook: Equatable, Sendable {
    /// 0 to 7: the colour `--hue-N` of the style sheet.
    let hue: Int
    /// 0 to 5: solid, striped, dotted, crossed, lined, barred.
    let pattern: Int

    static let hueCount = 8
    static let patternCount = 6

    private static let hues = ["ext4": 0, "xfs": 1, "btrfs": 2, "zfs": 3]
    private static let patterns = ["overlay2": 0, "fuse-overlayfs": 3, "vfs": 4, "devicemapper": 5]
    /// The driver of a filesystem that Docker knows by the filesystem's own name, and no driver at all.
    private static let (nativePattern, barePattern) = (1, 2)

    /// The look of a filesystem by its name, such as "ext4_overlay2".
    init(_ name: String) {
        let parts = FilesystemName(name)
        if let hue = Self.hues[parts.family] {
            self.hue = hue
            pattern = Self.pattern(of: parts)
        } else {
            hue = Self.hues.count + Self.hash(parts.family) % (Self.hueCount - Self.hues.count)
            pattern = (Self.pattern(of: parts) + Self.hash(parts.family) / Self.hueCount) % Self.patternCount
        }
    }

    private static func pattern(of name: FilesystemName) -> Int {
        guard let driver = name.driver else { return barePattern }
        if driver == name.family { return nativePattern }
        return patterns[driver] ?? 3 + hash(driver) % 3
    }

    /// FNV-1a (RFC 9923), which is the same in every process, unlike `Hasher`.
    private static func hash(_ text: String) -> Int {
        let hash = text.utf8.reduce(UInt32(0x811c_9dc5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        return Int(hash >> 8)
    }

    /// What templates have of it.
    var context: TemplateValue {
        ["hue": .string(String(hue)), "pattern": .string(String(pattern))]
    }
}

extension TemplateNames {
    /// What `FilesystemLook.context` has.
    static let filesystemLook = TemplateNames("hue", "pattern")
}
