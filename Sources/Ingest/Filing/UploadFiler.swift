import Glibc
import Model
import System

/// Judges what came over HTTP, on the pool, and says on the filing thread what came of it; nothing of a rejected upload is
/// kept, its sender has it.
struct UploadFiler: Sendable {
    let archive: any RunArchive
    let judge: DropJudge
    let links: Links
    let log: LogSink

    /// An upload that was judged.
    enum Judged: Sendable {
        /// It is staged, and the disk has it.
        case good(JudgedDrop)
        /// It was rejected, or the storage failed; nothing of it is left.
        case bad(Result<Outcome, LibraryError>)

        /// Removes its staged files, which nobody needs any more.
        func discard() {
            if case .good(let drop) = self { drop.discard() }
        }
    }

    /// Judges an upload and stages it; its spooled files are gone afterwards.
    func judged(_ drop: UploadedDrop) -> Judged {
        defer {
            drop.report.discard()
            drop.config?.discard()
        }
        // The disk works while the drop is judged.
        drop.report.beginWriteback()
        drop.config?.beginWriteback()
        do {
            var warnings = drop.warnings
            let (report, config) = try read(drop, &warnings)
            return .good(try staged(drop, report, config, warnings))
        } catch {
            return switch error {
            case .file(let error): .bad(.failure(.file(error)))
            case .endsEarly(let problem), .bad(let problem): .bad(.success(.rejected(problem)))
            }
        }
    }

    /// The answer to an upload that has ended.
    func ended(_ result: Result<Outcome, LibraryError>, _ setbacks: SetbackLog) -> Result<Outcome, Problem> {
        do throws(LibraryError) {
            let outcome = try result.get()
            setbacks.clear(.spooling)
            note(outcome)
            return .success(outcome)
        } catch {
            setbacks.note(.upload, error)
            return .failure(error.problem)
        }
    }

    private func note(_ outcome: Outcome) {
        if let problem = outcome.problem {
            log(.warning, "rejected an upload: \(problem.detail)")
        } else {
            log(.info, "\(outcome.kind.rawValue) an upload\(outcome.id.map { " as \(links.run($0))" } ?? "")")
        }
    }

    /// Reads report and config at the same time; a bad config is nil, and a warning.
    private func read(
        _ drop: UploadedDrop, _ warnings: inout [Problem]
    ) throws(DropJudge.Fault) -> (ReadReport, ReadConfig?) {
        // To take what is known needs no thread.
        let known = drop.config.flatMap { judge.configs.config($0.file.digest) }
        let archives = known == nil ? [drop.config].compactMap(\.self) : []
        let (report, configs) = Computation.during(
            name: "benchd-config", count: archives.count, note: { _ in "judging the config of an upload" },
            { [judge] place in
                Result { () throws(DropJudge.Fault) in try judge.config(in: archives[place]) }
            }, { Result { () throws(DropJudge.Fault) in try judge.report(in: drop.report) } })
        let read = try report.get()
        if let known { return (read, known) }
        switch configs.first {
        case .success(let config)?: return (read, config)
        case .failure(.file(let error))?: throw .file(error)
        case .failure(.endsEarly(let problem))?, .failure(.bad(let problem))?: warnings.append(problem)
        case nil: break
        }
        return (read, nil)
    }

    private func staged(
        _ drop: UploadedDrop, _ read: ReadReport, _ readConfig: ReadConfig?, _ warnings: [Problem]
    ) throws(DropJudge.Fault) -> JudgedDrop {
        do throws(FileError) {
            let report = try adopted(drop.report) { (file) throws(FileError) in
                try archive.synchronizing(file)
            }
            var judged: JudgedConfig?
            do throws(FileError) {
                if let config = drop.config, let readConfig {
                    let config = try adopted(config) { (file) throws(FileError) in
                        // Rigs send the same config with every report, so that it is known says nothing.
                        report.isDurable ? try file.synchronized() : file
                    }
                    judged = JudgedConfig(staged: config, readConfig)
                }
            } catch {
                report.discard()
                throw error
            }
            return JudgedDrop(
                report: report, outline: read.outline, readings: read.readings, config: judged,
                source: drop.source, origin: .upload, uploader: drop.uploader, warnings: warnings,
                mark: drop.mark)
        } catch {
            throw .file(error)
        }
    }

    /// Moves a spooled file into staging and waits for the disk by `wait`; where that fails nothing of it is left.
    private func adopted(
        _ file: StagedFile, _ wait: (StagedFile) throws(FileError) -> StagedFile
    ) throws(FileError) -> StagedFile {
        let staged = try file.moved(into: try archive.staging)
        do {
            return try wait(staged)
        } catch {
            staged.discard()
            throw error
        }
    }
}
