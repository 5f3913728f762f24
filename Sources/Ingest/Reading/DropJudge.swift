import Archives
import Model
import Reports
import System

/// Decides what a staged file is; the same for inbox and upload.
struct DropJudge: Sendable {
    /// Why a file is not what its role asks for.
    enum Fault: Error {
        case file(FileError)
        case endsEarly(Problem)
        case bad(Problem)
    }

    let settings: IngestSettings
    let cancellation: Cancellation

    func judge(_ staged: StagedFile, as role: DropName.Role) throws(Fault) -> StagedDropFile {
        role == .config ? .config(staged, try listing(of: staged)) : .report(staged, try report(in: staged))
    }

    func report(in staged: StagedFile) throws(Fault) -> Report {
        let file = try open(staged)
        do {
            return try ReportReader.read(
                file, path: staged.path, limit: settings.reportLimit, unless: cancellation)
        } catch {
            if case .file(let error) = error { throw .file(error) }
            throw error.endsEarly ? .endsEarly(error.problem) : .bad(error.problem)
        }
    }

    func listing(of staged: StagedFile) throws(Fault) -> ConfigListing {
        let file = try open(staged)
        do {
            return try ConfigInspector.list(file, path: staged.path, limits: settings.archiveLimits)
        } catch {
            if case .file(let error) = error { throw .file(error) }
            throw error.endsEarly ? .endsEarly(error.problem) : .bad(error.problem)
        }
    }

    private func open(_ staged: StagedFile) throws(Fault) -> OwnedDescriptor {
        do {
            return try staged.open()
        } catch {
            throw .file(error)
        }
    }
}
