import Store

/// What differs between the config archives of two runs.
struct ConfigComparison: Equatable, Sendable {
    /// Where an entry is, and whether it is the same in both.
    enum Status: String, Sendable, CaseIterable {
        case changed
        case onlyInBaseline = "only_in_baseline"
        case onlyInOther = "only_in_other"
        case same
    }

    /// One of the two archives.
    enum Side: Sendable {
        case baseline
        case other
    }

    /// What is known of a changed entry's content.
    enum Difference: Equatable, Sendable {
        case lines(TextDiff)
        /// A sentence that says why there are no lines to show.
        case untold(String)
    }

    /// A path and what lies there on either side.
    struct Item: Equatable, Sendable {
        let path: String
        let baseline: ConfigListing.Entry?
        let other: ConfigListing.Entry?
        let status: Status
        /// Of a changed entry only.
        var difference: Difference?
    }

    /// What the paths of the items leave out on either side.
    let roots: ComparedRoots
    /// The changed ones first, then what is in one only, then the same ones; each by path.
    let items: [Item]

    /// The bytes of an entry, or why there are none.
    typealias Content = Result<[UInt8], Problem>

    /// Compares the files of two listings, and the texts of those that changed as far as the limits go.
    ///
    /// - Parameters:
    ///   - baseline: What the baseline's archive holds.
    ///   - other: What the other's archive holds.
    ///   - isOneArchive: Whether both are listings of the same bytes.
    ///   - limits: How much is compared.
    ///   - read: Reads entries of one side, by their index.
    /// - Throws: What `read` throws.
    init(
        baseline: [ConfigListing.Entry], other: [ConfigListing.Entry], isOneArchive: Bool = false,
        limits: ComparisonLimits = ComparisonLimits(),
        read: (Side, [ConfigListing.Entry]) throws(Problem) -> [Int: Content]
    ) throws(Problem) {
        roots = ComparedRoots(baseline, other)
        var items = Self.items(baseline, other, roots, isOneArchive)
        var rest = limits
        for index in items.indices { items[index].difference = items[index].objection(&rest) }
        let readable = items.filter(\.isReadable)
        let old = try read(.baseline, readable.compactMap(\.baseline))
        let new = try read(.other, readable.compactMap(\.other))
        for index in items.indices where items[index].isReadable {
            items[index].difference = Self.difference(
                items[index].baseline.flatMap { old[$0.index] }, items[index].other.flatMap { new[$0.index] },
                &rest)
        }
        self.items = items
    }

    /// How many items have a status.
    func count(_ status: Status) -> Int {
        items.count { $0.status == status }
    }

    private static func items(
        _ baseline: [ConfigListing.Entry], _ other: [ConfigListing.Entry], _ roots: ComparedRoots,
        _ isOneArchive: Bool
    ) -> [Item] {
        let items = pairs(baseline, other, roots).map { (path, baseline, other) in
            Item(
                path: path, baseline: baseline, other: other,
                status: isOneArchive ? .same : status(baseline, other))
        }
        return Status.allCases.flatMap { status in items.filter { $0.status == status } }
    }

    /// What has the same path below the roots, by path; of its several entries the first with the first, and so on.
    private static func pairs(
        _ baseline: [ConfigListing.Entry], _ other: [ConfigListing.Entry], _ roots: ComparedRoots
    ) -> [(path: String, baseline: ConfigListing.Entry?, other: ConfigListing.Entry?)] {
        // By bytes: String takes canonically equivalent names for one.
        let sides = [(baseline, roots.baseline), (other, roots.other)].map { (entries, root) in
            Dictionary(grouping: entries.filter { $0.kind != .directory }) {
                Array(ComparedRoots.plain($0).dropFirst(root.utf8.count))
            }
        }
        let paths = Set(sides.flatMap(\.keys)).sorted { $0.lexicographicallyPrecedes($1) }
        return paths.flatMap { path in
            let entries = sides.map { $0[path] ?? [] }
            let name = String(decoding: path, as: UTF8.self)
            return (0..<max(entries[0].count, entries[1].count)).map { place in
                let pair = entries.map { $0.indices.contains(place) ? $0[place] : nil }
                return (name, pair[0], pair[1])
            }
        }
    }

    /// Files of the same size and CRC-32 are the same, as far as their archives tell the truth.
    private static func status(_ baseline: ConfigListing.Entry?, _ other: ConfigListing.Entry?) -> Status {
        guard let baseline else { return .onlyInOther }
        guard let other else { return .onlyInBaseline }
        let isSame =
            baseline.kind == other.kind && baseline.byteCount == other.byteCount
            && baseline.crc32 == other.crc32
            && !baseline.hidesChecksum && !other.hidesChecksum
        return isSame ? .same : .changed
    }

    private static func difference(_ old: Content?, _ new: Content?, _ rest: inout ComparisonLimits)
        -> Difference
    {
        switch (old, new) {
        case (.success(let old), .success(let new)):
            guard let old = TextLines(old), let new = TextLines(new) else {
                return .untold("The entry is no text.")
            }
            let diff = TextDiff(from: old, to: new, effort: &rest.effort, lineLimit: rest.lineCount)
            guard let diff else {
                return .untold("The texts differ in more lines than are shown; open the entry in both.")
            }
            rest.lineCount -= diff.lineCount
            return .lines(diff)
        case (.failure(let problem), _), (_, .failure(let problem)): return .untold(problem.detail)
        case (nil, _), (_, nil): return .untold("The entry cannot be read.")
        }
    }
}

extension ConfigComparison.Item {
    /// Whether it takes both texts to say what differs.
    fileprivate var isReadable: Bool { status == .changed && difference == nil }

    /// Why the texts of a changed entry are not compared; takes them off the rest when they are.
    fileprivate func objection(_ rest: inout ComparisonLimits) -> ConfigComparison.Difference? {
        guard status == .changed, let baseline, let other else { return nil }
        if baseline.isEncrypted || other.isEncrypted {
            let isSameSize = baseline.byteCount == other.byteCount && baseline.crc32 == other.crc32
            return .untold(
                isSameSize
                    ? "The entry is encrypted, so whether it differs cannot be told."
                    : "The entry is encrypted; download the archives to compare it.")
        }
        return rest.objection(to: [baseline.byteCount, other.byteCount]).map { .untold($0) }
    }
}

/// How much is read and compared for one answer.
struct ComparisonLimits: Sendable {
    /// The largest text that is compared by lines.
    var textByteCount = 256 << 10
    /// Of all texts on both sides.
    var totalByteCount = 2 << 20
    /// Comparisons of two lines: a tenth of a second.
    var effort = 5_000_000
    /// How many lines are shown in all.
    var lineCount = 20_000

    /// How many entries are compared by lines.
    var diffCount = 200

    /// Why texts of these sizes are not compared; takes them off when they are.
    mutating func objection(to byteCounts: [Int]) -> String? {
        if byteCounts.contains(where: { $0 > textByteCount }) {
            return "The entry is larger than \(textByteCount) bytes, up to which texts are compared."
        }
        let sum = byteCounts.reduce(0, +)
        guard sum <= totalByteCount, diffCount > 0 else {
            return "The archives differ in more than is compared at a time; open the entry in both."
        }
        totalByteCount -= sum
        diffCount -= 1
        return nil
    }
}

extension ConfigListing.Entry {
    /// Whether the CRC-32 says nothing of the content: WinZip's AE-2 leaves it 0.
    fileprivate var hidesChecksum: Bool { isEncrypted && crc32 == 0 && byteCount > 0 }
}
