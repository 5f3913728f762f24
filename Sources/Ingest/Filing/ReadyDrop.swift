import Model
import System

/// A drop of the inbox whose files are all read: what is filed, and the files that it came from.
struct ReadyDrop: Sendable {
    let report: DropMember
    let config: DropMember?
    let notes: DropMember?
    let drop: JudgedDrop
    /// The path of the report, or the one that it was rejected from and is tried again.
    let origin: FilePath

    /// Config and notes, bad ones too.
    var companions: [DropMember] { [config, notes].compactMap(\.self) }

    /// All its files.
    var paths: [FilePath] { [report.path] + companions.map(\.path) }
}

/// A drop of the inbox that was filed: its rig must learn it, and its files must leave the inbox.
struct FiledDrop: Sendable {
    let ready: ReadyDrop
    let outcome: Outcome
    /// Whether its notice is written already.
    var isTold = false
    /// Bad files that stay in the inbox.
    var refused: [FilePath] = []

    /// What its rig is told.
    var notice: Notice {
        Notice(outcome: outcome, digest: ready.drop.report.file.digest, path: ready.origin)
    }

    /// The files that leave the inbox, the report last: see `SourceEnding.end`.
    var leaving: [DropMember] { ready.companions.filter { $0.problem == nil } + [ready.report] }
}
