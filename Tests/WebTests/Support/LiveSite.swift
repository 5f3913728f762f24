import Foundation
import TestSupport

@testable import HTTP
@testable import System
@testable import Web

/// The web side of a test site on a socket of its own.
final class LiveSite: Sendable {
    let site: TestSite
    let web: WebService

    init(_ site: TestSite, address: ListenAddress? = nil) throws {
        self.site = site
        let settings = site.settings
        web = try WebService(
            library: site.store, intake: site.intake,
            settings: WebSettings(
                address: address ?? settings.address, templates: settings.templates, inbox: settings.inbox,
                access: settings.access, reportLimit: settings.reportLimit,
                configLimit: settings.configLimit, versions: settings.versions, links: settings.links),
            log: { [messages = site.messages] in messages.add("\($1)") })
    }

    deinit { web.stop(within: .zero) }

    func connect() throws -> RawClient {
        try RawClient(port: UInt16(web.url.split(separator: ":").last ?? "") ?? 0, of: self)
    }

    /// The answer to one request; `headers` are lines.
    func request(
        _ method: String, _ target: String, _ headers: String = "", body: [UInt8] = []
    ) throws -> RawResponse {
        var client = try connect()
        let host = headers.contains("Host:") ? "" : "Host: localhost\n"
        let length = body.isEmpty ? "" : "Content-Length: \(body.count)\n"
        client.send(lines: "\(method) \(target) HTTP/1.1\n\(host)\(length)\(headers)\n")
        client.send(body)
        return try client.readResponse(hasBody: method != "HEAD")
    }
}
