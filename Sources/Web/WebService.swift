import HTTP
package import Model
package import System

/// The web side of benchd: pages, API and uploads on one HTTP server.
package final class WebService: Sendable {
    private let server: HTTPServer
    private let site: Site
    private let settings: WebSettings
    private let log: LogSink

    /// Reads the templates and listens.
    ///
    /// - Parameters:
    ///   - library: Where runs are read.
    ///   - intake: Takes uploads, and knows the inbox.
    ///   - settings: What the operator chose.
    ///   - log: Takes events, on any thread.
    /// - Throws: `WebError` that says what to do.
    package init(
        library: any RunLibrary, intake: any Intake, settings: WebSettings, log: @escaping LogSink
    ) throws(WebError) {
        let look = try Look(in: settings.templates, settings.links)
        do throws(ServerError) {
            let socket = try ListeningSocket(settings.address)
            site = Site(
                library: library, intake: intake, settings: settings, address: socket.address,
                isLoopback: socket.isLoopback, look: look, log: log)
            server = try HTTPServer(on: socket, limits: settings.limits, handler: site) { log(.warning, $0) }
        } catch {
            throw .listen(settings.address, error)
        }
        self.settings = settings
        self.log = log
    }

    /// Where it listens, with the real port: "http://127.0.0.1:8000".
    package var url: String { "http://\(server.address)" }

    /// Reads the templates again; when they are not right, the old ones stay and the log says why.
    package func reloadTemplates() {
        do {
            site.show(try Look(in: settings.templates, settings.links))
        } catch {
            log(.error, "\(error)")
        }
    }

    /// Stops: takes no new connection, and lets the requests under way end for a time.
    package func stop(within duration: Duration) {
        server.stop(within: duration)
    }
}
