/// All commands of the program, with the options that each takes.
struct CommandTable {
    /// In the order in which help lists them; the first is the one that needs no name.
    let commands: [any Command.Type]
    /// What a file of options can have.
    let fileOptions: [Option]

    /// The command of a name; nil where there is none.
    func command(_ name: String) -> (any Command.Type)? { commands.first { $0.name == name } }

    /// The name of the command that needs none.
    var usualName: String { commands.first.map { $0.name } ?? "" }

    /// All options of a command but --help.
    func options(of command: any Command.Type) -> [Option] {
        ConfigFile.adding(to: command.options, reading: fileOptions)
    }
}

/// A command that tells of the others.
protocol DescribingCommand: Command {
    /// Does the work; returns the exit code.
    static func run(_ values: OptionValues, _ program: CommandTable) throws -> Int32
}

extension DescribingCommand {
    static func run(_ values: OptionValues) throws -> Int32 {
        try run(values, CommandTable(commands: [], fileOptions: []))
    }
}
