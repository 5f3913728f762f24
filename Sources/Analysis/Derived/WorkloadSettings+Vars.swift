package import Model

extension WorkloadSettings {
    /// What the settings of a config archive ask for in one cell, as far as they say it.
    package init(_ vars: ConfigVars, benchmark: String, filesystem: String) {
        self.init()
        let reader = VarSearch(vars, benchmark: benchmark, filesystem: filesystem)
        iterations = reader.iterations
        interval = reader.number("interval", of: "iostat")
        mountOptions = reader.text("opts", of: filesystem).map(Self.options) ?? []
        guard let kind = BenchmarkKind(benchmark: benchmark), let command = reader.command(of: kind) else {
            return
        }
        hasCommand = true
        let options = CommandOptions(command)
        concurrency = options.concurrency(of: kind)
        runTime = options.runTime(of: kind)
        if kind == .fio { isDirect = options.isDirect }
    }

    private static func options(_ text: String) -> [String] {
        text.split { $0 == "," || $0 == " " }.map(String.init)
    }
}

/// Finds the settings of one cell among all of an archive.
private struct VarSearch {
    private let vars: [ConfigVar]
    private let benchmark: String

    init(_ vars: ConfigVars, benchmark: String, filesystem: String) {
        self.vars = vars.vars
        self.benchmark = benchmark
    }

    /// The benchmark's own number of runs, else that of all.
    var iterations: Int? {
        let own = number("benchmark_runs", of: benchmark)
        let common = vars.first { $0.names == ["benchmark_runs"] }?.text.flatMap(Double.init)
        return (own ?? common).flatMap { Int(exactly: $0) }
    }

    /// A text below an element of a list.
    func text(_ name: String, of element: String) -> String? {
        vars.first { $0.names.last == name && $0.names.dropLast().contains(element) }?.text
    }

    func number(_ name: String, of element: String) -> Double? {
        text(name, of: element).flatMap(Double.init)
    }

    /// The command that runs the benchmark's tool.
    func command(of kind: BenchmarkKind) -> [String]? {
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
