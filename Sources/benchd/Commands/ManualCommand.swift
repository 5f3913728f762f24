/// `benchd manual`: the manual pages of the program.
enum ManualCommand: DescribingCommand {
    static let name = "manual"
    static let synopsis = "[PAGE]"
    static let summary = "Print a manual page for man(1): benchd, or benchd.conf."
    static let options: [Option] = []

    static func run(_ values: OptionValues, _ program: CommandTable) throws -> Int32 {
        let name = values.arguments.first ?? ManualPage.program.rawValue
        guard values.arguments.count < 2, let page = ManualPage(rawValue: name) else {
            let names = ManualPage.allCases.map(\.rawValue).joined(separator: " or ")
            let given = values.arguments.joined(separator: " ")
            throw UsageError(message: "manual takes one page, \(names), not \"\(given)\"")
        }
        print(page.text(of: program, version: Version.text), terminator: "")
        return 0
    }
}
