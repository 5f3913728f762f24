package import Model
import System

/// What a migration has done.
package struct MigrationOutcome: Sendable, Equatable {
    /// Runs that are new where they were moved to.
    package internal(set) var movedCount = 0
    /// Runs that were there already, with all that is moved.
    package internal(set) var knownCount = 0
    /// Runs that were there, and have got a config.
    package internal(set) var configCount = 0
    /// Runs that were there, and have got what people say of them.
    package internal(set) var markCount = 0
    /// Tombstones that are new there.
    package internal(set) var tombstoneCount = 0
    /// Documents that were changed there, such as the events of alerts.
    package internal(set) var documentCount = 0
    /// Runs that were removed there, and stay so.
    package internal(set) var removed: [RunID] = []
    /// What could not be moved, with the reason.
    package internal(set) var failures: [Damage] = []
    /// What lacks of runs that were moved or are there, with the reason.
    package internal(set) var lacks: [Damage] = []
    /// Whether a daemon works on the database that was moved from.
    package internal(set) var isServed = false

    /// Whether everything is there now.
    package var isWhole: Bool { failures.isEmpty && lacks.isEmpty }

    mutating func note(_ arrival: Arrival, of run: RunID, named name: FilePath) {
        switch arrival {
        case .new: movedCount += 1
        case .known: knownCount += 1
        case .outdated(let config, let mark):
            if config { configCount += 1 }
            if mark { markCount += 1 }
        case .removed: removed.append(run)
        case .conflict(let reason): failures.append(Damage(path: name, reason: reason))
        }
    }

    mutating func note(_ burial: Arrival.Burial, named name: FilePath) {
        switch burial {
        case .known: break
        case .new: tombstoneCount += 1
        case .conflict(let reason): failures.append(Damage(path: name, reason: reason))
        }
    }

    /// Notes whether a document was changed; nil where it cannot be read, here or there.
    mutating func note(_ isChanged: Bool?, named name: FilePath) {
        guard let isChanged else {
            failures.append(Damage(path: name, reason: "it cannot be read, here or where it is moved to"))
            return
        }
        if isChanged { documentCount += 1 }
    }
}
