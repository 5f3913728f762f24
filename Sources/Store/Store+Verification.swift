package import Model
package import System

// What is done about files that are not what was filed.

extension Store: FileVerification {
    /// Puts a part of a run back from the same bytes, which have come again, where it is damaged or may be; the reading
    /// that ends the trouble follows.
    ///
    /// - Throws: `LibraryError`; then the part is as it was, and the staged file is still the best copy there is.
    func restore(_ part: FiledPart, of id: RunID, from staged: StagedFile) throws(LibraryError) {
        let parts = try catalogued { (catalog) throws(CatalogError) in try catalog.parts(of: id) }
        guard let parts, parts[part] == staged.file else { return }
        do {
            _ = try filedFiles.open(part, of: parts)
        } catch {
            switch error {
            case .damaged, .unverified: break
            default: throw error
            }
            try filed { () throws(FileError) in try folder.restore(part, of: id, from: staged) }
            filedFiles.doubts.add(id)
        }
    }

    /// Hands over the runs that should be read again soon, each by a call on the thread that has noticed it.
    package func whenDoubtful(_ handler: @escaping @Sendable (RunID) -> Void) {
        filedFiles.doubts.hand(to: handler)
    }

    /// Looks again at some of the runs that are known to be damaged, so that a trouble that is mended ends.
    package func reconsiderDamages() {
        for id in filedFiles.board.runs(atMost: Condition.damageLimit) {
            let known: FiledParts?
            do {
                known = try catalog.parts(of: id)
            } catch {
                // A trouble that cannot be looked at now stays, and is looked at the next time.
                continue
            }
            guard let known else {
                forgetDamages(of: id)
                continue
            }
            // What is wrong is noted where it is found.
            for part in FiledPart.allCases where known[part] != nil {
                _ = try? filedFiles.open(part, of: known)
            }
        }
    }

    /// Nothing is wrong with the files of a run that was removed.
    func forgetDamages(of id: RunID) {
        for part in FiledPart.allCases { filedFiles.board.clear(part, id) }
    }

    /// Reads all bytes of a run's files, past the cache where `isFromDisk`, and compares them with what was filed; used
    /// by one thread.
    ///
    /// `pace` gets the bytes of each step, and ends the reading where it returns false.
    /// - Throws: `LibraryError` of the catalog, or where the trouble is not the files'.
    package func verify(_ id: RunID, isFromDisk: Bool, pace: (Int) -> Bool) throws(LibraryError) {
        filedFiles.doubts.settle(id)
        let known = try catalogued { (catalog) throws(CatalogError) in try catalog.parts(of: id) }
        guard let known else { return forgetDamages(of: id) }
        var stamp = known.stamp
        for part in FiledPart.allCases where known[part] != nil {
            switch filedFiles.rehash(part, of: known, isFromDisk: isFromDisk, pace: pace) {
            case .whole(let found): stamp[part] = .verified(found)
            case .damaged: stamp[part] = .unverified
            case .undecided, nil: return
            }
        }
        if known.isMended(by: stamp) {
            try index(id)
        } else {
            let read = stamp
            try catalogued { (catalog) throws(CatalogError) in
                try catalog.noteVerification(of: id, stamp: read, at: .now())
            }
        }
    }

    /// The run whose files were read longest ago, and when; nil while there is none.
    ///
    /// - Throws: `LibraryError` of the catalog.
    package func longestUnread() throws(LibraryError) -> (id: RunID, read: Timestamp)? {
        try catalogued { (catalog) throws(CatalogError) in try catalog.longestUnread() }
    }
}

extension FiledParts {
    /// Whether a part that was not verified is verified now: what is derived from it may be missing in the
    /// catalog.
    fileprivate func isMended(by now: RunStamp) -> Bool {
        FiledPart.allCases.contains { part in
            self[part] != nil && stamp[part].stamp == nil && now[part].stamp != nil
        }
    }
}
