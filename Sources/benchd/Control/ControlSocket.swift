import JSON
import Model
import System

/// The daemon's own socket in the data folder: `benchd note` and `benchd exclude` act through it.
enum ControlSocket {
    static let name: FilePath = ".control"

    /// Serves the socket; nil, with a line in the log, where the data folder can have none.
    static func serve(
        _ library: any RunMarking, in data: Directory, log: @escaping LogSink
    ) -> LineServer? {
        do {
            return try LineServer(at: name, in: data, threadName: "benchd-control") { line in
                WorkNote.during("a request at \(name)") { answer(line, library, log).json.bytes }
            }
        } catch {
            log(
                .warning,
                "cannot listen at \(data.path(of: name)), so benchd note and exclude work only while the daemon is stopped: \(error)"
            )
            return nil
        }
    }

    private static func answer(_ line: [UInt8], _ library: any RunMarking, _ log: LogSink) -> MarkAnswer {
        do {
            let request = try MarkRequest(json: try JSONValue(parsing: line))
            let outcome = try library.mark(request.run, request.change)
            if case .marked(let id, _) = outcome { log(.info, "the notes of the run \(id) were changed") }
            return MarkAnswer(outcome, of: request.run)
        } catch let error as LibraryError {
            log(.warning, "cannot change the notes of a run: \(error)")
            return .refused("\(error)")
        } catch {
            return .refused("\(error)")
        }
    }
}
