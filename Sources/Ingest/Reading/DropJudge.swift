import Analysis
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
    let configs: ConfigMemory

    func judge(_ staged: StagedFile, as role: DropName.Role) throws(Fault) -> StagedDropFile {
        switch role {
        case .config: .config(staged, try config(in: staged))
        case .notes: .notes(staged, try notes(in: staged))
        default: .report(staged, try report(in: staged))
        }
    }

    func report(in staged: StagedFile) throws(Fault) -> ReadReport {
        let file = try open(staged)
        var builder = ReadingsBuilder()
        do {
            let outline = try ReportReader.read(
                file, path: staged.path, limit: settings.reportLimit, unless: cancellation,
                items: { builder.add($0) })
            return ReadReport(outline: outline, readings: builder.finish())
        } catch {
            if case .file(let error) = error { throw .file(error) }
            throw error.endsEarly ? .endsEarly(error.problem) : .bad(error.problem)
        }
    }

    func config(in staged: StagedFile) throws(Fault) -> ReadConfig {
        if let known = configs.config(staged.file.digest) { return known }
        let file = try open(staged)
        do {
            let read = try ConfigInspector.read(file, path: staged.path, limits: settings.archiveLimits)
            let config = ReadConfig(listing: read.listing, vars: read.vars)
            configs.keep(config, of: staged.file)
            return config
        } catch {
            if case .file(let error) = error { throw .file(error) }
            throw error.endsEarly ? .endsEarly(error.problem) : .bad(error.problem)
        }
    }

    /// What a file says of the run that it comes with.
    func notes(in staged: StagedFile) throws(Fault) -> RunMark {
        let bytes: [UInt8]
        do {
            bytes = try staged.directory.read(staged.name, limit: MarkFile.byteLimit)
        } catch {
            throw .file(error)
        }
        do {
            return try MarkFile.mark(in: bytes)
        } catch {
            throw .bad(error.problem)
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
