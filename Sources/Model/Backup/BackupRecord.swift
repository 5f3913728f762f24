package import JSON
package import System

/// What a data folder says of its last backup that was whole.
package struct BackupRecord: Equatable, Sendable {
    /// When it began: what was filed later may not be in it.
    package let at: Timestamp
    package let path: String
    package let runCount: Int

    /// A backup of so many runs.
    package init(at: Timestamp, path: String, runCount: Int) {
        (self.at, self.path, self.runCount) = (at, path, runCount)
    }

    /// The record as it is kept and served.
    package var json: JSONValue {
        ["at": .string(at.description), "path": .string(path), "runs": .integer(runCount)]
    }

    /// Reads back what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let at = json["at"]?.string.flatMap(Timestamp.init), let path = json["path"]?.string,
            let runCount = json["runs"]?.integer
        else { return nil }
        self.init(at: at, path: path, runCount: runCount)
    }
}
