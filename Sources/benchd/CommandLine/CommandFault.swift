/// Why a command cannot answer, in one line.
struct CommandFault: Error, CustomStringConvertible {
    let description: String
    /// The exit code.
    let code: Int32

    init(_ description: String, code: Int32 = 1) {
        self.description = description
        self.code = code
    }
}
