import Testing

@testable import Model
@testable import Web

/// What is paired, what counts as the same, and what is not looked into.
@Suite struct ConfigComparisonTests {
    private static func entry(
        _ index: Int, _ path: String, size: Int = 2, crc: UInt32 = 1, isEncrypted: Bool = false,
        kind: ConfigListing.Kind = .file
    ) -> ConfigListing.Entry {
        ConfigListing.Entry(
            index: index, path: path, rawPath: nil, kind: kind, byteCount: size, compressedByteCount: size,
            method: "stored", crc32: crc, permissions: nil, modified: nil, isEncrypted: isEncrypted, offset: 0
        )
    }

    private func compare(
        _ baseline: [ConfigListing.Entry], _ other: [ConfigListing.Entry], isOneArchive: Bool = false,
        part: ComparedPart = ComparedPart(limit: 1_000), limits: ComparisonLimits = ComparisonLimits(),
        content: @escaping (Int) -> ConfigComparison.Content = { _ in .success([0x61]) }
    ) throws -> ConfigComparison {
        try compare(baseline, other, isOneArchive: isOneArchive, part: part, limits: limits) { _, entries in
            Dictionary(uniqueKeysWithValues: entries.map { ($0.index, content($0.index)) })
        }
    }

    private func compare(
        _ baseline: [ConfigListing.Entry], _ other: [ConfigListing.Entry], isOneArchive: Bool = false,
        part: ComparedPart = ComparedPart(limit: 1_000), limits: ComparisonLimits = ComparisonLimits(),
        reading contents:
            @escaping (ConfigComparison.Side, [ConfigListing.Entry]) -> [Int: ConfigComparison.Content]
    ) throws -> ConfigComparison {
        try ConfigComparison(
            ConfigComparison.Archives(
                baseline: Self.files(baseline), other: Self.files(other), isOne: isOneArchive,
                entries: { side, indices in
                    let entries = side == .baseline ? baseline : other
                    return Dictionary(uniqueKeysWithValues: indices.map { ($0, entries[$0]) })
                },
                contents: contents),
            part: part, limits: limits)
    }

    private static func files(_ entries: [ConfigListing.Entry]) -> ComparedFiles {
        var files = ComparedFiles()
        for entry in entries { files.add(ListedFile(entry)) }
        files.sort()
        return files
    }

    @Test(
        arguments: [
            (["paths.yaml", "fs.yaml"], ["vars/paths.yaml", "vars/fs.yaml"], "", "vars/", 2),
            (["./paths.yaml", "./fs.yaml"], ["a/b/paths.yaml", "a/b/fs.yaml"], "", "a/b/", 2),
            (["vars/a", "vars/b"], ["vars/a", "vars/b"], "", "", 2),
            (["./vars/a", "vars/b"], ["vars/a"], "", "", 1),
            (["x/vars/a", "x/vars/b"], ["y/vars/a", "y/vars/b"], "x/vars/", "y/vars/", 2),
            (["a/b/x"], ["a/b/x", "a/c/y"], "", "", 1), (["a", "vars/a"], ["vars/a"], "", "", 1),
            ([], ["a/b"], "", "", 0),
            (["ab/x", "ac/y"], ["x", "y"], "", "", 0),
        ] as [([String], [String], String, String, Int)])
    func `top directories that one side shares are left out where more pairs without them`(
        _ baseline: [String], _ other: [String], _ root: String, _ otherRoot: String, _ count: Int
    ) throws {
        let comparison = try compare(
            baseline.enumerated().map { Self.entry($0, $1) }, other.enumerated().map { Self.entry($0, $1) })
        #expect(comparison.roots.baseline == root && comparison.roots.other == otherRoot)
        #expect(comparison.count(.same) == count)
    }

    @Test func `a link and a file of one content differ`() throws {
        let link = Self.entry(0, "a", kind: .link)
        #expect(try compare([link], [Self.entry(0, "a")]).count(.changed) == 1)
        #expect(try compare([link], [link]).count(.same) == 1)
    }

    @Test func `changed entries come first, then what is in one only, then the same`() throws {
        let comparison = try compare(
            [Self.entry(0, "z"), Self.entry(1, "b"), Self.entry(2, "s"), Self.entry(3, "a")],
            [Self.entry(0, "s"), Self.entry(1, "a", crc: 2), Self.entry(2, "n"), Self.entry(3, "b", size: 3)])
        #expect(comparison.items.map(\.path) == ["a", "b", "z", "n", "s"])
        #expect(comparison.items.map(\.status) == [.changed, .changed, .onlyInBaseline, .onlyInOther, .same])
        #expect(comparison.items.map { $0.difference != nil } == [true, true, false, false, false])
    }

    @Test func `several entries of one path are paired in their order`() throws {
        let comparison = try compare(
            [Self.entry(0, "a", crc: 1), Self.entry(1, "a", crc: 2)],
            [Self.entry(0, "a", crc: 1), Self.entry(1, "a", crc: 3), Self.entry(2, "a", crc: 4)])
        #expect(comparison.items.map(\.status) == [.changed, .onlyInOther, .same])
        #expect(comparison.items[0].baseline?.index == 1 && comparison.items[0].other?.index == 1)
        #expect(comparison.items[1].other?.index == 2)
    }

    @Test func `paths in another normalisation are other paths, and directories are left out`() throws {
        let comparison = try compare(
            [Self.entry(0, "\u{E9}"), Self.entry(1, "d/", kind: .directory)], [Self.entry(0, "e\u{301}")])
        #expect(comparison.items.map(\.status) == [.onlyInBaseline, .onlyInOther])
    }

    @Test func `encrypted entries are never said to be the same by a checksum that hides`() throws {
        let hidden = Self.entry(0, "a", crc: 0, isEncrypted: true)
        #expect(
            try compare([hidden], [hidden]).items.map(\.difference)
                == [.untold("The member is encrypted, so benchd cannot tell whether it differs.")])
        #expect(try compare([hidden], [hidden], isOneArchive: true).items.map(\.status) == [.same])
        let open = Self.entry(0, "a", crc: 7, isEncrypted: true)
        #expect(try compare([open], [open]).items.map(\.status) == [.same])
        #expect(
            try compare([open], [hidden]).items.map(\.difference)
                == [.untold("The member is encrypted; download the archives to compare it.")])
    }

    @Test func `what is too large, too much, too many or no text is said`() throws {
        let pair = (Self.entry(0, "a", size: 10), Self.entry(0, "a", size: 11))
        func reason(_ limits: ComparisonLimits, _ content: ConfigComparison.Content = .success([0x61])) throws
            -> String?
        {
            let difference = try compare([pair.0], [pair.1], limits: limits) { _ in content }.items[0]
                .difference
            if case .untold(let reason) = difference { return reason }
            return nil
        }
        #expect(try reason(ComparisonLimits()) == nil)
        #expect(try reason(ComparisonLimits(textByteCount: 11, totalByteCount: 21, diffCount: 1)) == nil)
        #expect(
            try reason(ComparisonLimits(textByteCount: 10))
                == "The member is larger than 10 bytes; benchd compares only texts up to that size.")
        for limits in [ComparisonLimits(totalByteCount: 20), ComparisonLimits(diffCount: 0)] {
            #expect(
                try reason(limits)
                    == "These archives differ in more than one comparison reads; open the member in both."
            )
        }
        #expect(try reason(ComparisonLimits(), .success([0])) == "The member is not text.")
        #expect(try reason(ComparisonLimits(), .failure(Problem(.configDamaged, "Broken."))) == "Broken.")
    }

    @Test(arguments: [ComparisonLimits(diffCount: 1), ComparisonLimits(totalByteCount: 7)])
    func `each text that is compared leaves less for the others`(limits: ComparisonLimits) throws {
        let comparison = try compare(
            [Self.entry(0, "a"), Self.entry(1, "b")],
            [Self.entry(0, "a", crc: 2), Self.entry(1, "b", crc: 2)], limits: limits)
        let untold = ConfigComparison.Difference.untold(
            "These archives differ in more than one comparison reads; open the member in both.")
        #expect(comparison.items.map { $0.difference == untold } == [false, true])
    }

    @Test(arguments: [(4, 2), (3, 1), (1, 0)])
    func `only so many lines are shown in all`(lineCount: Int, shown: Int) throws {
        let comparison = try compare(
            [Self.entry(0, "a"), Self.entry(1, "b")],
            [Self.entry(0, "a", crc: 2), Self.entry(1, "b", crc: 2)],
            limits: ComparisonLimits(lineCount: lineCount)
        ) { side, _ in
            let content: [UInt8] = side == .baseline ? [0x61] : [0x62]
            return [0: .success(content), 1: .success(content)]
        }
        let untold = comparison.items.filter {
            $0.difference
                == .untold("The texts differ in more lines than are shown; open the member in both.")
        }
        #expect(untold.count == 2 - shown)
    }

    @Test func `nothing is read for what is the same or too large`() throws {
        var asked: [Int] = []
        let limits = ComparisonLimits(textByteCount: 5)
        _ = try compare(
            [Self.entry(0, "a"), Self.entry(1, "b"), Self.entry(2, "c", size: 6)],
            [Self.entry(0, "a"), Self.entry(1, "b", crc: 2), Self.entry(2, "c", size: 7)],
            limits: limits
        ) { _, entries in
            asked += entries.map(\.index)
            return [:]
        }
        #expect(asked == [1, 1])
    }

    @Test func `of a part only its own entries are read, and all are counted`() throws {
        var part = ComparedPart(limit: 2)
        let names = (0..<5).map { "f\($0)" }
        func entries(_ crc: UInt32) -> [ConfigListing.Entry] {
            names.enumerated().map { Self.entry($0, $1, crc: crc) } + [Self.entry(5, "same")]
        }
        for (status, from, paths) in [
            (nil, 0, ["f0", "f1", "same"]), (.changed, 4, ["f4"]), (.changed, 9, []), (.same, 0, ["same"]),
        ] as [(ConfigComparison.Status?, Int, [String])] {
            part.status = status
            part.list.from = from
            var asked: Set<Int> = []
            let comparison = try compare(
                entries(1), entries(2).dropLast() + [Self.entry(5, "same")], part: part
            ) {
                _, entries in
                asked.formUnion(entries.map(\.index))
                return [:]
            }
            #expect(comparison.items.map(\.path) == paths)
            #expect(asked.count == comparison.items.count { $0.status == .changed })
            #expect(comparison.count(.changed) == 5 && comparison.count(.same) == 1)
        }
    }

    @Test func `lines of many bytes are not shown`() throws {
        for (byteCount, isShown) in [(2, true), (1, false)] {
            let comparison = try compare(
                [Self.entry(0, "a")], [Self.entry(0, "a", crc: 2)],
                limits: ComparisonLimits(shownByteCount: byteCount)
            ) { side, _ in [0: .success(side == .baseline ? [0x61] : [0x62])] }
            if case .lines = comparison.items[0].difference {
                #expect(isShown)
            } else {
                #expect(!isShown)
            }
        }
    }
}

extension ComparedPart {
    /// The first so many of each status.
    fileprivate init(limit: Int) {
        self.init(list: ListQuery(limit: limit))
    }
}
