import Model
import System

/// One line an event on standard error.
enum StandardErrorLog {
    /// What the line of a fatal signal begins with; its handler has no clock.
    static func prefixOfFatalLine(environment: [String: String]) -> String {
        environment["JOURNAL_STREAM"] != nil ? "<\(LogLevel.error.rawValue)>" : "error: "
    }

    /// Under systemd with the priority that journald reads (sd-daemon(3)), else with the time.
    static func sink(environment: [String: String]) -> LogSink {
        let isJournal = environment["JOURNAL_STREAM"] != nil
        return { level, message in
            let line = LogText.escaping(message.split(separator: "\n").joined(separator: " "))
            let text = isJournal ? "<\(level.rawValue)>\(line)\n" : "\(Timestamp.now()) \(level): \(line)\n"
            StandardStream.error.write(text)
        }
    }
}
