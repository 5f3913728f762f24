@testable import HTTP
@testable import JSON
@testable import Model
@testable import Reports

/// What must hold of every report: it is refused with a problem, or each page and answer about it is given.
struct ReportProperties {
    private static let runsOfOneStore = 100

    private var site = FuzzSite()
    private var count = 0
    /// The last run of the store.
    private var previous: RunID?

    mutating func check(_ bytes: [UInt8]) {
        count += 1
        if count % Self.runsOfOneStore == 0 { (site, previous) = (FuzzSite(), nil) }
        switch site.file(bytes) {
        case .failure(let fault): checkProblem(fault.problem)
        case .success(let id): checkAnswers(id, bytes)
        }
    }

    private func checkProblem(_ problem: Problem) {
        let text = problem.json.bytes
        require(text.count < 1 << 14, "a problem of \(text.count) bytes")
        require(problem.detail.hasSuffix("."), "a problem is no sentence")
        require(Problem(json: problem.json) == problem, "a problem is not read back")
    }

    private mutating func checkAnswers(_ id: RunID, _ bytes: [UInt8]) {
        let run = "/api/benchmarks/\(id)"
        var targets = [
            "/benchmarks/\(id)", "/benchmarks/latest", run, "\(run)/summary", "\(run)/receipt",
            "\(run)/config",
            "\(run)/config/files", "\(run)/part?bytes=0-100", "/", "/inbox", "/api/inbox", "/healthz",
            "/api/benchmarks", "/compare/config?runs=\(id),latest", "/api/compare/config?runs=\(id),latest",
            "\(run)/audit", "\(run)/standing", "/api/export?limit=1", "/api/export?format=ndjson&limit=1",
        ]
        // The run before is of the same rig, so often it is another setup of the same cells, or a copy.
        for other in [id, previous].compactMap(\.self) {
            targets += ["0", "1"].map { "/api/compare?runs=\(other),\(id)&repeats=\($0)" }
        }
        for (benchmark, filesystem) in names(bytes) {
            let benchmark = "benchmark=\(PercentEncoding.component(benchmark))"
            let names = "\(benchmark)&filesystem=\(PercentEncoding.component(filesystem))"
            targets += ["docker_stats", "iostat"].map { "\(run)/series?\(names)&group=\($0)" }
            targets += ["/api/benchmarks?\(names)", "/api/trends?\(names)", "/api/plan?\(benchmark)"]
        }
        for target in targets {
            for method in ["GET", "HEAD"] { ask(method, target) }
        }
        previous = id
    }

    private func ask(_ method: String, _ target: String) {
        let headers: HeaderFields = ["Host": "localhost", "Accept-Encoding": "gzip"]
        let request = Request(method: method, target: target, headers: headers)
        require(RequestCheck.fault(in: request) == nil, "the request \(target) is refused")
        guard let response = Answers.response(of: site.site, to: request) else { return }
        require(response.status < 500, "\(target) is answered with \(response.status)")
        Answers.check(response, to: request, of: site.site)
    }

    /// The first entries, by names that fit into an address.
    private func names(_ bytes: [UInt8]) -> [(benchmark: String, filesystem: String)] {
        guard let json = try? JSONValue(parsing: bytes) else { return [] }
        let pairs = (json["data"]?.members ?? []).flatMap { benchmark in
            (benchmark.value.members ?? []).map { (benchmark.key, $0.key) }
        }
        return Array(pairs.filter { $0.0.utf8.count + $0.1.utf8.count < 1000 }.prefix(4))
    }
}
