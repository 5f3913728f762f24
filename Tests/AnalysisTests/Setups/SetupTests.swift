import TestSupport
import Testing

@testable import Analysis
@testable import Model

struct `Setups of real runs` {
    private func compare(_ left: String, _ right: String) throws -> SetupContrast {
        SetupContrast(try FixtureSetup.cells(left), try FixtureSetup.cells(right))
    }

    private func breaking(_ comparison: SetupComparison) -> [SetupDifference] {
        comparison.differences.filter { $0.kind != .also }
    }

    @Test func `baseline and baseline-repeat are repeats in every cell`() throws {
        let comparison = try compare("baseline", "baseline-repeat")
        #expect(comparison.cells.count == 32)
        #expect(comparison.cells.values.allSatisfy { $0.likeForLike == .yes })
        #expect(comparison.likeForLike == .yes)
        let setups = try FixtureSetup.setups(["baseline", "baseline-repeat"])
        #expect(setups.count == 32)
        #expect(setups.values.allSatisfy { $0 == 2 })
    }

    @Test func `read-ahead and scheduler count where both sides record them`() throws {
        let recorded = try FixtureSetup.cells("baseline") { facts in
            facts["target_disk.path"] = "/dev/vdz"
            facts["lsblk.vdz.ra"] = "128"
        }
        let other = try FixtureSetup.cells("baseline") { facts in
            facts["target_disk.path"] = "/dev/vdz"
            facts["lsblk.vdz.ra"] = "16"
        }
        let none = try FixtureSetup.cells("baseline") { $0["target_disk.path"] = "/dev/vdz" }
        let differing = SetupContrast(recorded, other)
        #expect(differing.likeForLike == .no)
        #expect(
            differing.differences.filter { $0.difference.kind == .fact }.map(\.difference.name) == [
                "read_ahead"
            ])
        #expect(SetupContrast(recorded, none).likeForLike == .yes)
    }

    @Test func `the number of iterations is left out and listed`() throws {
        let comparison = try compare("baseline", "baseline-repeat")
        for cell in comparison.cells.values {
            #expect(
                cell.omitted.filter { $0.reason == .iterations } == [
                    SetupComparison.Omitted(
                        file: "vars/container_workloads.yaml", name: "benchmark_runs", reason: .iterations,
                        values: ["2", "1"])
                ])
            #expect(cell.omitted.contains { $0.name == "partition" && $0.reason == .path })
        }
    }

    @Test(arguments: [
        ("ext4_overlay2", "noatime,data=journal"), ("xfs_overlay2", "noatime,logbsize=256k"),
        ("btrfs_btrfs", "noatime,compress=zstd:3"), ("btrfs_overlay2", "noatime,compress=zstd:3"),
    ])
    func `against mount-options a filesystem differs in its own mount options and nothing else`(
        filesystem: String, options: String
    ) throws {
        let expected = SetupDifference(
            kind: .var, file: "vars/filesystems.yaml",
            name: "filesystems / \(filesystem) / mount_options / opts", values: ["noatime", options],
            isOwn: true)
        for pair in [("baseline", "mount-options"), ("minute-baseline", "minute-mount-options")] {
            let comparison = try compare(pair.0, pair.1)
            let cells = comparison.cells.filter { $0.key.filesystem == filesystem }
            #expect(!cells.isEmpty)
            for cell in cells.values {
                #expect(breaking(cell) == [expected])
                #expect(cell.likeForLike == .no)
                #expect(cell.unknowns.isEmpty)
            }
            #expect(
                comparison.differences.first { $0.difference == expected }?.concerns == cells.keys.sorted())
        }
    }

    @Test func `against readahead-16k all cells differ in the read-ahead and nothing else`() throws {
        let comparison = try compare("baseline", "readahead-16k")
        #expect(comparison.cells.count == 20)
        for cell in comparison.cells.values {
            #expect(
                breaking(cell) == [
                    SetupDifference(
                        kind: .var, file: "vars/paths.yaml", name: "read_ahead_kb", values: ["128", "16"])
                ])
        }
    }

    @Test func `against minute-baseline run times and commands differ`() throws {
        for cell in try compare("baseline", "minute-baseline").cells.values {
            #expect(cell.likeForLike == .no)
            #expect(breaking(cell).contains { $0.kind == .setting && $0.name == "run time" })
            #expect(breaking(cell).contains { $0.kind == .var && $0.name.hasSuffix("command") })
        }
    }

    @Test(arguments: [
        ("kernel_version", "9.9", SetupDifference.Kind.fact), ("ram_gb", "100", .fact),
        ("target_disk.size", "1 GB", .fact), ("os_distro", "Other 1", .fact), ("memory.swap", "1", .also),
    ])
    func `a fact that differs breaks what it has to`(
        name: String, text: String, kind: SetupDifference.Kind
    ) throws {
        let left = try FixtureSetup.cells("baseline")
        let right = try FixtureSetup.cells("baseline") { $0[name] = text }
        let comparison = SetupContrast(left, right)
        #expect(comparison.differences.map(\.difference.name) == [name])
        #expect(comparison.differences.map(\.difference.kind) == [kind])
        #expect(comparison.likeForLike == (kind == .fact ? .no : .yes))
    }

    @Test func `memory within 2 percent and another time of collecting are the same machine`() throws {
        let left = try FixtureSetup.cells("baseline") { $0["ram_gb"] = "16.00" }
        let right = try FixtureSetup.cells("baseline") {
            $0["ram_gb"] = "16.31"
            $0["timestamp"] = "2020-01-01T00:00:00Z"
        }
        #expect(SetupContrast(left, right).differences.isEmpty)
    }

    @Test func `what one side lacks is unknown`() throws {
        let whole = try FixtureSetup.cells("baseline")
        let withoutFact = try FixtureSetup.cells("baseline") { $0["cpu_model"] = nil }
        let withoutArchive = try FixtureSetup.cells("baseline", changeVars: { _ in nil })
        let withGap = try FixtureSetup.cells(
            "baseline",
            changeVars: {
                ConfigVars(vars: $0.vars, notes: [.init(file: "a.yaml", isGap: true, text: "was not read.")])
            })
        for (other, unknown) in [
            (withoutFact, "cpu_model"), (withoutArchive, "the config archive"),
            (withGap, "what was not read of the config archive"),
        ] {
            for (left, right) in [(whole, other), (other, whole)] {
                let comparison = SetupContrast(left, right)
                #expect(comparison.likeForLike == .asFarAsKnown)
                #expect(comparison.cells.values.allSatisfy { $0.unknowns == [unknown] })
                #expect(comparison.differences.isEmpty)
            }
        }
    }

    @Test func `filesystems of one run are compared as such`() throws {
        let cells = try FixtureSetup.cells("baseline").filter { $0.name.benchmark == "fio-randread-4k" }
        let ext4 = try #require(cells.first { $0.name.filesystem == "ext4_overlay2" })
        let xfs = try #require(cells.first { $0.name.filesystem == "xfs_overlay2" })
        let comparison = SetupComparison(ext4, xfs)
        #expect(comparison.likeForLike == .yes)
        #expect(comparison.differences.allSatisfy { $0.kind == .also })
    }

    @Test func `the order of files, a folder and an interval make no difference`() throws {
        let left = try FixtureSetup.cells("baseline")
        let right = try FixtureSetup.cells(
            "baseline",
            changeVars: { vars in
                ConfigVars(
                    vars: vars.vars.reversed().map { found in
                        let isInterval = found.names.last == "interval"
                        let text = found.text?.replacing(
                            "iostat -x -o JSON 1 -p", with: "iostat -x -o JSON 5 -p")
                        return ConfigVar(
                            file: String(found.file.dropFirst("vars/".count)), names: found.names,
                            value: isInterval ? .text("5") : text.map { .text($0) } ?? found.value)
                    })
            })
        let comparison = SetupContrast(left, right)
        #expect(comparison.likeForLike == .yes)
        #expect(
            comparison.cells.values.allSatisfy {
                $0.omitted.filter { $0.reason == .monitoringInterval }.count == 2
            })
        #expect(left.map(SetupIdentity.init(of:)) == right.map(SetupIdentity.init(of:)))
    }
}
