import System

/// What a user wrote wrongly, in one line that says what to do.
struct UsageError: Error, Equatable {
    let message: String
}

/// The options of one command as a user gave them: on the command line, else in the environment, else in the file of options, else by
/// default.
struct OptionValues {
    private let options: [Option]
    private let command: String
    /// Every value of an option, in the order of the command line.
    private var given: [String: [String]] = [:]
    private var inEnvironment: [String: String] = [:]
    private var file: ConfigFile?
    /// What is no option.
    private(set) var arguments: [String] = []
    private(set) var wantsHelp = false

    /// `command` is the one that has the options, for messages; those that `shared` names may stand in the environment.
    init(
        _ options: [Option], of command: String, arguments: some Sequence<String>,
        environment: [String: String], sharing shared: Set<String>
    ) throws(UsageError) {
        self.options = options
        self.command = command
        for option in options where option.isInEnvironment && shared.contains(option.name) {
            if let value = environment[option.variable] { inEnvironment[option.name] = value }
        }
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            if argument == "--help" || argument == "-h" {
                wantsHelp = true
            } else if argument == "--" {
                self.arguments += rest
                return
            } else if argument.hasPrefix("-") && argument != "-" {
                try take(argument, &rest)
            } else {
                self.arguments.append(argument)
            }
        }
    }

    private mutating func take(_ argument: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard let option = options.first(where: { $0.name == parts[0] }) else {
            throw UsageError(message: "there is no option \(parts[0]); see benchd \(command) --help")
        }
        guard option.placeholder != nil else {
            guard parts.count == 1 else { throw UsageError(message: "\(option.name) takes no value") }
            given[option.name] = ["true"]
            return
        }
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
            throw UsageError(
                message: "\(option.name) needs a value: \(option.name) \(option.placeholder ?? "")")
        }
        given[option.name, default: []].append(value)
    }

    /// Takes from a file what neither the command line nor the environment has.
    mutating func fall(backOn file: ConfigFile?) { self.file = file }

    /// Refuses arguments that are no options.
    func expectNoArguments(of command: String) throws(UsageError) {
        if let argument = arguments.first {
            throw UsageError(
                message: "\(command) takes no argument \"\(argument)\"; see benchd \(command) --help")
        }
    }

    /// Every value that an option was given; nil where it was given none.
    func texts(_ name: String) -> [String]? {
        given[name] ?? inEnvironment[name].map { [$0] } ?? file?.texts(name)
    }

    /// Every value that an option has on the command line; nil where it has none there.
    func onCommandLine(_ name: String) -> [String]? { given[name] }

    /// The value of an option that has a default; of one that is given several times, the last.
    func text(_ name: String) -> String {
        texts(name)?.last ?? options.first { $0.name == name }?.defaultText ?? ""
    }

    /// What messages call an option: by the line of the file where it stands there.
    func title(_ name: String) -> String {
        let isFromFile = given[name] == nil && inEnvironment[name] == nil
        return isFromFile ? file?.title(name) ?? name : name
    }

    /// Whether a switch is on.
    func isOn(_ name: String) throws(UsageError) -> Bool {
        switch texts(name)?.last {
        case nil, "false", "no", "0", "": return false
        case "true", "yes", "1": return true
        case let other?:
            throw UsageError(message: "\(title(name)) must be true or false, not \"\(other)\"")
        }
    }

    /// The value of an option, read by `parse`; `example` shows what it takes.
    func value<Value>(
        _ name: String, example: String, _ parse: (String) -> Value?
    ) throws(UsageError) -> Value {
        let text = text(name)
        guard let value = parse(text) else {
            throw UsageError(message: "\(title(name)) must be like \(example), not \"\(text)\"")
        }
        return value
    }

    func duration(_ name: String) throws(UsageError) -> Duration {
        try value(name, example: "500ms, 30s or 10min", Quantity.duration)
    }

    func byteCount(_ name: String) throws(UsageError) -> Int {
        try value(name, example: "64MiB", Quantity.byteCount)
    }

    func count(_ name: String) throws(UsageError) -> Int {
        try value(name, example: "1000", Quantity.count)
    }
}
