package import HTTP
package import Model
package import System

/// What the operator has set for the web side.
package struct WebSettings: Sendable {
    let address: ListenAddress
    let templates: FilePath
    let inbox: FilePath
    let isOpenForUploads: Bool
    let reportLimit: Int
    let configLimit: Int
    let version: String
    let quarantined: Set<RunID>
    let links: Links
    let limits: ServerLimits

    /// Settings of one server.
    ///
    /// - Parameters:
    ///   - address: Where to listen.
    ///   - templates: The directory of pages, partials and assets.
    ///   - inbox: The absolute path that rigs copy to, for the commands that the page of runs shows.
    ///   - isOpenForUploads: Whether everyone who reaches the listener may upload.
    ///   - reportLimit: The largest report, in bytes.
    ///   - configLimit: The largest config archive, in bytes.
    ///   - version: benchd's own version.
    ///   - quarantined: The runs that are not opened (`FatalRecord`).
    ///   - links: Where the pages and the API are.
    ///   - limits: What the server takes of its clients.
    package init(
        address: ListenAddress, templates: FilePath, inbox: FilePath, isOpenForUploads: Bool,
        reportLimit: Int, configLimit: Int, version: String, quarantined: Set<RunID> = [],
        links: Links = Links(), limits: ServerLimits = ServerLimits()
    ) {
        self.address = address
        self.templates = templates
        self.inbox = inbox
        self.isOpenForUploads = isOpenForUploads
        self.reportLimit = reportLimit
        self.configLimit = configLimit
        self.version = version
        self.quarantined = quarantined
        self.links = links
        self.limits = limits
    }
}
