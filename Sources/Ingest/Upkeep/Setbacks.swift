import Glibc
import Model
import System

/// What could not be filed because of the storage, and why; a value without clock or disk.
///
/// A setback counts until its drop ends, or for its lifetime: long enough for the drop or the client to try again.
struct Setbacks {
    /// What met it.
    enum Subject: Hashable {
        case drop(FilePath)
        /// An upload that could not be spooled.
        case spooling
        /// An upload that came whole and could not be filed.
        case upload

        /// How long a setback counts if it does not happen again.
        var lifetime: Duration {
            switch self {
            // Longer than the longest pause before a drop is tried again.
            case .drop: .seconds(90)
            // Longer than the time after which a client is told to try again; benchd cannot do so by itself.
            case .spooling, .upload: .seconds(15)
            }
        }
    }

    private struct Entry {
        let part: Trouble.Part
        let reason: String
        let end: ContinuousClock.Instant
    }

    private var entries: [Subject: Entry] = [:]

    /// When the next one is forgotten; nil while there is none.
    var nextEnd: ContinuousClock.Instant? { entries.values.lazy.map(\.end).min() }

    /// Something failed.
    mutating func note(_ subject: Subject, _ error: LibraryError, at now: ContinuousClock.Instant) {
        // Nothing is wrong here: it is tried again, as ever.
        if error == .contended { return }
        if case .unreadable = error { return }
        entries[subject] = Entry(
            part: Self.part(error), reason: error.description, end: now + subject.lifetime)
    }

    /// It ended, whatever way.
    mutating func clear(_ subject: Subject) {
        entries[subject] = nil
        // A failed upload is not tried again by itself, so the success of any other work clears it.
        entries[.upload] = nil
    }

    /// Forgets setbacks that did not happen again within their lifetime.
    mutating func forget(at now: ContinuousClock.Instant) {
        entries = entries.filter { $0.value.end > now }
    }

    /// What is wrong, in a sentence for each kind of trouble.
    var sentences: [Trouble.Part: String] {
        Dictionary(grouping: entries, by: \.value.part).mapValues { entries in
            let waiting = entries.count { $0.key != .upload && $0.key != .spooling }
            let latest = entries.max { $0.value.end < $1.value.end }
            return Self.sentence(
                entries[0].value.part, reason: latest?.value.reason ?? "", waitingCount: waiting)
        }
    }

    private static func part(_ error: LibraryError) -> Trouble.Part {
        switch error {
        case .file(let error): .storage(errno: error.isOutOfSpace ? ENOSPC : error.errno)
        case .catalog: .catalogReading
        case .locked: .storage(errno: EWOULDBLOCK)
        case .damaged, .unverified, .gone: .storage(errno: EIO)
        case .unavailable, .contended, .unreadable: .database
        }
    }

    private static func sentence(_ part: Trouble.Part, reason: String, waitingCount: Int) -> String {
        let effect =
            switch waitingCount {
            case 0: "uploads fail"
            case 1: "1 file waits in the inbox"
            default: "\(waitingCount) files wait in the inbox"
            }
        let what =
            switch part {
            case .storage(ENOSPC): "The disk is full"
            case .storage(EMFILE), .storage(ENFILE): "There are no file descriptors left"
            case .storage(EROFS): "The disk cannot be written"
            case .storage(EACCES), .storage(EPERM): "benchd lacks a permission"
            case .catalogReading: "The catalog cannot be used"
            case .database: "The database cannot be used"
            default: "The storage fails"
            }
        let remedy =
            switch part {
            case .storage(let errno): FileError.hint(errno) ?? "repair the disk"
            case .catalogReading: "repair the disk, or stop benchd and run benchd reindex"
            case .database: "repair the database or the way to it"
            default: "repair the disk"
            }
        return "\(what) (\(reason)): \(effect); \(remedy), and benchd goes on by itself."
    }
}
