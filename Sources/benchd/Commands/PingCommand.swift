import HTTP

/// `benchd ping`: asks the daemon whether it serves, as a container's health check does.
enum PingCommand: Command {
    static let name = "ping"
    static let synopsis = "[options]"
    static let summary =
        "Ask the daemon on this machine whether it does its work; exit 1 with the reasons if it does not."
    static let options = [
        Option(
            "--listen", "HOST:PORT", default: "127.0.0.1:8000",
            "Where the daemon listens; for every address, this machine is asked."),
        Option("--path", "PATH", default: "/healthz", "What is asked: /healthz, or /readyz."),
        Option("--wait", "TIME", default: "5s", "How long an answer may take."),
    ]

    static func run(_ values: OptionValues) throws -> Int32 {
        try values.expectNoArguments(of: name)
        let address = try Listening.address(values).reachable
        let answer = try HTTPProbe.ask(
            values.text("--path"), at: address, within: try values.duration("--wait"))
        guard answer.status != 200 else { return 0 }
        throw CommandFault("\(address) answers \(answer.status): \(answer.body)")
    }
}
