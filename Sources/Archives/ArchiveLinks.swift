import JSON
import Model
import System

/// The symbolic links of an archive: where they lead is read and judged, and they are never followed.
///
/// A link is refused where its target is absolute or lies above the archive's top, also by way of other links of the archive. No
/// entry may lie below a link, so that the directory that a link lies in is where its path says.
enum ArchiveLinks {
    /// Reads the targets of all links.
    ///
    /// - Throws: `ArchiveFault` where a link leads out of the archive, or its target cannot be read.
    static func read(
        in entries: inout [ConfigListing.Entry], of zip: ZipFile, limits: ArchiveLimits
    ) throws(ArchiveFault) {
        let places = entries.indices.filter { entries[$0].kind == .link }
        if places.isEmpty { return }
        let links = LinkPaths(places.map { entries[$0].path })
        if let entry = entries.first(where: { links.hold($0.path) }) {
            throw .unsafe(
                reason: "the member \(JSONPointer.quoted(entry.path)) lies below a link", entry: entry.path)
        }
        var unpacker = EntryUnpacker(zip: zip)
        var out: [Int] = []
        for place in places {
            let target = try target(of: entries[place], &unpacker, limits)
            entries[place].target = target
            if links.leadOut(from: entries[place].path, to: target) { out.append(place) }
        }
        guard let first = out.first else { return }
        throw .linksOut(count: out.count, entry: entries[first].path, target: entries[first].target ?? "")
    }

    private static func target(
        of link: ConfigListing.Entry, _ unpacker: inout EntryUnpacker, _ limits: ArchiveLimits
    ) throws(ArchiveFault) -> String {
        func refuse(_ reason: String) -> ArchiveFault {
            .unsafe(reason: "the link \(JSONPointer.quoted(link.path)) \(reason)", entry: link.path)
        }
        guard ConfigEntryReader.obstacle(link) == nil else {
            throw refuse(
                "is encrypted, or compressed by a method that is not opened here, so its target cannot be read"
            )
        }
        guard link.byteCount <= limits.nameByteCount else {
            throw refuse("has a target of \(link.byteCount) bytes, and \(limits.nameByteCount) are allowed")
        }
        let bytes = try unpacker.content(of: link, byteLimit: limits.nameByteCount).bytes
        guard !bytes.isEmpty, !bytes.contains(0) else { throw refuse("has an empty target, or a NUL in it") }
        let target = String(decoding: bytes, as: UTF8.self)
        let count = EntryRules.components(target).count
        guard count <= limits.componentCount else {
            throw refuse("has a target of \(count) levels, and \(limits.componentCount) are allowed")
        }
        return target
    }
}

/// The paths of an archive's links, to see which other paths pass through them.
///
/// Hashes of paths without regard to case: where two paths share one, more is refused than need be, and never less.
struct LinkPaths {
    private let hashes: Set<UInt64>

    /// The links at these paths.
    init(_ paths: [String]) {
        hashes = Set(paths.map { PathHash.steps($0).last ?? PathHash.top })
    }

    /// Whether a path leads through a link before it ends.
    func hold(_ path: String) -> Bool {
        PathHash.steps(path).dropLast().contains(where: hashes.contains)
    }

    /// Whether the target of a link leads above the archive's top, or may do so because it turns back after another link.
    func leadOut(from link: String, to target: String) -> Bool {
        if EntryRules.isAbsolute(target) || EntryRules.hasDriveLetter(target) { return true }
        // The way from the top to where the target leads so far.
        var way = Array(([PathHash.top] + PathHash.steps(link)).dropLast())
        var passesLink = false
        for component in EntryRules.components(target) {
            if EntryRules.leadsUpwards(component) {
                way.removeLast()
                if way.isEmpty || passesLink { return true }
            } else if !component.elementsEqual(".".utf8) {
                let step = PathHash.step(way.last ?? PathHash.top, component)
                way.append(step)
                passesLink = passesLink || hashes.contains(step)
            }
        }
        return false
    }
}

/// Hashes of paths that grow component by component (FNV-1a).
private enum PathHash {
    static let top: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash after each component of a path.
    static func steps(_ path: String) -> [UInt64] {
        var hash = top
        return EntryRules.components(path).filter { !$0.elementsEqual(".".utf8) }.map { component in
            hash = step(hash, component)
            return hash
        }
    }

    static func step(_ hash: UInt64, _ component: Substring.UTF8View) -> UInt64 {
        var hash = mixed(hash, UInt8(ascii: "/"))
        for byte in component { hash = mixed(hash, byte.lowercased) }
        return hash
    }

    private static func mixed(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
}
