/// What completes a command line, made from the tables of commands and options.
enum CompletionScript: String, CaseIterable {
    case bash
    case zsh
    case fish

    /// The script, for the shell to read.
    func text(of program: CommandTable) -> String {
        switch self {
        case .bash: Self.bash(program)
        case .zsh: Self.zsh(program)
        case .fish: Self.fish(program)
        }
    }

    /// What the value of an option is.
    private enum Value {
        case missing
        case folder
        case file
        case one(of: String)
        case other

        init(of option: Option) {
            self =
                switch option.placeholder {
                case nil: .missing
                case "DIR"?: .folder
                case "FILE"?: .file
                case let text?:
                    text.contains("|") ? .one(of: text.split(separator: "|").joined(separator: " ")) : .other
                }
        }
    }

    private static func bash(_ program: CommandTable) -> String {
        let names = program.commands.map { $0.name }.joined(separator: " ")
        let options = program.commands.map { command in
            let names = program.options(of: command).map(\.name).joined(separator: " ")
            return "        \(command.name)) options='\(names) --help' ;;"
        }
        var seen: Set<String> = []
        let all = program.commands.flatMap { program.options(of: $0) }
        let values = all.filter { seen.insert($0.name).inserted }.map(bashValue)
        return """
            _benchd() {
                local word=$2 before=$3 command=\(program.usualName) options
                [[ $COMP_CWORD -eq 1 || ${COMP_WORDS[1]} == -* ]] || command=${COMP_WORDS[1]}
                case $before in
            \(values.filter { !$0.isEmpty }.joined(separator: "\n"))
                esac
                case $command in
            \(options.joined(separator: "\n"))
                    *) options= ;;
                esac
                [[ $COMP_CWORD -gt 1 ]] || options="\(names) $options --version"
                if [[ $COMP_CWORD -gt 1 && $word != -* ]]; then compopt -o default; return; fi
                COMPREPLY=($(compgen -W "$options" -- "$word"))
            }
            complete -F _benchd benchd

            """
    }

    private static func bashValue(_ option: Option) -> String {
        let front = "        \(option.name)) "
        return switch Value(of: option) {
        case .missing: ""
        case .folder: front + "compopt -o dirnames; return ;;"
        case .file: front + "compopt -o default; return ;;"
        case .one(let words): front + "COMPREPLY=($(compgen -W '\(words)' -- \"$word\")); return ;;"
        case .other: front + "return ;;"
        }
    }

    private static func zsh(_ program: CommandTable) -> String {
        let commands = program.commands.map { "    " + quoted("\($0.name):\($0.summary)") }
        let cases = program.commands.map { command in
            let options = program.options(of: command).map(zshOption) + ["'*:file:_files'"]
            return "    \(command.name)) _arguments \(options.joined(separator: " ")) ;;"
        }
        return """
            #compdef benchd
            local -a commands=(
            \(commands.joined(separator: "\n"))
            )
            if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
                _describe command commands
                return
            fi
            local command=\(program.usualName)
            if [[ $words[2] != -* ]]; then command=$words[2]; shift words; (( CURRENT-- )); fi
            case $command in
            \(cases.joined(separator: "\n"))
            esac

            """
    }

    private static func zshOption(_ option: Option) -> String {
        let help = option.help.filter { !"[]".contains($0) }
        let front = "\(option.takesList ? "*" : "")\(option.name)[\(help)]"
        return switch Value(of: option) {
        case .missing: quoted(front)
        case .folder: quoted("\(front):directory:_files -/")
        case .file: quoted("\(front):file:_files")
        case .one(let words): quoted("\(front):value:(\(words))")
        case .other: quoted("\(front):value: ")
        }
    }

    private static func fish(_ program: CommandTable) -> String {
        let commands = program.commands.map {
            "complete -c benchd -n __fish_use_subcommand -f -a \($0.name) -d \(quoted($0.summary))\n"
        }
        let options = program.commands.flatMap { command in
            let front = "complete -c benchd -n '__fish_seen_subcommand_from \(command.name)'"
            return program.options(of: command).map {
                "\(front) -l \($0.key)\(fishValue($0)) -d \(quoted($0.help))\n"
            }
        }
        return (commands + options).joined()
    }

    private static func fishValue(_ option: Option) -> String {
        switch Value(of: option) {
        case .missing: ""
        case .folder: " -x -a '(__fish_complete_directories)'"
        case .file: " -r -F"
        case .one(let words): " -x -a '\(words)'"
        case .other: " -x"
        }
    }

    /// One word for a shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
