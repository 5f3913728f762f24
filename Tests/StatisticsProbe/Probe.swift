import Analysis
import JSON

/// Lets tests in other languages ask the statistics of Analysis, and prints the table of docs/statistics.md.
///
///     statistics-probe                     answers each line of JSON from standard input with a line of JSON
///     statistics-probe simulate FAMILIES   prints how often verdicts are wrong, for each design
@main
struct Probe {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "simulate", let families = Int(arguments[2]), families > 0 {
            SimulationTable.printRows(families: families)
            return
        }
        while let line = readLine() { print(answer(line)) }
    }

    private static func answer(_ line: String) -> String {
        // A line that is no JSON has no answer; the test that sent it sees the null.
        guard let question = try? JSONValue(parsing: Array(line.utf8)) else { return "null" }
        return (Question(question).answer ?? .null).text
    }
}
