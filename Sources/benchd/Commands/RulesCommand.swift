import Alerts
import Analysis
import JSON
import Model
import System

/// `benchd rules`: looks at the rules of alerts, and mutes them.
enum RulesCommand: Command {
    static let name = "rules"
    static let synopsis = "[options] check | test [RULE...] | send TARGET | mute RULE | unmute RULE"
    static let summary =
        "Check a file of rules; test when rules would have fired by what is filed; send a test message to a target; mute a rule"
        + " of the running daemon for a time, and unmute it."
    static let options =
        [
            Option("--rules", "FILE", default: "/etc/benchd/rules.yaml", "The rules."),
            Option("--data", "DIR", default: "data", "Where runs are filed."),
            Option("--since", "TIME", default: nil, "Test with runs filed at a time or later."),
            Option("--for", "TIME", default: nil, "How long a rule is muted, such as 8h or 7d."),
            Option("--reason", "TEXT", default: nil, "Why it is muted."),
            Option("--json", "Print the events of a test as JSON."),
            StoreOption.option,
            Option("--max-report", "SIZE", default: "256MiB", "Largest report that is read."),
        ] + ArchiveOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        let names = Array(values.arguments.dropFirst())
        switch (values.arguments.first, names.count) {
        case ("check", 0):
            let file = try file(values)
            for rule in file.rules { print("\(rule.name): \(LogText.escaping(rule.sentence))") }
            print(Prose.count(file.rules.count, "rule") + ", " + Prose.count(file.targets.count, "target"))
            for doubt in file.doubts { StandardStream.error.write("benchd: \(LogText.escaping(doubt))\n") }
            return file.doubts.isEmpty ? 0 : 1
        case ("send", 1): return try send(to: names[0], values)
        case ("test", _): return try test(values, names)
        case ("mute", 1), ("unmute", 1):
            return try mute(values, names[0], isEnd: values.arguments[0] == "unmute")
        default:
            throw UsageError(
                message:
                    "rules needs check, test, send with a target, or mute or unmute with a rule; see benchd rules --help"
            )
        }
    }

    private static func file(_ values: OptionValues) throws(CommandFault) -> RuleFile {
        do {
            return try RuleFile(FilePath(values.text("--rules")))
        } catch {
            throw CommandFault(
                LogText.escaping(error.description)
                    + (values.texts("--rules") == nil ? "; name the file with --rules" : ""))
        }
    }

    private static func send(to name: String, _ values: OptionValues) throws -> Int32 {
        let file = try file(values)
        guard let target = file.targets.first(where: { $0.name == name }) else {
            let known = file.targets.map(\.name).joined(separator: ", ")
            throw UsageError(
                message: "there is no target \"\(LogText.escaping(name))\" in \(values.text("--rules"))"
                    + (known.isEmpty ? "" : "; there are \(LogText.escaping(known))"))
        }
        if let reason = target.sendTest(server: file.server) {
            throw CommandFault("\(name) was not reached: \(LogText.escaping(reason))")
        }
        print("\(name) has taken a test message")
        return 0
    }

    private static func test(_ values: OptionValues, _ names: [String]) throws -> Int32 {
        let rules = try file(values).rules
        if let name = names.first(where: { name in !rules.contains { $0.name == name } }) {
            throw UsageError(
                message: "there is no rule \"\(LogText.escaping(name))\" in \(values.text("--rules"))")
        }
        let since = try ReadingOptions.time(values, "--since")
        let library = try ReadingOptions.open(
            FilePath(values.text("--data")), store: try StoreOption.place(values))
        let chosen = names.isEmpty ? rules : rules.filter { names.contains($0.name) }
        let (runCount, events) = try RuleReplay(Answers(library)).events(
            of: chosen, since: since, until: .now())
        if try values.isOn("--json") {
            print(JSONValue.array(events.map(\.json)).text)
            return 0
        }
        for event in events {
            print(
                "\(event.at.toSeconds)  \(LogText.escaping(event.rule)): \(LogText.escaping(event.summary))")
            for line in event.details { print("    \(LogText.escaping(line))") }
        }
        print(
            "\(Prose.count(events.count, "event")) of \(Prose.count(chosen.count, "rule")) in \(Prose.count(runCount, "run"))"
        )
        return 0
    }

    private static func mute(_ values: OptionValues, _ rule: String, isEnd: Bool) throws -> Int32 {
        let reason = ReadingOptions.text(values, "--reason")
        var length = Duration.zero
        if isEnd {
            guard reason == nil, values.texts("--for") == nil else {
                throw UsageError(message: "unmute takes neither --for nor --reason")
            }
        } else {
            guard reason != nil, values.texts("--for") != nil else {
                throw UsageError(
                    message: "mute needs --for TIME and --reason TEXT: a mute has an end, and is explained")
            }
            length = try values.duration("--for")
        }
        let mute = AlertMute(rule: rule, until: Timestamp.now().after(length), reason: reason ?? "unmuted")
        let answer = try ControlClient(values).answer(to: mute.request, read: AlertMute.init(json:)) { _ in
            throw CommandFault("no daemon works in \(values.text("--data")); mutes are the running daemon's")
        }
        print(isEnd ? "\(rule) is not muted" : "\(rule) is muted until \(answer.until): \(answer.reason)")
        return 0
    }
}
