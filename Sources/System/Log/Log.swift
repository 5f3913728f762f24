/// How much an event matters to an operator; the raw value is syslog(3)'s.
package enum LogLevel: Int, Sendable, Comparable {
    case error = 3
    case warning = 4
    case info = 6

    package static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

/// Takes one event as one sentence, from any thread.
package typealias LogSink = @Sendable (LogLevel, String) -> Void
