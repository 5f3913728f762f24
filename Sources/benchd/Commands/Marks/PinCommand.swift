import Model

/// `benchd pin`: has `benchd prune` leave a run, and back.
enum PinCommand: Command {
    static let name = "pin"
    static let synopsis = "[options] RUN"
    static let summary = "Pin a run, so that prune never removes it, beside a running daemon or without one."
    static let options = [Option("--undo", "Let prune remove the run.")] + ControlClient.options

    static func run(_ values: OptionValues) throws -> Int32 {
        let run = try ControlClient.run(values, of: name)
        var change = MarkChange()
        change.isPinned = !(try values.isOn("--undo"))
        return try ControlClient(values).perform(MarkRequest(run: run, change: change))
    }
}
