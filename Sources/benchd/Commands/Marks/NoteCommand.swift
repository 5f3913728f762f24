import Model

/// `benchd note`: says something of a run.
enum NoteCommand: Command {
    static let name = "note"
    static let synopsis = "[options] RUN"
    static let summary =
        "Set the label, note or tags of a run, beside a running daemon or without one; empty texts remove them."
    static let options =
        [
            Option("--label", "TEXT", default: nil, "A few words that tell the run from others."),
            Option("--note", "TEXT", default: nil, "What else there is to say of it."),
            Option(
                "--tag", "TEXT", default: nil,
                "A tag, or several with commas; given several times, the run has all of them and no others."),
        ] + ControlClient.options

    static func run(_ values: OptionValues) throws -> Int32 {
        let run = try ControlClient.run(values, of: name)
        var change = MarkChange()
        do throws(MarkFault) {
            if let text = values.texts("--label")?.last { try change.setLabel(text) }
            if let text = values.texts("--note")?.last { try change.setNote(text) }
            if let texts = values.texts("--tag") { try change.setTags(texts) }
        } catch {
            throw UsageError(message: "\(error)")
        }
        guard change != MarkChange() else {
            throw UsageError(message: "note needs --label, --note or --tag; see benchd note --help")
        }
        return try ControlClient(values).perform(MarkRequest(run: run, change: change))
    }
}
