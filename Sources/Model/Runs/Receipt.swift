package import JSON
package import System

/// How a drop came in.
package enum Origin: Equatable, Sendable {
    /// A file in the inbox: its path there, and what it was, to know it again after a crash.
    ///
    /// Without the device, whose number may be another after a reboot.
    case inbox(path: FilePath, inode: UInt64, changed: Int64)
    /// A request.
    case upload
    /// The folder of the application that benchd replaces.
    case imported
    /// No receipt says it.
    case unknown

    /// The path in the inbox, where there is one.
    package var path: FilePath? {
        if case .inbox(let path, _, _) = self { path } else { nil }
    }
}

/// What the data folder keeps beside each report: `<uuid>.receipt.json`.
package struct Receipt: Equatable, Sendable {
    package let id: RunID
    package let filed: Timestamp
    package let source: String?
    package let origin: Origin
    /// The name of the token that it was uploaded with; nil without one.
    package let uploader: String?
    package let report: FiledFile
    package var config: FiledFile?
    /// When a config came after its report was filed.
    package var configAttached: Timestamp?
    /// What was wrong without costing the report, such as a config that was rejected.
    package var warnings: [Problem]

    /// A receipt of a run.
    package init(
        id: RunID, filed: Timestamp, source: String?, origin: Origin, uploader: String? = nil,
        report: FiledFile,
        config: FiledFile?,
        configAttached: Timestamp? = nil, warnings: [Problem] = []
    ) {
        self.id = id
        self.filed = filed
        self.source = source
        self.origin = origin
        self.uploader = uploader
        self.report = report
        self.config = config
        self.configAttached = configAttached
        self.warnings = warnings
    }
}

extension Receipt {
    /// The receipt as it is kept and served.
    package var json: JSONValue {
        [
            "uuid": .string(id.description),
            "filed": .string(filed.description),
            "source": .text(source),
            "origin": origin.json,
            "uploaded_by": .text(uploader),
            "report": report.json,
            "config": config?.json ?? nil,
            "config_attached": .text(configAttached?.description),
            "warnings": .array(warnings.map(\.json)),
        ]
    }

    /// Reads back what `json` wrote; nil for anything else.
    ///
    /// A warning of a kind that only a later version knows is left out.
    package init?(json: JSONValue) {
        let config = json["config"] ?? .null
        guard let id = json["uuid"]?.string.flatMap(RunID.init),
            let filed = json["filed"]?.string.flatMap(Timestamp.init),
            let report = json["report"].flatMap(FiledFile.init(json:)),
            config == .null || FiledFile(json: config) != nil
        else { return nil }
        self.init(
            id: id, filed: filed, source: json["source"]?.string,
            origin: json["origin"].flatMap(Origin.init(json:)) ?? .unknown,
            uploader: json["uploaded_by"]?.string, report: report, config: FiledFile(json: config),
            configAttached: json["config_attached"]?.string.flatMap(Timestamp.init),
            warnings: (json["warnings"]?.elements ?? []).compactMap(Problem.init(json:)))
    }
}

extension FiledFile {
    package var json: JSONValue {
        ["bytes": .integer(byteCount), "sha256": digest == .unread ? nil : .string(digest.description)]
    }

    init?(json: JSONValue) {
        // A terabyte is more than any file here, and the sum of a library must stay a number.
        guard let byteCount = json["bytes"]?.integer, (0...1 << 40).contains(byteCount),
            let sum = json["sha256"],
            let digest = sum == .null ? .unread : sum.string.flatMap(Digest.init)
        else { return nil }
        self.init(byteCount: byteCount, digest: digest)
    }
}

extension Origin {
    var json: JSONValue {
        switch self {
        case .inbox(let path, let inode, let changed):
            [
                "kind": "inbox", "path": .string(path.text ?? path.description),
                "path_bytes": path.text == nil ? .string(Hexadecimal.text(path.bytes)) : .null,
                "inode": .number(String(inode)), "changed_ns": .number(String(changed)),
            ]
        case .upload: ["kind": "upload"]
        case .imported: ["kind": "import"]
        case .unknown: ["kind": "unknown"]
        }
    }

    init?(json: JSONValue) {
        switch json["kind"]?.string {
        case "inbox":
            guard let text = json["path"]?.string, case .number(let inode)? = json["inode"],
                case .number(let changed)? = json["changed_ns"], let inode = UInt64(inode),
                let changed = Int64(changed)
            else { return nil }
            let bytes = json["path_bytes"]?.string.flatMap(Hexadecimal.bytes).map(FilePath.init(bytes:))
            self = .inbox(path: bytes ?? FilePath(text), inode: inode, changed: changed)
        case "upload": self = .upload
        case "import": self = .imported
        case "unknown": self = .unknown
        default: return nil
        }
    }
}

extension Receipt {
    /// Why the report is not valid by the rules of today, though its bytes are as filed; nil if it is valid.
    package var reportProblem: Problem? {
        warnings.first { [.reportSyntax, .reportShape, .reportTooLarge].contains($0.kind) }
    }

    /// Whether what the report holds is known; otherwise counts of it are 0, and its bytes can be read.
    package var isComputed: Bool { !warnings.contains { $0.kind == .notComputed } }
}
