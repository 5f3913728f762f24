import Archives
import Glibc
import JSON
import Model
import Store
import System

/// Changes the mark of a run: through the daemon, or in the data folder itself while no daemon works there.
struct MarkingClient {
    private let data: FilePath
    private let archiveLimits: ArchiveLimits
    private let reportLimit: Int

    /// How long a daemon may take for an answer.
    private static let patience = Duration.seconds(30)
    /// A daemon that starts or ends holds the folder for some time without listening.
    private static let attemptLimit = 50
    private static let pauseInMicroseconds: UInt32 = 100_000

    static let options =
        [
            Option("--data", "DIR", default: "data", "Where runs are filed."),
            Option("--max-report", "SIZE", default: "256MiB", "Largest report that is read."),
        ] + ArchiveOptions.all

    /// A client by the options of a command.
    init(_ values: OptionValues) throws(UsageError) {
        data = FilePath(values.text("--data"))
        archiveLimits = try ArchiveOptions.limits(values)
        reportLimit = try values.byteCount("--max-report")
    }

    /// The run that a command was given.
    static func run(_ values: OptionValues, of command: String) throws(UsageError) -> RunChoice {
        guard values.arguments.count == 1, let text = values.arguments.first else {
            throw UsageError(message: "\(command) needs one run; see benchd \(command) --help")
        }
        guard let run = RunChoice(text) else {
            throw UsageError(message: "\"\(LogText.escaping(text))\" must be \(RunChoice.expected)")
        }
        return run
    }

    /// Does what is asked for and prints the mark that the run has now; returns the exit code.
    func perform(_ request: MarkRequest) throws -> Int32 {
        switch try answer(request) {
        case .marked(let id, let mark):
            StandardStream.output.write(Self.text(id, mark))
            return 0
        case .refused(let reason):
            StandardStream.error.write("benchd: \(LogText.escaping(reason))\n")
            return 1
        }
    }

    private func answer(_ request: MarkRequest) throws -> MarkAnswer {
        let folder = try Directory(data)
        guard try folder.statusIfPresent(of: ".lock") != nil else {
            return .refused("\(data) is no data folder of benchd; name it with --data")
        }
        var attempt = 1
        while true {
            if let answer = try ask(request, in: folder) { return answer }
            do throws(LibraryError) {
                return try performAlone(request)
            } catch {
                guard case .locked = error, attempt < Self.attemptLimit else { throw error }
                attempt += 1
                usleep(Self.pauseInMicroseconds)
            }
        }
    }

    private func ask(_ request: MarkRequest, in folder: Directory) throws -> MarkAnswer? {
        let line = try LineClient.ask(
            request.json.bytes, at: ControlSocket.name, in: folder, within: Self.patience)
        guard let line else { return nil }
        // What is no JSON is no answer of this version either.
        let answer = (try? JSONValue(parsing: line)).flatMap(MarkAnswer.init(json:))
        return answer ?? .refused("the daemon gave an answer that this version of benchd cannot read")
    }

    private func performAlone(_ request: MarkRequest) throws(LibraryError) -> MarkAnswer {
        let (store, opening) = try Store.open(data, limits: archiveLimits, reportLimit: reportLimit)
        for note in opening.notes { StandardStream.error.write("benchd: \(LogText.escaping(note))\n") }
        return MarkAnswer(try store.mark(request.run, request.change), of: request.run)
    }

    private static func text(_ id: RunID, _ mark: RunMark) -> String {
        let lines = [
            mark.label.map { "label: \($0)" },
            mark.note.map {
                "note: "
                    + $0.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
            },
            mark.tags.isEmpty ? nil : "tags: \(mark.tags.joined(separator: ", "))",
            mark.exclusion.map { "excluded: \($0)" },
        ]
        return (["run \(id)"] + lines.compactMap(\.self)).joined(separator: "\n  ") + "\n"
    }
}
