/// A subcommand of the program.
protocol Command: Sendable {
    static var name: String { get }
    /// What follows the name: "[options] FILE...".
    static var synopsis: String { get }
    /// One sentence.
    static var summary: String { get }
    static var options: [Option] { get }

    /// Does the work; returns the exit code.
    static func run(_ values: OptionValues) throws -> Int32
}
