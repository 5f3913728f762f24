import HTTP
package import Model
package import System

/// The web side of benchd: pages, API and uploads on one HTTP server.
package final class WebService: Sendable {
    private let server: HTTPServer
    private let site: Site
    private let settings: WebSettings
    private let log: LogSink
    private let eventThread: WorkThread
    private let accessLogThread: WorkThread?

    /// Reads the templates and listens.
    ///
    /// - Parameters:
    ///   - library: Where runs are read.
    ///   - intake: Takes uploads, and knows the inbox.
    ///   - alerts: What rules have found.
    ///   - settings: What the operator chose.
    ///   - log: Takes events, on any thread.
    /// - Throws: `WebError` that says what to do.
    package init(
        library: any RunLibrary, intake: any Intake, alerts: any AlertBoard = NoAlerts(),
        settings: WebSettings, log: @escaping LogSink
    ) throws(WebError) {
        let look = try Self.look(settings)
        let tokens = try Self.tokens(settings, log)
        let accessLog = try Self.openAccessLog(settings, log: log)
        do throws(WebError) {
            let socket = try Self.listen(settings)
            if !socket.isLoopback, HTTPLibrary.isOutdated { log(.warning, Self.outdatedLibrary) }
            site = try Self.starting {
                [address = socket.address, isLoopback = socket.isLoopback] () throws(FileError) in
                try Site(
                    library: library, intake: intake, alerts: alerts, settings: settings, address: address,
                    isLoopback: isLoopback, tokens: tokens,
                    accessLog: accessLog?.log, look: look, log: log)
            }
            eventThread = try Self.starting { [events = site.events] () throws(FileError) in
                try WorkThread(name: "benchd-events") { events.run() }
            }
            do throws(ServerError) {
                server = try HTTPServer(on: socket, limits: settings.limits, handler: site) {
                    log(.warning, $0)
                }
            } catch {
                site.events.stop()
                eventThread.join()
                throw WebError.listen(settings.address, error)
            }
        } catch {
            accessLog?.log.stop()
            accessLog?.thread.join()
            throw error
        }
        accessLogThread = accessLog?.thread
        self.settings = settings
        self.log = log
        site.observe(server)
    }

    private static func listen(_ settings: WebSettings) throws(WebError) -> ListeningSocket {
        do throws(ServerError) {
            if let descriptor = settings.passedSocket { return try ListeningSocket(passed: descriptor) }
            return try ListeningSocket(settings.address)
        } catch {
            throw .listen(settings.address, error)
        }
    }

    private static func starting<Value>(_ body: () throws(FileError) -> Value) throws(WebError) -> Value {
        do throws(FileError) {
            return try body()
        } catch {
            throw .start(error)
        }
    }

    private static func openAccessLog(
        _ settings: WebSettings, log: @escaping LogSink
    ) throws(WebError) -> (log: AccessLog, thread: WorkThread)? {
        guard let (place, format) = settings.accessLog else { return nil }
        do throws(FileError) {
            return try AccessLog.open(place, format, log: log)
        } catch {
            throw .accessLog(error)
        }
    }

    /// Where it listens, with the real port: "http://127.0.0.1:8000".
    package var url: String { "http://\(server.address)" }

    /// Reads the templates again; when they are not right, the old ones stay and the log says why.
    package func reloadTemplates() {
        do {
            site.show(try Self.look(settings))
        } catch {
            log(.error, "\(error)")
        }
    }

    /// Opens the access log again, because its file was moved away.
    package func reopenAccessLog() { site.accessLog?.reopen() }

    /// Reads the tokens again; when a file is not right, the old tokens stay and the log says why.
    package func reloadTokens() {
        do {
            site.use(try Self.tokens(settings, log))
        } catch {
            log(.error, "\(error); the tokens from before stay")
        }
    }

    private static func look(_ settings: WebSettings) throws(WebError) -> Look {
        try Look(in: settings.templates, settings.links, isClosed: settings.access.isClosed)
    }

    private static func tokens(_ settings: WebSettings, _ log: LogSink) throws(WebError) -> TokenTable {
        do throws(TokenFault) {
            let (table, notes) = try settings.access.tokens()
            for note in notes { log(.warning, note) }
            return table
        } catch {
            throw .tokens(error)
        }
    }

    private static var outdatedLibrary: String {
        "libmicrohttpd \(HTTPLibrary.version) lacks repairs of security that 1.0.10 has, and the listener is open to the"
            + " network; put a proxy in front of it (docs/operations.md)"
    }

    /// Stops: takes no new connection, and lets the requests under way end for a time.
    package func stop(within duration: Duration) {
        site.events.stop()
        server.stop(within: duration)
        eventThread.join()
        site.accessLog?.stop()
        accessLogThread?.join()
    }
}
