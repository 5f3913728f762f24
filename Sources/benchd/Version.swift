extension Program {
    /// The version of benchd, by semantic versioning.
    ///
    /// No other file has it: `make version` reads this line.
    static let version = "0.1.0"
}
