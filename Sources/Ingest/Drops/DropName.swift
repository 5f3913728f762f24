package import System

/// What a file's name in the inbox says of it (docs/drop-protocol.md).
package enum DropName {
    /// What a name makes of a file.
    package enum Role: Equatable, Sendable {
        case report
        case config
        /// What people say of the run: `benchd.yaml`.
        case notes
        /// What a transfer works on until it is whole; the name it will have, perhaps cut short.
        case temporary(of: FilePath)
        /// Why an earlier drop in this directory was rejected.
        case reason
        case other
    }

    private static let standardReport: FilePath = "aggregated_report.json"
    private static let standardConfig: FilePath = "config.zip"
    private static let standardNotes: [FilePath] = ["benchd.yaml", "benchd.yml"]
    private static let notesSuffixes = ["_benchd.yaml", "_benchd.yml"]
    private static let temporarySuffixes = [".part", ".filepart", ".tmp", ".swp", "~"]

    /// The role of a name without directory.
    package static func role(of name: FilePath) -> Role {
        if name.isHidden { return rsyncTarget(of: name).map { .temporary(of: $0) } ?? .other }
        for suffix in temporarySuffixes {
            if let target = name.removingSuffix(suffix) { return .temporary(of: target) }
        }
        if name == "reason.json" { return .reason }
        if name.hasSuffix(".json") { return .report }
        if name.hasSuffix(".zip") { return .config }
        if stem(ofNotes: name) != nil { return .notes }
        return .other
    }

    /// rsync writes NAME as `.NAME.XXXXXX` and cuts NAME where that is too long (rsync(1), --inplace).
    private static func rsyncTarget(of name: FilePath) -> FilePath? {
        let bytes = name.bytes
        guard bytes.count > 8, bytes[bytes.count - 7] == UInt8(ascii: "."),
            bytes.suffix(6).allSatisfy(\.isLetterOrDigit)
        else { return nil }
        return FilePath(bytes: Array(bytes[1..<(bytes.count - 7)]))
    }

    /// The names that a report's config may have, the first that is there counts.
    package static func configs(of report: FilePath) -> [FilePath] {
        guard let stem = report.removingSuffix(".json") else { return [] }
        let own = [stem.adding("_config.zip"), stem.adding(".zip")]
        return report == standardReport ? [standardConfig] + own : own
    }

    /// The names that a report's notes may have, the first that is there counts.
    package static func notes(of report: FilePath) -> [FilePath] {
        guard let stem = report.removingSuffix(".json") else { return [] }
        let own = notesSuffixes.map { stem.adding($0) }
        return report == standardReport ? standardNotes + own : own
    }

    /// The name of the report of some notes, without its ending; nil for a name that is not one of notes.
    private static func stem(ofNotes name: FilePath) -> FilePath? {
        if standardNotes.contains(name) { return standardReport.removingSuffix(".json") }
        return notesSuffixes.lazy.compactMap { name.removingSuffix($0) }.first { !$0.isEmpty }
    }

    /// The names that the report of a config or of notes may have.
    package static func reports(of config: FilePath) -> [FilePath] {
        if let stem = stem(ofNotes: config) { return [stem.adding(".json")] }
        guard let stem = config.removingSuffix(".zip") else { return [] }
        var reports = config == standardConfig ? [standardReport] : []
        if let short = stem.removingSuffix("_config"), !short.isEmpty {
            reports.append(short.adding(".json"))
        }
        reports.append(stem.adding(".json"))
        return reports
    }

    /// The same for all names that may belong together.
    package static func group(of name: FilePath) -> FilePath {
        var stem =
            stem(ofNotes: name) ?? name.removingSuffix(".json") ?? name.removingSuffix(".zip") ?? name
        while let short = stem.removingSuffix("_config"), !short.isEmpty { stem = short }
        return stem == "config" ? "aggregated_report" : stem
    }

    /// Whether a temporary of `target` may become `name`.
    static func mayBecome(_ name: FilePath, temporaryOf target: FilePath) -> Bool {
        // Only a name near the 255 bytes a filesystem allows is cut short.
        target == name || (target.bytes.count > 200 && name.bytes.starts(with: target.bytes))
    }
}
