<<<<<<< HEAD
extension Program {
    /// The version of benchd, by semantic versioning.
    ///
    /// No other file has it: `make version` reads this line.
    static let version = "0.1.0"
=======
/// The version of the program: the one place that has it.
enum Version {
    static let text = "0.1.0"
>>>>>>> 52302fa (wip: folders)
}
