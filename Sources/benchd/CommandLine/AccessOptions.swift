import Model
import System
import Web

/// The options of `benchd serve` that say who reaches it, by which names, and what they may do.
enum AccessOptions {
    static let all = [
        Option("--open-uploads", "Take uploads without a token from everyone who reaches the listener."),
        Option(
            "--allowed-hosts", "NAME,...", default: nil,
            "Further names of this server; requests for other hosts are refused. * allows every name."),
        Option(
            "--trusted-proxy", "ADDR,...", default: nil,
            "Proxies whose fields Forwarded and X-Forwarded-* count: addresses, or networks such as 10.0.0.0/8."
        ),
        Option("--base-path", "PATH", default: nil, "The path below which a proxy serves benchd: /bench."),
        Option("--token-file", "FILE", default: nil, "Tokens, one a line: name:scope:token."),
        Option(
            "--read-token-file", "FILE", default: nil,
            "The same, and reading needs a token with the scope read."),
    ]

    /// What was chosen, and what a reload cannot change.
    struct Chosen: Sendable {
        var settings = AccessSettings()
        /// What the log says of it at a reload.
        var reloadNote: String?
    }

    static func chosen(
        _ values: OptionValues, environment: [String: String]
    ) throws(UsageError) -> Chosen {
        var chosen = Chosen(settings: try settings(values, environment: environment))
        let tokens = credential("tokens", for: "--token-file", values, environment)
        let readTokens = credential("read-tokens", for: "--read-token-file", values, environment)
        if let tokens { chosen.settings.tokenFile = tokens }
        if let readTokens { chosen.settings.readTokenFile = readTokens }
        if tokens != nil || readTokens != nil {
            chosen.reloadNote =
                "tokens come from systemd (LoadCredential=), which gives a changed file at the next start; restart the service to use it"
        }
        return chosen
    }

    /// The file that systemd has for an option which is not given (`LoadCredential=`).
    private static func credential(
        _ file: FilePath, for option: String, _ values: OptionValues, _ environment: [String: String]
    ) -> FilePath? {
        guard values.texts(option) == nil, let folder = environment["CREDENTIALS_DIRECTORY"] else {
            return nil
        }
        // Where the folder cannot be looked at, no credential is there.
        guard let directory = try? Directory(FilePath(folder)),
            (try? directory.statusIfPresent(of: file)) != nil
        else { return nil }
        return FilePath(folder).appending(file)
    }

    private static func settings(
        _ values: OptionValues, environment: [String: String]
    ) throws(UsageError) -> AccessSettings {
        var settings = AccessSettings()
        settings.isOpenForUploads = try values.isOn("--open-uploads")
        settings.allowedHosts = list(values, "--allowed-hosts")
        // The host names that the platform Render gives to a service.
        if let name = environment["RENDER_EXTERNAL_HOSTNAME"], !name.isEmpty {
            settings.allowedHosts.append(name)
        }
        // Not an option: every user of the machine sees a command line.
        if let token = environment["BENCHD_UPLOAD_TOKEN"], !token.isEmpty { settings.uploadToken = token }
        // Without the file the machine only has the name that the kernel knows.
        let hosts = try? Directory("/etc").read("hosts", limit: 1 << 20)
        settings.machineNames = MachineNames.current(hosts: String(decoding: hosts ?? [], as: UTF8.self))
        for text in list(values, "--trusted-proxy") {
            guard let range = AddressRange(text) else {
                throw UsageError(
                    message:
                        "\(values.title("--trusted-proxy")) takes addresses and networks such as 127.0.0.1 or 10.0.0.0/8, not \"\(text)\""
                )
            }
            settings.trustedProxies.append(range)
        }
        settings.tokenFile = file(values, "--token-file")
        settings.readTokenFile = file(values, "--read-token-file")
        return settings
    }

    static func links(_ values: OptionValues) throws(UsageError) -> Links {
        try values.value("--base-path", example: "/bench", Links.init(basePath:))
    }

    private static func list(_ values: OptionValues, _ name: String) -> [String] {
        (values.texts(name) ?? []).flatMap { $0.split(separator: ",").map { $0.trimmingSpaces() } }.filter {
            !$0.isEmpty
        }
    }

    private static func file(_ values: OptionValues, _ name: String) -> FilePath? {
        let text = values.text(name)
        return text.isEmpty ? nil : FilePath(text)
    }
}
