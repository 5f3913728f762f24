import Drawing
import HTTP
import JSON
import Model

/// Which chart of a run is asked for, and how it looks.
struct ChartQuery: Equatable {
    /// What is drawn.
    enum Content: Equatable {
        /// A metric as bars; the main one for nil.
        case bars(metric: String?)
        /// A series as lines, of samples from the first to the one before the last.
        case lines(key: String, MonitoringGroup, Range<Int>)
    }

    let benchmark: String
    /// In their order; nil for all.
    let filesystems: [String]?
    let content: Content
    let style: ChartStyle
    let prefixes: BytePrefixes

    /// The most filesystems of a chart of lines.
    static let lineLimit = 8
    /// The most filesystems of a chart of bars.
    static let barLimit = 40

    private static let names = [
        "benchmark", "metric", "series", "group", "filesystems", "from", "to", "log", "units",
        "width", "theme",
    ]

    /// Reads the parameters.
    ///
    /// - Throws: `Problem` for any other parameter, for a missing one, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        let parameters = try Parameters(request, Self.names)
        benchmark = ShortName.of(
            try parameters.required(
                "benchmark", takes: "the name of a benchmark", parameters["benchmark"]))
        filesystems = try parameters.names("filesystems")?.map { ShortName.of($0) }
        content = try Self.content(parameters)
        style = ChartStyle(
            width: try parameters.number("width", ChartStyle.widths) ?? ChartStyle().width,
            theme: try parameters.choice("theme", of: ChartTheme.self) ?? .auto,
            isLog: try parameters.value("log", takes: "1 or 0") { ["1": true, "0": false][$0] } ?? false)
        prefixes = try parameters.choice("units", of: BytePrefixes.self) ?? .si
        let limit = if case .lines = content { Self.lineLimit } else { Self.barLimit }
        if let count = filesystems?.count, count > limit {
            throw .parameter(
                "filesystems", "at most \(limit) filesystems", found: "\(count)",
                "The parameter filesystems takes at most \(limit) filesystems here, not \(count).")
        }
    }

    private static func content(_ parameters: Parameters) throws(Problem) -> Content {
        let group = try parameters.choice("group", of: MonitoringGroup.self)
        let start = try parameters.number("from", 0...999_999_999)
        let end = try parameters.number("to", 1...1_000_000_000)
        guard let key = parameters["series"] else {
            for name in ["group", "from", "to"] where parameters[name] != nil {
                throw .parameter(
                    name, "nothing without series", found: parameters[name],
                    "The parameter \(name) needs the parameter series: the key of the series that is drawn.")
            }
            return .bars(metric: parameters["metric"].map { ShortName.of($0) })
        }
        guard parameters["metric"] == nil else {
            throw .parameter(
                "metric", "nothing beside series", found: parameters["metric"],
                "A chart shows a metric or a series: leave out the parameter metric, or series.")
        }
        guard (start ?? 0) < (end ?? 1_000_000_000) else {
            throw .parameter(
                "to", "a number above from", found: parameters["to"],
                "The parameter to takes a number above from, which is \(start ?? 0): the sample after the last."
            )
        }
        return .lines(
            key: ShortName.of(key), group ?? .iostat, (start ?? 0)..<(end ?? 1_000_000_000))
    }
}

/// What a badge of a run shows.
struct BadgeQuery: Equatable {
    /// One value; nil for the run as a whole.
    let cell: (benchmark: String, filesystem: String)?
    let metric: String?
    let label: String?

    /// Reads `benchmark`, `filesystem`, `metric` and `label`.
    ///
    /// - Throws: `Problem` for any other parameter, and for a metric without a cell, or half of a cell.
    init(_ request: Request) throws(Problem) {
        let parameters = try Parameters(request, ["benchmark", "filesystem", "metric", "label"])
        label = parameters["label"]
        metric = parameters["metric"].map { ShortName.of($0) }
        guard ["benchmark", "filesystem", "metric"].contains(where: { parameters[$0] != nil }) else {
            cell = nil
            return
        }
        cell = (
            benchmark: ShortName.of(
                try parameters.required(
                    "benchmark", takes: "the name of a benchmark beside filesystem", parameters["benchmark"])),
            filesystem: ShortName.of(
                try parameters.required(
                    "filesystem", takes: "the name of a filesystem beside benchmark",
                    parameters["filesystem"]))
        )
    }

    static func == (left: BadgeQuery, right: BadgeQuery) -> Bool {
        left.cell?.benchmark == right.cell?.benchmark && left.cell?.filesystem == right.cell?.filesystem
            && left.metric == right.metric && left.label == right.label
    }
}

extension Parameters {
    /// Names with commas between, each percent-encoded once more if it has a comma; nil where the request lacks them.
    ///
    /// - Throws: `Problem` for an empty name, and one that cannot be decoded.
    fileprivate func names(_ name: String) throws(Problem) -> [String]? {
        try value(name, takes: "one or more filesystems with commas between") { text in
            var names: [String] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                guard let name = PercentEncoding.decoded(part), !name.isEmpty else { return nil }
                if !names.contains(name) { names.append(name) }
            }
            return names
        }
    }
}
