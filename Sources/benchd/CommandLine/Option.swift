/// One option of a command: its name, its environment variable, and what it takes.
struct Option: Sendable {
    /// With its dashes: "--inbox".
    let name: String
    /// What stands for its value in the help; nil for a switch, which takes none.
    let placeholder: String?
    /// As it would be written; nil where there is none.
    let defaultText: String?
    let help: String
    /// Whether the environment can have it.
    let isInEnvironment: Bool

    /// An option that takes a value.
    init(
        _ name: String, _ placeholder: String, default defaultText: String?, _ help: String,
        isInEnvironment: Bool = true
    ) {
        self.name = name
        self.placeholder = placeholder
        self.defaultText = defaultText
        self.help = help
        self.isInEnvironment = isInEnvironment
    }

    /// A switch.
    init(_ name: String, _ help: String) {
        self.name = name
        placeholder = nil
        defaultText = nil
        self.help = help
        isInEnvironment = true
    }

    /// The same option in a file of options: "inbox".
    var key: String { String(name.dropFirst(2)) }

    /// Whether all the values that it is given count, not the last alone.
    var takesList: Bool { placeholder?.hasSuffix(",...") ?? false }

    /// The same option in the environment: "BENCHD_INBOX".
    var variable: String {
        "BENCHD_" + String(name.dropFirst(2).map { $0 == "-" ? "_" : $0 }).uppercased()
    }
}
