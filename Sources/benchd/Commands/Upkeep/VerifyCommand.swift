import Store
import System

/// `benchd verify`: looks for bit rot.
enum VerifyCommand: Command {
    static let name = "verify"
    static let synopsis = "[options]"
    static let summary = "Compare everything that is filed with its digests; exit 1 if anything is damaged."
    static let options = [
        Option("--data", "DIR", default: "data", "Where runs are filed."), StoreOption.option,
    ]

    static func run(_ values: OptionValues) throws -> Int32 {
        try StoreOption.expectNone(
            values, "the daemon compares all bytes with their digests, once in --scrub")
        try values.expectNoArguments(of: name)
        let verification = try Verification(FilePath(values.text("--data")))
        let runs = try verification.runs()
        var damaged = 0
        for id in runs {
            let damages = verification.damages(of: id)
            for damage in damages { StandardStream.output.write("\(damage)\n") }
            if !damages.isEmpty { damaged += 1 }
        }
        StandardStream.output.write("\(runs.count) runs verified, \(damaged) damaged\n")
        return damaged == 0 ? 0 : 1
    }
}
