import HTTP

/// Chooses the command and turns what it throws into one line and an exit code.
enum Program {
    private static let table = CommandTable(
        commands: [
            ServeCommand.self, CheckCommand.self, ListCommand.self, ShowCommand.self, CompareCommand.self,
            TrendsCommand.self, AuditCommand.self, PlanCommand.self, NoteCommand.self, ExcludeCommand.self,
            PinCommand.self, PruneCommand.self, BackupCommand.self, ImportCommand.self,
            MigrateCommand.self, RulesCommand.self,
            VerifyCommand.self, ReindexCommand.self, TokenCommand.self, PingCommand.self, ManualCommand.self,
            CompletionCommand.self,
        ], fileOptions: ServeCommand.options)

    static func run(_ arguments: [String], environment: [String: String]) -> Int32 {
        var arguments = arguments[...]
        switch arguments.first {
        case "--version":
            print("benchd \(Version.text)\nlibmicrohttpd \(HTTPLibrary.version)")
            return 0
        case "--help", "-h", "help":
            print(HelpText.program(table.commands))
            return 0
        default: break
        }
        // `benchd --listen ...` is `benchd serve --listen ...`.
        let isNamed = arguments.first.map { !$0.hasPrefix("-") } ?? false
        let name = isNamed ? arguments.removeFirst() : ServeCommand.name
        guard let command = table.command(name) else {
            return fail(2, "there is no command \"\(name)\"; see benchd --help")
        }
        do {
            let options = table.options(of: command)
            var values = try OptionValues(
                options, of: name, arguments: arguments, environment: environment,
                // What one command is asked for is no setting: BENCHD_APPLY shall not remove runs.
                sharing: Set(table.options(of: ServeCommand.self).map(\.name)))
            if values.wantsHelp {
                print(HelpText.command(command, options: options))
                return 0
            }
            values.fall(
                backOn: try ConfigFile.chosen(
                    by: values, of: command.options, reading: table.fileOptions, environment: environment))
            if let describing = command as? any DescribingCommand.Type {
                return try describing.run(values, table)
            }
            return try command.run(values)
        } catch let error as UsageError {
            return fail(2, error.message)
        } catch let error as CommandFault {
            return fail(error.code, error.description)
        } catch {
            return fail(1, FaultText.text(of: error))
        }
    }

    private static func fail(_ code: Int32, _ message: String) -> Int32 {
        StandardStream.error.write("benchd: \(message)\n")
        return code
    }
}
