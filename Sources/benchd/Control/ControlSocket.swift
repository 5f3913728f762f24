import JSON
import Model
import System

/// The daemon's own socket in the data folder: the commands that change the library act through it.
enum ControlSocket {
    static let name: FilePath = ".control"

    /// What can be asked of a library at the socket.
    typealias Library = RunMarking & RunRemoval

    /// Serves the socket; nil, with a line in the log, where the data folder can have none.
    static func serve(
        _ library: any Library, _ alerts: any AlertBoard, in data: Directory, log: @escaping LogSink
    ) -> LineServer? {
        do {
            return try LineServer(at: name, in: data, threadName: "benchd-control") { line in
                WorkNote.during("a request at \(name)") { answer(line, library, alerts, log).bytes }
            }
        } catch {
            log(
                .warning,
                "cannot listen at \(data.path(of: name)), so benchd note, exclude, pin and prune work only while the daemon is stopped: \(error)"
            )
            return nil
        }
    }

    private static func answer(
        _ line: [UInt8], _ library: any Library, _ alerts: any AlertBoard, _ log: LogSink
    ) -> JSONValue {
        do {
            let request = try JSONValue(parsing: line)
            switch request["do"]?.string {
            case "remove": return try remove(RemovalRequest(json: request), library, log)
            case "mute": return try mute(AlertMute(request: request), alerts, log)
            default: return try mark(MarkRequest(json: request), library, log)
            }
        } catch let error as LibraryError {
            log(.warning, "cannot do what is asked at \(name): \(error)")
            return ["error": .string("\(error)")]
        } catch {
            return ["error": .string("\(error)")]
        }
    }

    private static func mark(
        _ request: MarkRequest, _ library: any Library, _ log: LogSink
    ) throws -> JSONValue {
        let outcome = try library.mark(request.run, request.change)
        if case .marked(let id, _) = outcome { log(.info, "the notes of the run \(id) were changed") }
        return MarkAnswer(outcome, of: request.run).json
    }

    private static func mute(
        _ mute: AlertMute, _ alerts: any AlertBoard, _ log: LogSink
    ) throws -> JSONValue {
        if let refusal = alerts.mute(mute) { return ["error": .string(refusal)] }
        let isOver = mute.until <= Timestamp.now()
        log(
            .info,
            isOver
                ? "the rule \"\(mute.rule)\" is not muted any more"
                : "the rule \"\(mute.rule)\" is muted until \(mute.until): \(mute.reason)")
        return mute.json
    }

    private static func remove(
        _ request: RemovalRequest, _ library: any Library, _ log: LogSink
    ) throws -> JSONValue {
        let answer = RemovalAnswer(try library.remove(request.runs, because: request.reason))
        for id in answer.removed { log(.info, "the run \(id) was removed: \(request.reason)") }
        return answer.json
    }
}
