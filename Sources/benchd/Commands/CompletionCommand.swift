/// `benchd completion`: scripts that complete its command line.
enum CompletionCommand: DescribingCommand {
    static let name = "completion"
    static let synopsis = "SHELL"
    static let summary = "Print what completes command lines in a shell: bash, zsh or fish."
    static let options: [Option] = []

    static func run(_ values: OptionValues, _ program: CommandTable) throws -> Int32 {
        guard values.arguments.count == 1, let shell = values.arguments.first.flatMap(CompletionScript.init)
        else {
            throw UsageError(message: "completion needs one shell: bash, zsh or fish")
        }
        print(shell.text(of: program), terminator: "")
        return 0
    }
}
