package import System

/// What the operator has set of hosts, proxies and tokens.
package struct AccessSettings: Sendable {
    /// Whether everyone who reaches the listener may upload.
    package var isOpenForUploads = false
    /// Further names that requests may be for; "*" allows all.
    package var allowedHosts: [String] = []
    /// The names of this machine.
    package var machineNames: [String] = []
    /// The proxies whose word counts.
    package var trustedProxies: [AddressRange] = []
    /// Tokens that the operator gives out.
    package var tokenFile: FilePath?
    /// Tokens for a closed installation: where it is set, everything needs one that allows reading.
    package var readTokenFile: FilePath?

    /// A token that allows uploads, where a platform can give a variable and no file.
    package var uploadToken: String?

    /// Settings of a server that is its own machine's alone.
    package init() {}

    /// Whether reading needs a token.
    var isClosed: Bool { readTokenFile != nil }

    /// The tokens of both files, and the one of the environment.
    ///
    /// - Returns: The tokens, and what the operator should know of the files.
    /// - Throws: `TokenFault` for a file that cannot be used.
    func tokens() throws(TokenFault) -> (table: TokenTable, notes: [String]) {
        var table = TokenTable()
        var notes: [String] = []
        var paths = [tokenFile, readTokenFile].compactMap(\.self)
        if paths.count == 2, paths[0] == paths[1] { paths.removeLast() }
        for path in paths {
            if let note = try TokenFile(path: path).read(into: &table) { notes.append(note) }
        }
        if let uploadToken {
            try TokenFile.read(
                Array("environment:upload:\(uploadToken)".utf8), of: "BENCHD_UPLOAD_TOKEN", into: &table)
        }
        if let readTokenFile, !table.allows(.read) {
            notes.append("no token allows reading, so nobody can read; add one to \(readTokenFile)")
        }
        return (table, notes)
    }

    /// An option that closes uploads of this machine without a token: others come to the listener, or nobody may do without.
    func opening(base: String) -> String? {
        if isClosed { return "--read-token-file" }
        if !trustedProxies.isEmpty { return "--trusted-proxy" }
        if !allowedHosts.isEmpty { return "--allowed-hosts" }
        return base.isEmpty ? nil : "--base-path"
    }
}
