import Model

/// What differs between the config archives of two runs.
struct ConfigComparison: Sendable {
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
    /// Those of the part: the changed ones first, then what is in one only, then the same ones; each by path.
    let items: [Item]
    private let counts: [Status: Int]

    /// The bytes of an entry, or why there are none.
    typealias Content = Result<[UInt8], Problem>

    /// What it takes to compare the entries of two archives.
    struct Archives {
        let baseline: ComparedFiles
        let other: ComparedFiles
        /// Whether both are the same bytes.
        let isOne: Bool
        /// Entries of one side by their places in the archive.
        let entries: (Side, [Int]) throws(Problem) -> [Int: ConfigListing.Entry]
        /// What entries of one side hold, by their places.
        let contents: (Side, [ConfigListing.Entry]) throws(Problem) -> [Int: Content]
    }

    /// Compares the files of two archives, and of a part the texts of those that changed as far as the limits go.
    ///
    /// - Throws: What the archives throw.
    init(
        _ archives: Archives, part: ComparedPart, limits: ComparisonLimits = ComparisonLimits()
    ) throws(Problem) {
        let roots = ComparedRoots(archives.baseline, archives.other)
        self.roots = roots
        let pairs = Self.pairs(archives, below: roots)
        counts = pairs.mapValues(\.count)
        var items: [Item] = []
        for status in Status.allCases {
            let all = pairs[status] ?? []
            let shown = all[part.range(of: status, count: all.count)]
            items += try Self.items(shown, status, archives, below: roots)
        }
        try Self.compareTexts(of: &items, archives, limits)
        self.items = items
    }

    /// How many items of all have a status.
    func count(_ status: Status) -> Int {
        counts[status] ?? 0
    }

    private static func pairs(
        _ archives: Archives, below roots: ComparedRoots
    ) -> [Status: [ComparedFiles.Pair]] {
        let byteCounts = (roots.baseline.utf8.count, roots.other.utf8.count)
        let pairs = archives.baseline.pairs(with: archives.other, below: byteCounts)
        return Dictionary(grouping: pairs) { pair in
            guard let baseline = pair.baseline else { return .onlyInOther }
            guard let other = pair.other else { return .onlyInBaseline }
            let isSame = ComparedFiles.isSame(archives.baseline.files[baseline], archives.other.files[other])
            return isSame || archives.isOne ? .same : .changed
        }
    }

    private static func items(
        _ pairs: ArraySlice<ComparedFiles.Pair>, _ status: Status, _ archives: Archives,
        below roots: ComparedRoots
    ) throws(Problem) -> [Item] {
        let (baseline, other) = (archives.baseline, archives.other)
        let old = try archives.entries(
            .baseline, pairs.compactMap { $0.baseline.map { baseline.files[$0].index } })
        let new = try archives.entries(.other, pairs.compactMap { $0.other.map { other.files[$0].index } })
        return pairs.map { pair in
            let path =
                pair.baseline.map { baseline.path($0, below: roots.baseline.utf8.count) }
                ?? pair.other.map { other.path($0, below: roots.other.utf8.count) } ?? ""
            return Item(
                path: path, baseline: pair.baseline.flatMap { old[baseline.files[$0].index] },
                other: pair.other.flatMap { new[other.files[$0].index] }, status: status)
        }
    }

    private static func compareTexts(
        of items: inout [Item], _ archives: Archives, _ limits: ComparisonLimits
    ) throws(Problem) {
        var rest = limits
        for index in items.indices { items[index].difference = items[index].objection(&rest) }
        let readable = items.filter(\.isReadable)
        let old = try archives.contents(.baseline, readable.compactMap(\.baseline))
        let new = try archives.contents(.other, readable.compactMap(\.other))
        for index in items.indices where items[index].isReadable {
            items[index].difference = difference(
                items[index].baseline.flatMap { old[$0.index] }, items[index].other.flatMap { new[$0.index] },
                &rest)
        }
    }

    private static func difference(_ old: Content?, _ new: Content?, _ rest: inout ComparisonLimits)
        -> Difference
    {
        switch (old, new) {
        case (.success(let old), .success(let new)):
            guard let old = TextLines(old), let new = TextLines(new) else {
                return .untold("The member is not text.")
            }
            let diff = TextDiff(from: old, to: new, effort: &rest.effort, lineLimit: rest.lineCount)
            guard let diff, diff.lineCount <= rest.lineCount, diff.byteCount <= rest.shownByteCount else {
                return .untold("The texts differ in more lines than are shown; open the member in both.")
            }
            rest.lineCount -= diff.lineCount
            rest.shownByteCount -= diff.byteCount
            return .lines(diff)
        case (.failure(let problem), _), (_, .failure(let problem)): return .untold(problem.detail)
        case (nil, _), (_, nil): return .untold("The member cannot be read.")
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
                    ? "The member is encrypted, so benchd cannot tell whether it differs."
                    : "The member is encrypted; download the archives to compare it.")
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
    /// How many bytes these lines have in all; written as JSON or HTML it can be six times as many.
    var shownByteCount = 1 << 20
    /// How many entries are compared by lines.
    var diffCount = 200

    /// Why texts of these sizes are not compared; takes them off when they are.
    mutating func objection(to byteCounts: [Int]) -> String? {
        if byteCounts.contains(where: { $0 > textByteCount }) {
            return
                "The member is larger than \(textByteCount) bytes; benchd compares only texts up to that size."
        }
        let sum = byteCounts.reduce(0, +)
        guard sum <= totalByteCount, diffCount > 0 else {
            return "These archives differ in more than one comparison reads; open the member in both."
        }
        totalByteCount -= sum
        diffCount -= 1
        return nil
    }
}
