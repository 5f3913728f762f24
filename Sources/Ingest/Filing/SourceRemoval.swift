import Store

extension Directory {
    /// Removes a file below this directory if its name still means the file that was seen.
    ///
    /// - Throws: `FileError` where it is still there and cannot be removed.
    func remove(_ path: FilePath, ifStill sight: FileSight) throws(FileError) {
        do {
            let parent = path.directory.isEmpty ? self : try directory(path.directory)
            let name = path.lastComponent
            // Otherwise a new drop has taken its place: that one is looked at for itself.
            guard let status = try parent.statusIfPresent(of: name), FileSight(status) == sight else {
                return
            }
            try parent.remove(name)
            // Not synced: should a power cut bring the file back, its digest keeps it one run.
        } catch  where error.isMissing {
            return
        }
    }
}
