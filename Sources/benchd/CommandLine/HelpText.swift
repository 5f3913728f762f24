import System

/// What `--help` prints.
enum HelpText {
    static func program(_ commands: [any Command.Type]) -> String {
        let width = commands.map { $0.name.count }.max() ?? 0
        let lines = commands.map { item($0.name, width, $0.summary) }
        return """
            benchd takes benchmark reports from an inbox directory or over HTTP and serves
            dashboards of them.

            usage: benchd [COMMAND] [options]

            \(lines.joined(separator: "\n"))

            benchd alone is benchd serve. benchd COMMAND --help lists the options of a
            command.
            """
    }

    static func command(_ command: any Command.Type) -> String {
        let options = command.options + [Option("--help", "Print this.")]
        let names = options.map { $0.name + ($0.placeholder.map { " \($0)" } ?? "") }
        let width = names.map(\.count).max() ?? 0
        let lines = zip(names, options).map { name, option in
            let usual = option.defaultText.map { $0.isEmpty ? "" : " [\($0)]" }
            return item(name, width, option.help + (usual ?? ""))
        }
        return """
            \(Prose.lines(command.summary).joined(separator: "\n"))

            usage: benchd \(command.name) \(command.synopsis)

            \(lines.joined(separator: "\n"))

            \(Prose.lines(notes(on: command.options)).joined(separator: "\n"))
            """
    }

    /// A name, and beside it what it is.
    private static func item(_ name: String, _ width: Int, _ text: String) -> String {
        let front = "  " + name + String(repeating: " ", count: max(0, width - name.count) + 2)
        let lines = Prose.lines(text, width: max(20, Prose.width - front.count))
        return front + lines.joined(separator: "\n" + String(repeating: " ", count: front.count))
    }

    /// How values of the options are written, where there are such, and that the environment has them too.
    private static func notes(on options: [Option]) -> String {
        let takesDuration = options.contains {
            $0.placeholder == "TIME" && $0.defaultText.flatMap(Quantity.duration) != nil
        }
        let takesSize = options.contains { $0.placeholder == "SIZE" }
        let forms =
            (takesDuration ? ["durations 500ms, 1s, 10min, 2h or 30d"] : [])
            + (takesSize ? ["sizes 64KiB, 256MiB or 1GiB"] : [])
        let writing = forms.isEmpty ? "" : "Values are written so: \(forms.joined(separator: ", ")).\n"
        guard let first = options.first else { return writing }
        return writing
            + "Each option can also be given as an environment variable: \(first.name) is \(first.variable)."
    }
}
