import HTTP
import JSON
import Model
import System
import Templates

/// A request to this server that a reader can copy, and how its answer is read.
struct APIExample: Sendable {
    /// How a program reads the answer.
    enum Reading: Sendable {
        /// JSON whose rows are the list of this name.
        case rows(String)
        /// JSON whose rows are the lists of the second name within those of the first, with the name of the outer one.
        case innerRows(String, String)
        /// JSON without rows.
        case object
        case csv
        /// Text that is no table.
        case text
        /// Bytes that are saved under this name.
        case file(String)
        /// A form that is sent, with a report and its archive.
        case form
    }

    /// The path below the base path, with its query.
    let target: String
    let reading: Reading

    /// The runs and names that examples are about: of the newest runs, or what stands for them in an empty library.
    struct Subject: Sendable {
        let run: String
        let baseline: String
        let benchmark: String
        let filesystem: String
        /// The rig of the newest run.
        let source: String?

        init(_ newest: [Run]) {
            run = newest.first.map { "\($0.id)" } ?? "latest"
            baseline = newest.count > 1 ? "\(newest[1].id)" : run
            benchmark = newest.first?.benchmarks.first ?? "fio-randread-4k"
            filesystem = newest.first?.filesystems.first ?? "ext4_overlay2"
            source = newest.first?.source
        }
    }

    /// The example of an operation; nil for one that needs none.
    static func example(of operation: String, about subject: Subject) -> APIExample? {
        let run = "/api/benchmarks/\(subject.run)"
        let cell = query([("benchmark", subject.benchmark), ("filesystem", subject.filesystem)])
        return switch operation {
        case "upload": APIExample(target: "/api/upload", reading: .form)
        case "getRuns": APIExample(target: "/api/benchmarks?sort=-filed&limit=20", reading: .rows("runs"))
        case "getReport": APIExample(target: run, reading: .file("report.json"))
        case "getReceipt": APIExample(target: run + "/receipt", reading: .object)
        case "getSummary":
            APIExample(target: run + "/summary", reading: .innerRows("benchmarks", "entries"))
        case "getAudit": APIExample(target: run + "/audit", reading: .rows("findings"))
        case "getStanding": APIExample(target: run + "/standing", reading: .rows("ranks"))
        case "getSeries":
            APIExample(target: "\(run)/series\(cell)&group=iostat&points=100", reading: .rows("series"))
        case "getExport": APIExample(target: "/api/export?format=csv&limit=20", reading: .csv)
        case "getConfig": APIExample(target: run + "/config", reading: .file("config.zip"))
        case "getConfigFiles": APIExample(target: run + "/config/files", reading: .rows("entries"))
        case "getComparison":
            APIExample(
                target: "/api/compare?runs=\(subject.baseline),\(subject.run)", reading: .rows("cells"))
        case "getTrend": APIExample(target: "/api/trends" + cell, reading: .rows("points"))
        case "getPlan":
            APIExample(
                target: "/api/plan" + query([("benchmark", subject.benchmark), ("difference", "10%")]),
                reading: .object)
        case "getInbox": APIExample(target: "/api/inbox", reading: .rows("items"))
        case "getHealth": APIExample(target: "/healthz", reading: .object)
        case "getMetrics": APIExample(target: "/metrics", reading: .text)
        case "getOpenAPI": APIExample(target: "/api/openapi.json", reading: .object)
        default: nil
        }
    }

    private static func query(_ items: [(name: String, value: String)]) -> String {
        "?" + items.map { "\($0.name)=\(PercentEncoding.component($0.value))" }.joined(separator: "&")
    }
}

extension APIExample {
    /// The example for templates/partials/api-example.html, at a server.
    func context(_ operation: String, at server: String, token: Bool, source: String?) -> TemplateValue {
        let address = server + target
        return [
            "operation": .string(operation),
            "shell_address": .string(ShellWord.quoting(FilePath(address))),
            // A text in JSON is one in Python, too.
            "python_address": .string(JSONValue.string(address).text),
            "needs_token": .bool(token),
            "is_json": .bool(isJSON),
            "rows": .text(rows),
            "inner": .text(inner),
            "is_csv": .bool(isCSV),
            "is_text": .bool(isText),
            "file": .text(file),
            "is_form": .bool(isForm),
            "is_table": .bool(isCSV || rows != nil),
            "shell_source": .string(ShellWord.quoting(FilePath("source=\(source ?? "rig-01")"))),
            "python_source": .string(JSONValue.string(source ?? "rig-01").text),
        ]
    }

    static let names = TemplateNames(
        "operation", "shell_address", "python_address", "needs_token", "is_json", "rows", "inner", "is_csv",
        "is_text", "file", "is_form", "is_table", "shell_source", "python_source")

    private var rows: String? {
        switch reading {
        case .rows(let name), .innerRows(let name, _): name
        default: nil
        }
    }

    private var inner: String? { if case .innerRows(_, let name) = reading { name } else { nil } }

    private var file: String? { if case .file(let name) = reading { name } else { nil } }

    private var isJSON: Bool {
        switch reading {
        case .rows, .innerRows, .object: true
        default: false
        }
    }

    private var isCSV: Bool { if case .csv = reading { true } else { false } }
    private var isText: Bool { if case .text = reading { true } else { false } }
    private var isForm: Bool { if case .form = reading { true } else { false } }
}
