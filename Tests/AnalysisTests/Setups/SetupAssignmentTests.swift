import Testing

@testable import Analysis
@testable import Model

struct `Repeats among runs` {
    private func member(
        _ identity: String = "a", memory: Double? = 16, runTime: Double? = 60, total: Double? = nil
    ) -> SetupMember {
        SetupMember(
            identity: SetupIdentity(text: identity), memory: memory,
            extent: JobExtent(runTime: runTime, totals: total.map { ["read_io_bytes": $0] } ?? [:]))
    }

    /// For each cell the place of the first cell of its setup.
    private func setups(of members: [SetupMember?]) -> [Int] {
        var assignment = SetupAssignment()
        let found = members.map { assignment.setup(of: $0) }
        for (place, setup) in found.enumerated() {
            #expect(setup.isNew == !found[..<place].contains { $0.id == setup.id })
        }
        return found.map { setup in found.firstIndex { $0.id == setup.id } ?? -1 }
    }

    @Test func `have the same identity`() {
        #expect(setups(of: [member("a"), member("b"), member("a")]) == [0, 1, 0])
    }

    @Test func `are near to the oldest of them, so that tolerances do not add up`() {
        let members = [
            member(runTime: 60), member(runTime: 65), member(runTime: 70), member(runTime: 71),
            member(memory: 16.5, runTime: 60), member(memory: nil, runTime: 60),
        ]
        #expect(setups(of: members) == [0, 0, 2, 2, 4, 5])
    }

    @Test func `may run for any time where their size bounds them`() {
        let members = [
            member(runTime: 60, total: 1_000), member(runTime: 90, total: 1_009),
            member(runTime: 90, total: 1_020),
        ]
        #expect(setups(of: members) == [0, 0, 2])
    }

    @Test func `are none without a rig`() {
        #expect(setups(of: [nil, member(), nil, member()]) == [0, 1, 2, 1])
    }

    @Test(
        arguments: [
            ("rig", "host", Rig.source("rig")), (nil, "host", .host("host")), ("", "host", .host("host")),
            (nil, nil, nil), ("", "", nil),
        ] as [(String?, String?, Rig?)])
    func `are on one rig`(source: String?, host: String?, rig: Rig?) {
        #expect(Rig(source: source, hostname: host) == rig)
    }

    @Test func `have an identity that depends on the rig, and none without one`() throws {
        let rigs = [Rig.source("a"), .source("b"), .host("a"), nil]
        let identities = rigs.map { rig in
            let run = RunSetup(
                rig: rig, facts: SetupFacts([:]), vars: nil, benchmarks: ["fio-a"], filesystems: ["ext4"])
            return SetupIdentity(
                of: run.cell(
                    CellName(benchmark: "fio-a", filesystem: "ext4"), settings: [:],
                    extent: JobExtent(runTime: nil, totals: [:])))
        }
        #expect(identities.last == .some(nil))
        #expect(Set(identities.compactMap { $0 }).count == 3)
    }

    @Test(
        arguments: [
            (
                BenchmarkKind.fio,
                ["read_io_bytes": 100, "read_bw_bytes": 10, "write_io_bytes": 30, "write_bw_bytes": 5], 10.0
            ),
            (.pgbench, ["transactions_processed": 600, "tps": 10], 60), (.wrk, ["total_requests": 5], nil),
            (.sysbench, ["total_transactions": 0, "tps": 0], nil),
        ] as [(BenchmarkKind, [String: Double], Double?)])
    func `ran for total divided by rate`(kind: BenchmarkKind, numbers: [String: Double], seconds: Double?) {
        #expect(JobExtent(of: kind) { numbers[$0] }.runTime == seconds)
    }
}

struct `Concerns of settings` {
    private func concerned(_ lines: [([String], String)], _ cell: CellName) -> [String] {
        let vars = lines.map { ConfigVar(file: "a.yaml", names: $0.0, value: .text($0.1)) }
        let concerns = VarConcerns(
            vars, benchmarks: ["fio-a", "fio-b"], filesystems: ["ext4_overlay2", "btrfs_btrfs"])
        return vars.filter { concerns.concern(of: $0).includes(cell) }.map { $0.text ?? "" }
    }

    private let cell = CellName(benchmark: "fio-a", filesystem: "ext4_overlay2")

    @Test func `are those of an addressed element, of whatever a report lacks too`() {
        let lines = [
            (["w", "fio-a", "name"], "fio-a"), (["w", "fio-a", "x"], "1"), (["w", "fio-b", "name"], "fio-b"),
            (["w", "fio-failed", "name"], "fio-failed"), (["w", "fio-failed", "x"], "2"),
            (["m", "iostat", "name"], "iostat"), (["m", "iostat", "x"], "3"), (["all"], "4"),
        ]
        #expect(concerned(lines, cell) == ["fio-a", "1", "iostat", "3", "4"])
    }

    @Test func `are those of a filesystem by its whole name or by its family`() {
        let lines = [
            (["f", "ext4_overlay2", "name"], "ext4"), (["f", "btrfs_btrfs", "name"], "btrfs"),
            (["g", "ext4", "name"], "ext4"), (["g", "ext", "name"], "ext"), (["g", "btrfs", "x"], "1"),
        ]
        #expect(concerned(lines, cell) == ["ext4", "ext4", "1"])
    }

    @Test func `are all where a key, and no element, has the name`() {
        #expect(concerned([(["o", "fio-b", "x"], "1")], cell) == ["1"])
    }
}
