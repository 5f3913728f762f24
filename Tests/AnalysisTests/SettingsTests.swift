import Testing

@testable import Analysis
@testable import Model

/// What an archive's commands ask for.
@Suite struct `Settings of a workload` {
    private static func settings(
        _ command: String, benchmark: String = "fio-a", more: [([String], String)] = []
    ) -> WorkloadSettings {
        let vars = [(["container_workloads", benchmark, "command"], command)] + more
        return WorkloadSettings(
            ConfigVars(vars: vars.map { ConfigVar(file: "vars/a.yaml", names: $0.0, value: .text($0.1)) }),
            benchmark: benchmark, filesystem: "ext4_overlay2")
    }

    @Test(
        arguments: [
            ("fio --name=a --iodepth=16 --numjobs=4 --direct=1 --runtime=40", 64.0, true, 40.0),
            ("sh -c 'fio --name=a --iodepth 8 --direct=0'", 8, false, nil),
            ("/usr/bin/fio --name=a --buffered=0 --runtime=30s", 1, true, 30),
            ("fio --name=a --iodepth={{ depth }} --direct={{ direct }}", nil, nil, nil),
            ("fio --name=a --iodepth=4 --name=b --direct", nil, true, nil), ("fio jobs.fio", nil, nil, nil),
            ("fio --name=a", 1, false, nil),
        ] as [(String, Double?, Bool?, Double?)])
    func `of fio depth, jobs and direct I/O are read`(
        _ command: String, _ concurrency: Double?, _ isDirect: Bool?, _ runTime: Double?
    ) {
        let settings = Self.settings(command)
        #expect(settings.hasCommand && settings.concurrency == concurrency)
        #expect(settings.isDirect == isDirect && settings.runTime == runTime)
    }

    @Test(
        arguments: [
            (
                "postgres-pgbench", "pgbench -h 127.0.0.1 -U postgres -c 10 -j 2 -T 40 bench > out.txt", 10.0,
                40.0
            ),
            ("postgres-pgbench", "pgbench --client=7 --time=9", 7, 9),
            ("postgres-pgbench", "pgbench bench", 1, nil),
            ("webserver-bench", "wrk -t2 -c100 -d40s http://127.0.0.1/", 100, 40),
            ("webserver-bench", "wrk u", 10, nil),
            ("sysbench-oltp", "sysbench oltp_read_write --threads=4 --time=5 run", 4, 5),
            ("sysbench-oltp", "sysbench oltp_read_write run > --threads=9", 1, nil),
        ] as [(String, String, Double, Double?)])
    func `of the other tools clients and run time are read`(
        _ benchmark: String, _ command: String, _ concurrency: Double, _ runTime: Double?
    ) {
        let settings = Self.settings(command, benchmark: benchmark)
        #expect(
            settings.concurrency == concurrency && settings.runTime == runTime && settings.isDirect == nil)
    }

    @Test func `a benchmark's own number of runs counts before that of all`() {
        let common = (["benchmark_runs"], "3")
        #expect(Self.settings("fio", more: [common]).iterations == 3)
        let own = (["container_workloads", "fio-a", "benchmark_runs"], "1")
        #expect(Self.settings("fio", more: [common, own]).iterations == 1)
        let other = (["container_workloads", "fio-b", "benchmark_runs"], "2")
        #expect(Self.settings("fio", more: [other]).iterations == nil)
        #expect(Self.settings("fio", more: [(["benchmark_runs"], "1e300")]).iterations == nil)
    }

    @Test func `mount options are those of the filesystem, and the interval that of iostat`() {
        let settings = Self.settings(
            "fio",
            more: [
                (["filesystems", "xfs_overlay2", "mount_options", "opts"], "noatime,logbsize=256k"),
                (["filesystems", "ext4_overlay2", "mount_options", "opts"], "noatime,data=journal"),
                (["default_monitoring", "docker-stats", "interval"], "5"),
                (["default_monitoring", "iostat", "interval"], "2"),
            ])
        #expect(settings.mountOptions == ["noatime", "data=journal"] && settings.interval == 2)
    }

    @Test func `without an archive nothing is known`() {
        let settings = WorkloadSettings(ConfigVars(), benchmark: "fio-a", filesystem: "ext4")
        #expect(settings == WorkloadSettings())
    }
}
