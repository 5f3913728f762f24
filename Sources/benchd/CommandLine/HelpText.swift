/// What `--help` prints.
enum HelpText {
    static func program(_ commands: [any Command.Type]) -> String {
        let width = commands.map { $0.name.count }.max() ?? 0
        let lines = commands.map { "  \(padded($0.name, width))  \($0.summary)" }
        return """
            benchd takes benchmark reports from an inbox directory or over HTTP and serves dashboards of them.

            usage: benchd [COMMAND] [options]

            \(lines.joined(separator: "\n"))

            benchd alone is benchd serve. benchd COMMAND --help lists the options of a command.
            """
    }

    static func command(_ command: any Command.Type) -> String {
        let options = command.options + [Option("--help", "Print this.")]
        let names = options.map { $0.name + ($0.placeholder.map { " \($0)" } ?? "") }
        let width = names.map(\.count).max() ?? 0
        let lines = zip(names, options).map { name, option in
            "  \(padded(name, width))  \(option.help)\(option.defaultText.map { " [\($0)]" } ?? "")"
        }
        return """
            \(command.summary)

            usage: benchd \(command.name) \(command.synopsis)

            \(lines.joined(separator: "\n"))

            Durations are written 500ms, 1s, 10min, 2h or 30d, sizes 64KiB, 256MiB or 1GiB.
            Each option can also be given as an environment variable: \(command.options.first?.name ?? "") \
            is \(command.options.first?.variable ?? "").
            """
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
