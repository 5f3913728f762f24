import Testing

@testable import Analysis
@testable import Model

@Suite struct `Rankings` {
    /// Six runs in which each filesystem has its value, but for a spread.
    private func runs(_ values: [(String, Double)], spread: Double = 0.01) throws -> [Measurement] {
        try (0..<6).flatMap { number in
            try values.enumerated().map { place, value in
                let wave = Double((number * 7 + place * 5) % 11 - 5) / 5
                return try measurement(number, value.1 * (1 + spread * wave), filesystem: value.0)
            }
        }
    }

    private func rankings(_ all: [Measurement], withRepeats: Bool = true) throws -> [Ranking] {
        Comparer(noise: NoiseModel(all), withRepeats: withRepeats).rankings(of: try run(0), all)
    }

    @Test func `filesystems that cannot be told apart share a group`() throws {
        let all = try runs([("slow", 50), ("best", 200), ("close", 199.5), ("middle", 100)])
        let ranking = try #require(try rankings(all).first)
        #expect(ranking.groups.map { $0.sorted() } == [["best", "close"], ["middle"], ["slow"]])
        #expect(ranking.noise != nil && ranking.benchmark == "fio-a" && ranking.metric == "write_iops")
    }

    @Test func `one run has the noise of all`() throws {
        let all = try runs([("slow", 50), ("best", 200)])
        #expect(try rankings(all, withRepeats: false).first?.groups == [["best"], ["slow"]])
    }

    @Test func `lower is better where the metric says so`() throws {
        let all = try runs([("a", 50), ("b", 200)]).map {
            Measurement(
                run: $0.run, filed: $0.filed, cell: $0.cell, setup: $0.setup, value: $0.value,
                direction: .lower,
                isMain: true)
        }
        #expect(try rankings(all).first?.groups == [["a"], ["b"]])
    }

    @Test func `without noise there is one group, the best first`() throws {
        let all = try [("a", 50.0), ("b", 200), ("c", 100)].map { try measurement(0, $1, filesystem: $0) }
        let ranking = try #require(try rankings(all).first)
        #expect(ranking.groups == [["b", "c", "a"]] && ranking.noise == nil)
    }

    @Test func `what failed comes last and what counted errors has no rank`() throws {
        var all = try runs([("a", 50), ("b", 200)])
        all.append(try measurement(0, 0, filesystem: "failed"))
        all.append(try measurement(0, 900, filesystem: "errors", hasErrors: true))
        let ranking = try #require(try rankings(all).first)
        #expect(ranking.groups == [["b"], ["a"]])
        #expect(ranking.failed == ["failed"] && ranking.unranked == ["errors"])
    }

    @Test func `each main metric ranks for itself, and no other`() throws {
        let all = try ["read_iops", "write_iops", "read_bw_bytes"].map {
            try measurement(0, 1, metric: $0, isMain: $0 != "read_bw_bytes")
        }
        #expect(try rankings(all).map(\.metric) == ["read_iops", "write_iops"])
        #expect(try rankings([]).isEmpty)
    }
}
