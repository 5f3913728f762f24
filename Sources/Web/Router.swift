import Model

/// What a path stands for.
enum Route: Equatable {
    case runsPage
    case inboxPage
    case runPage(RunReference)
    case configFilesPage(RunReference)
    case upload
    case inbox
    case runList
    case report(RunReference)
    case config(RunReference)
    case configFiles(RunReference)
    case configEntry(RunReference, path: String)
    case configComparison
    case configComparisonPage
    case receipt(RunReference)
    case summary(RunReference)
    case series(RunReference)
    case part(RunReference)
    case health
    case favicon
    case asset([String])

    /// The route of decoded path segments; nil for anything else.
    init?(path: [String]) {
        switch path.first {
        case "" where path.count == 1: self = .runsPage
        case "inbox" where path.count == 1: self = .inboxPage
        case "benchmarks" where path.count == 2:
            guard let run = RunReference(path[1]) else { return nil }
            self = .runPage(run)
        case "benchmarks" where path.count == 3 && path[2] == "config":
            guard let run = RunReference(path[1]) else { return nil }
            self = .configFilesPage(run)
        case "compare" where path == ["compare", "config"]: self = .configComparisonPage
        case "api":
            guard let route = Self.api(Array(path.dropFirst())) else { return nil }
            self = route
        case "assets": self = .asset(Array(path.dropFirst()))
        case "healthz" where path.count == 1: self = .health
        case "favicon.ico" where path.count == 1: self = .favicon
        default: return nil
        }
    }

    private static func api(_ path: [String]) -> Route? {
        if path == ["upload"] { return .upload }
        if path == ["inbox"] { return .inbox }
        if path == ["compare", "config"] { return .configComparison }
        guard path.first == "benchmarks" else { return nil }
        if path.count == 1 { return .runList }
        guard let run = RunReference(path[1]) else { return nil }
        return switch path.dropFirst(2) {
        case []: .report(run)
        case ["config"]: .config(run)
        case ["config", "files"]: .configFiles(run)
        case let rest where rest.starts(with: ["config", "files"]):
            .configEntry(run, path: rest.dropFirst(2).joined(separator: "/"))
        case ["receipt"]: .receipt(run)
        case ["summary"]: .summary(run)
        case ["series"]: .series(run)
        case ["part"]: .part(run)
        default: nil
        }
    }

    /// Whether its answer costs no more than a look-up, so that no worker is needed for it.
    var isCheap: Bool {
        switch self {
        case .report, .part, .config, .receipt, .health, .favicon, .asset: true
        default: false
        }
    }

    /// The methods it understands.
    var methods: [String] {
        self == .upload ? ["POST"] : ["GET", "HEAD"]
    }
}

/// A run as a path names it.
enum RunReference: Equatable {
    case latest
    case id(RunID)

    /// Reads "latest" or an id; nil for anything else, so that no other text ever becomes a file name.
    init?(_ text: String) {
        if text == "latest" {
            self = .latest
        } else if let id = RunID(text) {
            self = .id(id)
        } else {
            return nil
        }
    }
}
