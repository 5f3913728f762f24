import Testing

@testable import Analysis
@testable import HTTP
@testable import Model
@testable import System
@testable import Web

/// The page of a comparison: its addresses and its words.
@Suite struct ComparisonPageTests {
    private let first = RunID("01a227b3-659b-7000-a039-379d3e9656f4")
    private let second = RunID("01a227b3-69b7-7000-b397-d494cd78761f")

    private func address(_ query: String) -> ComparisonAddress {
        ComparisonAddress(Request(method: "GET", target: "/compare?\(query)"), Links(base: "/bench"))
    }

    @Test func `a link changes what it names and keeps the rest, but no place in a list`() {
        let address = address("runs=a,b&verdict=worse&from=200&q=x&sort=&unknown=1&exact=1&units=iec")
        #expect(address.link() == "/bench/compare?runs=a,b&verdict=worse&exact=1&units=iec")
        #expect(
            address.link(["verdict": nil, "sort": "name"])
                == "/bench/compare?runs=a,b&sort=name&exact=1&units=iec")
        #expect(
            address.link(["from": "400"], at: "#cells")
                == "/bench/compare?runs=a,b&verdict=worse&exact=1&units=iec&from=400#cells")
        #expect(address.apiLink == "/bench/api/compare?runs=a,b&verdict=worse")
        #expect(address.kept(without: "verdict").map(\.name) == ["runs", "exact", "units"])
    }

    @Test func `names in an address are encoded once more, and read back`() throws {
        let (first, second) = (try #require(first), try #require(second))
        let items = [
            ComparedItem(run: first, filesystem: "a,b:c%"), ComparedItem(run: second, filesystem: "ü &"),
        ]
        let link = address("runs=x").of(items).link()
        let request = Request(method: "GET", target: link)
        let query = try ComparisonQuery(Parameters(ofPage: request))
        #expect(query.items.map(\.run) == [.id(first), .id(second)])
        #expect(query.items.map(\.filesystem) == ["a,b:c%", "ü &"])
        #expect(ComparisonQuery.references(request) == [.id(first), .id(second)])
    }

    @Test(arguments: [
        (0.183, "−81.7 %"), (1, "0.0 %"), (0.9999, "0.0 %"), (1.5, "+50.0 %"), (9.99, "+899.0 %"),
        (34, "×34"),
        (0.005, "÷200"), (1_000, "×1k"), (1e300, "> ×1000"), (.infinity, "> ×1000"), (0, "< ÷1000"),
        (.nan, "> ×1000"), (-1, "< ÷1000"),
    ])
    func `a ratio reads as a change`(_ ratio: Double, _ text: String) {
        #expect(ChangeText.of(ratio) == text)
    }

    @Test(arguments: [
        (RepeatsNeeded.count(4), 1, "3 more runs of each"), (.count(2), 1, "1 more run of each"),
        (.count(2), 5, "1 more run of each"), (.moreThan(100), 1, "more than 100 runs of each"),
    ])
    func `what decides is said in runs that are still to be sent`(
        _ needed: RepeatsNeeded, _ runs: Int, _ text: String
    ) {
        #expect(ComparisonWords.needs(needed, have: runs) == text)
    }

    @Test(arguments: [(324, "0.3 s"), (840_000, "14 minutes"), (172_800_000, "2 days"), (0, "0 s")])
    func `a span reads in its largest unit`(_ milliseconds: Int64, _ text: String) {
        #expect(ComparisonWords.time(milliseconds: milliseconds) == text)
    }

    @Test(arguments: [
        (["noatime", "noatime,data=journal"], ["", ",data=journal"]), (["128", "16"], ["128", "16"]),
        (["--runtime=5 -x", "--runtime=40 -x"], ["5", "40"]), (["a", nil], ["a", ""]),
        (["same", "same"], ["same", "same"]),
        (["aa", "aaa"], ["aa", "aaa"]), (["x-1-1", "x-1"], ["-1", ""]),
    ])
    func `what differs between values is whole words`(_ values: [String?], _ changes: [String]) {
        let texts = ChangedText.of(values)
        #expect(texts.map(\.change) == changes)
        #expect(texts.map { $0.start + $0.change + $0.end } == values.map { $0 ?? "" })
    }

    @Test func `a long value keeps what differs`() {
        let texts = ChangedText.of([
            String(repeating: "x ", count: 500) + "1 end", String(repeating: "x ", count: 500) + "2 end",
        ])
        #expect(texts.map(\.change) == ["1", "2"])
        #expect(texts.allSatisfy { $0.start.count < 20 && $0.end == " end" })
    }
}
