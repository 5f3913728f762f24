import Model

/// `benchd exclude`: takes a run out of noise, ranks and trends, and back.
enum ExcludeCommand: Command {
    static let name = "exclude"
    static let synopsis = "[options] RUN"
    static let summary =
        "Take a run out of noise, ranks and trends, or back, beside a running daemon or without one."
    static let options =
        [
            Option("--reason", "TEXT", default: nil, "Why the run does not count."),
            Option("--undo", "Count the run again."),
        ] + ControlClient.options

    static func run(_ values: OptionValues) throws -> Int32 {
        let run = try ControlClient.run(values, of: name)
        let reason = values.texts("--reason")?.last
        let isUndone = try values.isOn("--undo")
        guard isUndone == (reason == nil) else {
            throw UsageError(message: "exclude needs either --reason TEXT or --undo")
        }
        var change = MarkChange()
        do throws(MarkFault) {
            try change.setExclusion(reason ?? "")
        } catch {
            throw UsageError(message: "\(error)")
        }
        guard isUndone || change.exclusion != "" else {
            throw UsageError(message: "the reason is empty; say why the run does not count")
        }
        return try ControlClient(values).perform(MarkRequest(run: run, change: change))
    }
}
