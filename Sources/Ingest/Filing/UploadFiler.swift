import Store

/// Judges and files what came over HTTP; nothing of a rejected upload is kept, its sender has it.
struct UploadFiler {
    let store: Store
    let filer: Filer
    let judge: DropJudge
    let setbacks: SetbackLog
    let log: LogSink

    /// Ends an upload; its spooled files are gone afterwards.
    func file(_ drop: UploadedDrop) -> Result<Outcome, Problem> {
        defer {
            drop.report.discard()
            drop.config?.discard()
        }
        do {
            let outcome = try filed(drop)
            setbacks.clear(.spooling)
            log(.info, "\(outcome.kind.rawValue) an upload\(outcome.link.map { " as \($0)" } ?? "")")
            return .success(outcome)
        } catch {
            setbacks.note(.upload, error)
            return .failure(error.problem)
        }
    }

    private func filed(_ drop: UploadedDrop) throws(StoreError) -> Outcome {
        let outline: Report
        do {
            outline = try judge.report(in: drop.report)
        } catch {
            return .rejected(try Self.problem(error))
        }
        var warnings = drop.configProblem.map { [$0] } ?? []
        var listing: ConfigListing?
        if let config = drop.config {
            do {
                listing = try judge.listing(of: config)
            } catch {
                warnings.append(try Self.problem(error))
            }
        }
        let report = try adopted(drop.report)
        var archive: (staged: StagedFile, listing: ConfigListing)?
        do {
            if let config = drop.config, let listing { archive = (try adopted(config), listing) }
        } catch {
            report.discard()
            throw error
        }
        return try filer.file(
            Filer.JudgedDrop(
                report: report, outline: outline, config: archive, source: drop.source, origin: .upload,
                warnings: warnings))
    }

    private func adopted(_ file: StagedFile) throws(StoreError) -> StagedFile {
        do {
            return try file.moved(into: store.staging)
        } catch {
            throw .file(error)
        }
    }

    private static func problem(_ fault: DropJudge.Fault) throws(StoreError) -> Problem {
        switch fault {
        case .file(let error): throw .file(error)
        case .endsEarly(let problem), .bad(let problem): problem
        }
    }
}
