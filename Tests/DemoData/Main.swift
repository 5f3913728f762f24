import Archives
import Glibc
import Store
import System

/// Fills a data folder with runs, or measures what answers ask of one.
///
///     DemoData fill FOLDER RUNS FIXTURES
///     DemoData measure FOLDER
@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst().map(\.self)
        if arguments.count == 4, arguments[0] == "fill", let count = Int(arguments[2]), count > 0 {
            try fill(FilePath(arguments[1]), count: count, fixtures: FilePath(arguments[3]))
        } else if arguments.count == 2, arguments[0] == "measure" {
            try measure(FilePath(arguments[1]))
        } else {
            print("usage: DemoData fill FOLDER RUNS FIXTURES | DemoData measure FOLDER")
            exit(2)
        }
    }

    private static func open(_ folder: FilePath) throws -> (store: Store, opening: Store.Opening) {
        try Store.open(folder, limits: ArchiveLimits(byteCount: 16 << 20))
    }

    private static func fill(_ folder: FilePath, count: Int, fixtures: FilePath) throws {
        let runs = try DemoRuns(fixtures: fixtures)
        let store = try open(folder).store
        for number in 0..<count {
            try runs.file(number, of: count, in: store)
            if (number + 1) % 1_000 == 0 { print("\(number + 1) of \(count) runs") }
        }
        print("The planted differences:\n\(DemoRuns.differences)")
    }

    private static func measure(_ folder: FilePath) throws {
        let start = ContinuousClock.now
        let (store, opening) = try open(folder)
        let time = start.duration(to: .now)
        let times = LibraryTimes(store)
        print("| what | found | median | slowest |\n| --- | --- | --- | --- |")
        times.printRow("open a folder", opening.runCount, [time])
        try times.measure()
    }
}
