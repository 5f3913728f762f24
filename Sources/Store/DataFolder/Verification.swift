import JSON
package import Model
package import System

/// Rehashes what was filed and compares it with its receipts; needs no lock and changes nothing.
package struct Verification: Sendable {
    private let root: Directory

    /// A verification of a data folder.
    ///
    /// - Throws: `FileError` where there is none.
    package init(_ path: FilePath) throws(FileError) {
        root = try Directory(path)
    }

    /// The runs that the folder has files of, in the order of their ids.
    ///
    /// - Throws: `FileError` of readdir(3).
    package func runs() throws(FileError) -> [RunID] {
        var found: Set<RunID> = []
        var removed: Set<RunID> = []
        for name in try root.names() {
            switch DataNames.meaning(of: name) {
            case .report(let id): found.insert(id)
            case .receipt(let id), .config(let id), .notes(let id):
                if isSettled(name) { found.insert(id) }
            case .tombstone(let id): removed.insert(id)
            case .own, .foreign: break
            }
        }
        // What is left of a run that was removed goes at the next start.
        return found.subtracting(removed).sorted()
    }

    /// Whether a file is old enough that no daemon can still be filing its report.
    private func isSettled(_ name: FilePath) -> Bool {
        // A file that has vanished was being filed; if its status fails, reading it fails too and gives the
        // reason.
        guard let status = try? root.status(of: name) else { return false }
        return Timestamp.now().milliseconds - status.changed / 1_000_000 > 60_000
    }

    /// What is wrong with a run's files; empty for a sound run, and for an old one without a receipt, which promises nothing.
    package func damages(of id: RunID) -> [Damage] {
        filedDamages(of: id) + [RunNotes(of: id, in: root).damage].compactMap(\.self)
    }

    private func filedDamages(of id: RunID) -> [Damage] {
        do {
            guard try root.statusIfPresent(of: DataNames.receipt(id)) != nil else {
                return id.isOwn ? [damage(DataNames.receipt(id), "it is missing")] : []
            }
            let bytes = try root.read(DataNames.receipt(id), limit: 16 << 20)
            // Where it breaks off is of no use to whoever puts it back.
            guard let receipt = (try? JSONValue(parsing: bytes)).flatMap(Receipt.init(json:)),
                receipt.id == id
            else { return [damage(DataNames.receipt(id), "it is not a receipt of this run")] }
            return try damages(DataNames.report(id), receipt.report) + configDamages(of: receipt)
        } catch {
            return [damage(DataNames.receipt(id), error.cause)]
        }
    }

    private func configDamages(of receipt: Receipt) throws(FileError) -> [Damage] {
        let name = DataNames.config(receipt.id)
        if let config = receipt.config { return damages(name, config) }
        guard try root.statusIfPresent(of: name) != nil else { return [] }
        return [damage(name, "its receipt does not name it; the next start adds it to the receipt")]
    }

    private func damages(_ name: FilePath, _ filed: FiledFile) -> [Damage] {
        do {
            let file = try root.openForReading(name)
            let verdict = try Rehash.verdict(on: file, path: name, filed: filed) {
                (file, path) throws(FileError) in
                try Rehash.digest(of: file, path: path)
            }
            switch verdict {
            case .whole: return []
            case .damaged(let finding): return [damage(name, finding.reason)]
            case .undecided: return [damage(name, "it was written to while it was read")]
            }
        } catch {
            return [damage(name, Soundness.reason(error) ?? error.cause)]
        }
    }

    private func damage(_ name: FilePath, _ reason: String) -> Damage {
        Damage(path: root.path(of: name), reason: reason)
    }
}
