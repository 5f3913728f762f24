package import Model

extension WorkloadSettings {
    /// What the settings of a config archive ask for in one cell, as far as they say it.
    package init(_ vars: ConfigVars, benchmark: String, filesystem: String) {
        var settings = CellSettings(vars)
        self = settings.of(benchmark: benchmark, filesystem: filesystem)
    }
}

/// What the settings of a config archive ask for in its cells; cells of one benchmark that follow each other share a search.
struct CellSettings {
    private let vars: [ConfigVar]
    /// What the last benchmark asks for on any filesystem.
    private var last: (benchmark: String, settings: WorkloadSettings)?

    init(_ vars: ConfigVars) { self.vars = vars.vars }

    /// What a cell is asked for, as far as the settings say it.
    mutating func of(benchmark: String, filesystem: String) -> WorkloadSettings {
        if vars.isEmpty { return WorkloadSettings() }
        let search = VarSearch(vars: vars)
        if last?.benchmark != benchmark { last = (benchmark, search.settings(of: benchmark)) }
        var settings = last?.settings ?? WorkloadSettings()
        settings.mountOptions = search.text("opts", of: filesystem).map(Self.options) ?? []
        return settings
    }

    private static func options(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == " " }.map(String.init)
    }
}

/// Finds settings among all of an archive.
private struct VarSearch {
    let vars: [ConfigVar]

    /// What a benchmark is asked for on any filesystem.
    func settings(of benchmark: String) -> WorkloadSettings {
        var settings = WorkloadSettings()
        settings.iterations = iterations(of: benchmark)
        settings.interval = number("interval", of: "iostat")
        guard let kind = BenchmarkKind(benchmark: benchmark), let command = command(of: benchmark, kind)
        else { return settings }
        settings.hasCommand = true
        let options = CommandOptions(command)
        settings.concurrency = options.concurrency(of: kind)
        settings.runTime = options.runTime(of: kind)
        if kind == .fio { settings.isDirect = options.isDirect }
        return settings
    }

    /// The benchmark's own number of runs, else that of all.
    private func iterations(of benchmark: String) -> Int? {
        let own = number("benchmark_runs", of: benchmark)
        let common = vars.first { $0.names == ["benchmark_runs"] }?.text.flatMap(Double.init)
        return (own ?? common).flatMap { Int(exactly: $0) }
    }

    /// A text below an element of a list.
    func text(_ name: String, of element: String) -> String? {
        vars.first { $0.names.last == name && $0.names.dropLast().contains(element) }?.text
    }

    private func number(_ name: String, of element: String) -> Double? {
        text(name, of: element).flatMap(Double.init)
    }

    /// The command that runs the benchmark's tool.
    private func command(of benchmark: String, _ kind: BenchmarkKind) -> [String]? {
        let commands = vars.lazy.filter { $0.names.last == "command" && $0.names.contains(benchmark) }
        return commands.compactMap { CommandOptions.words(of: $0.text ?? "", from: kind.program) }.first
    }
}

extension BenchmarkKind {
    /// The program that does the work.
    fileprivate var program: String {
        switch self {
        case .fio: "fio"
        case .sysbench: "sysbench"
        case .pgbench: "pgbench"
        case .wrk: "wrk"
        }
    }
}
