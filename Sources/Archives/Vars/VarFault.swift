/// Why nothing of a file of settings is read; never with a part of its text.
struct VarFault: Error, Equatable {
    /// Goes on after the file's name: "is broken YAML at line 3".
    let reason: String
}
