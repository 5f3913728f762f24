import HTTP
import Model

/// Where pictures and files of a run are.
extension Links {
    /// The run as one file.
    func citable(_ id: RunID) -> String { run(id) + ".html" }

    /// The main metric of a benchmark as a picture of bars; another metric by its key.
    func chart(_ id: RunID, _ benchmark: String, metric: String? = nil, width: Int? = nil) -> String {
        run(id) + "/chart.svg"
            + Self.query([
                ("benchmark", PercentEncoding.component(benchmark)),
                ("metric", metric.map { PercentEncoding.component($0) }), ("width", width.map(String.init)),
            ])
    }

    /// The badge of a run.
    func badge(_ id: RunID) -> String { run(id) + "/badge.svg" }
}
