package import Model
package import System

/// Watches over a filed file that is open and is sent piece by piece.
package struct FiledFileWatch: Sendable {
    private let files: FiledFiles
    private let part: FiledPart
    private let id: RunID
    private let stamp: FileStamp

    init(_ files: FiledFiles, _ part: FiledPart, _ id: RunID, _ stamp: FileStamp) {
        self.files = files
        self.part = part
        self.id = id
        self.stamp = stamp
    }

    /// Whether nothing was written to the file since it was opened as whole, so that what was read of it may be sent.
    ///
    /// Where something was, or `isShort` says that the reading came to an end too early, that is noted. From any thread.
    package func isUnchanged(_ descriptor: CInt, isShort: Bool) -> Bool {
        do {
            let now = try FileStamp(OwnedDescriptor.status(descriptor, path: files.path(part, id)))
            if !isShort && stamp.likeness(to: now) != .changed { return true }
        } catch {
            _ = files.cut(part, of: id, error)
            return false
        }
        if isShort {
            _ = files.cut(part, of: id, nil)
        } else {
            files.doubts.add(id)
        }
        return false
    }
}

extension Store {
    /// Whether a part that was just opened is what it was when all of it was read (`FiledFiles.isCertain`).
    package func isCertain(_ part: FiledPart, of id: RunID) -> Bool { filedFiles.isCertain(part, id) }

    /// A watch over a part of a run that was just opened.
    ///
    /// - Throws: `StoreError` of fstat(2).
    package func watch(
        _ file: borrowing OwnedDescriptor, _ part: FiledPart, of id: RunID
    ) throws(StoreError) -> FiledFileWatch {
        let raw = file.raw
        return try filed { () throws(FileError) in
            let status = try OwnedDescriptor.status(raw, path: filedFiles.path(part, id))
            return FiledFileWatch(filedFiles, part, id, FileStamp(status))
        }
    }
}
