/// The version of benchd, by semantic versioning.
enum Version {
    /// No other file has it: `make version` reads this line.
    static let text = "0.1.0"
}
