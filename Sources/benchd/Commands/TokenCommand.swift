import Web

/// `benchd token`: makes a token.
enum TokenCommand: Command {
    static let name = "token"
    static let synopsis = "[options] NAME"
    static let summary =
        "Make a token: print it for its client, and the line for a token file, which has its digest alone."
    static let options = [
        Option("--scope", "SCOPE", default: "upload", "What it allows: upload, read or badge.")
    ]

    static func run(_ values: OptionValues) throws -> Int32 {
        guard let name = values.arguments.first, values.arguments.count == 1 else {
            throw UsageError(message: "token needs one name, such as that of a rig; see benchd token --help")
        }
        do {
            let token = try NewToken(name: name, scope: values.text("--scope"))
            print("token: \(token.secret)\nline:  \(token.line)")
            return 0
        } catch {
            throw UsageError(message: error.reason)
        }
    }
}
