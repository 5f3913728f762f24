import Archives
import Glibc
import Model
import Reports
import System

/// Reads the files that `benchd check` is given.
struct CheckReader {
    let reportLimit: Int
    let archiveLimits: ArchiveLimits
    /// What the settings of the reports' config archive say.
    var vars = ConfigVars()

    init(reportLimit: Int, archiveLimits: ArchiveLimits) {
        self.reportLimit = reportLimit
        self.archiveLimits = archiveLimits
    }

    /// Reads a file by the rules for its name.
    ///
    /// - Throws: `Problem` where it is bad, `FileError` where it cannot be read.
    func content(_ path: FilePath) throws -> CheckedFile.Content {
        path.hasSuffix(".zip") ? try archive(path) : try report(path)
    }

    /// Reads a config archive.
    ///
    /// - Throws: As `content`.
    func archive(_ path: FilePath) throws -> CheckedFile.Content {
        let file = try open(path)
        do {
            let (listing, vars) = try ConfigInspector.read(file, path: path, limits: archiveLimits)
            return .archive(listing, vars)
        } catch {
            if case .file(let error) = error { throw error }
            throw error.problem
        }
    }

    private func report(_ path: FilePath) throws -> CheckedFile.Content {
        let file = try open(path)
        do {
            return .report(try CheckedReport(file, path, limit: reportLimit, vars: vars))
        } catch {
            if case .file(let error) = error { throw error }
            throw error.problem
        }
    }

    private func open(_ path: FilePath) throws(FileError) -> OwnedDescriptor {
        let parent = try Directory(
            path.directory.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : path.directory)
        let file = try parent.openForReading(path.lastComponent)
        // An empty name opens the working directory.
        guard !path.isEmpty else { throw FileError(operation: "open", path: path, errno: ENXIO) }
        try file.status(path: path).expectRegular("read", path)
        return file
    }
}
