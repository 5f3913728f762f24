import JSON
import Model

/// The config archives of runs.
extension DescribedOperation {
    static let config = DescribedOperation(
        id: "getConfig", area: .configs, summary: "Sends the config archive, byte for byte as it came",
        parameters: [.run],
        answers: [
            .content(
                "application/zip", text: "The archive.",
                headers: [.fileTag, .lastModified, .disposition, .digest])
        ],
        problems: Problem.Kind.ofConfig)

    static let configFiles = DescribedOperation(
        id: "getConfigFiles", area: .configs, summary: "Lists the members of the config archive",
        parameters: [
            .run, .from("The place of the first member."),
            .limit(1...1_000, "The most members of an answer."),
        ],
        answers: [
            .json(
                .ref(.configListing), "A part of the listing.",
                links: .next("getConfigFiles") + [
                    DescribedLink(
                        name: "member", operation: "getConfigFile",
                        parameters: [
                            ("uuid", "$request.path.uuid"), ("path", "$response.body#/entries/0/path"),
                            ("index", "$response.body#/entries/0/index"),
                        ], text: "The first member of the part.")
                ])
        ],
        problems: Problem.Kind.ofConfig)

    static let configFile = DescribedOperation(
        id: "getConfigFile", area: .configs, summary: "Shows one member of the config archive",
        parameters: [
            .run,
            .path(
                "path", .string.example("vars/paths.yaml"),
                "The path of the member; a slash may be encoded or not."),
            .query(
                "index", .integer(from: 0),
                "The place of the member in the listing, where several have the path."),
        ],
        answers: [
            .content(
                "text/plain", "application/octet-stream", text: "The member, at most its first MiB.",
                headers: [
                    .tag, .lastModified, .disposition,
                    DescribedHeader(
                        name: "Benchd-Entry-Bytes", schema: .count,
                        text: "The size of the member in the archive."),
                    DescribedHeader(
                        name: "Benchd-Entry-Cut", schema: .boolean,
                        text: "Whether the answer ends before the member."),
                ])
        ],
        problems: Problem.Kind.ofConfig)

    static let configComparison = DescribedOperation(
        id: "getConfigComparison", area: .configs, summary: "Says what differs between two config archives",
        parameters: [
            .query(
                "runs", .runNames(2...2), isRequired: true,
                "Two runs with a comma between, the baseline first."),
            .query("status", .choice(of: ConfigComparison.Status.self), "Only members of this status."),
            .from("The place of the first member among those of `status`, which it needs."),
            .limit(1...250, "The most members of each status."),
        ],
        answers: [.json(.ref(.configComparison), "What differs.")], problems: Problem.Kind.ofConfig)
}
