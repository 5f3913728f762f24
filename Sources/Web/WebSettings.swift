package import HTTP
package import Model
package import System

/// What the operator has set for the web side.
package struct WebSettings: Sendable {
    let address: ListenAddress
    let templates: FilePath
    let inbox: FilePath
    let access: AccessSettings
    let reportLimit: Int
    let configLimit: Int
    let versions: Versions
    let quarantined: Set<RunID>
    let links: Links
    let limits: ServerLimits
    let accessLog: (AccessLogPlace, AccessLogFormat)?
    let passedSocket: CInt?

    /// Settings of one server.
    ///
    /// - Parameters:
    ///   - address: Where to listen.
    ///   - templates: The directory of pages, partials and assets.
    ///   - inbox: The absolute path that rigs copy to, for the commands that the page of runs shows.
    ///   - access: Hosts, proxies, tokens.
    ///   - reportLimit: The largest report, in bytes.
    ///   - configLimit: The largest config archive, in bytes.
    ///   - versions: What benchd is made of.
    ///   - quarantined: The runs that are not opened (`FatalRecord`).
    ///   - links: Where the pages and the API are.
    ///   - limits: What the server takes of its clients.
    ///   - accessLog: Where requests are logged, and how; nil for nowhere.
    ///   - passedSocket: The descriptor of a socket that listens already, instead of `address`.
    package init(
        address: ListenAddress, templates: FilePath, inbox: FilePath, access: AccessSettings,
        reportLimit: Int, configLimit: Int, versions: Versions, quarantined: Set<RunID> = [],
        links: Links = Links(), limits: ServerLimits = ServerLimits(),
        accessLog: (AccessLogPlace, AccessLogFormat)? = nil, passedSocket: CInt? = nil
    ) {
        self.address = address
        self.templates = templates
        self.inbox = inbox
        self.access = access
        self.reportLimit = reportLimit
        self.configLimit = configLimit
        self.versions = versions
        self.quarantined = quarantined
        self.links = links
        self.limits = limits
        self.accessLog = accessLog
        self.passedSocket = passedSocket
    }
}
