import JSON
import Model

/// The pages; what they show is in the answers of the API.
extension DescribedOperation {
    static let runsPage = DescribedOperation(
        id: "getRunsPage", area: .pages, summary: "Shows the runs",
        parameters: DescribedParameter.runFilters.map { .query($0.name, .string, $0.text) } + [
            .query("sort", .string, "The order of the runs."),
            .query("cursor", .string, "After which run the page begins."),
            .query("before", .string, "Before which run the page ends."),
            .query("selected", .string, "A run that is selected; there may be several."),
            .query("baseline", .string, "The selected run that the others are compared with."),
            .query("compare", .string, "Asks for the comparison of the selected runs."),
        ],
        answers: [
            .content("text/html", text: "The page; a parameter that cannot be read is named there."),
            .seeOther("The comparison that `compare` asks for."),
        ], problems: Problem.Kind.ofLibrary, ignoresFurtherParameters: true)

    static let runPage = page(
        "getRunPage", "Shows a run", [.run, .query("from", .string, "The cell with which the page begins.")],
        Problem.Kind.ofConfig)

    static let configFilesPage = page(
        "getConfigFilesPage", "Lists the members of the config archive of a run",
        [
            .run, .query("from", .string, "The place of the first member."),
            .query("limit", .string, "The most members of the page."),
        ], Problem.Kind.ofConfig)

    static let configComparisonPage = page(
        "getConfigComparisonPage", "Compares the config archives of two runs",
        [
            .query("runs", .string, "Two runs with a comma between, the baseline first."),
            .query("cursor", .string, "After which run the choice of runs begins."),
            .query("status", .string, "Only members of this status."),
            .query("from", .string, "The place of the first member among those of `status`."),
            .query("limit", .string, "The most members of each status."),
            .query("view", .string, "How the script of the page shows lines."),
        ], Problem.Kind.ofConfig)

    static let comparisonPage = page("getComparisonPage", "Compares runs, or filesystems of runs")

    static let trendsPage = page("getTrendsPage", "Shows a metric in time")

    static let uploadPage = page("getUploadPage", "Takes a report and its config")

    static let apiPage = page("getAPIPage", "Shows how programs use this server")

    static let inboxPage = page(
        "getInboxPage", "Shows the inbox",
        [
            .query("from", .string, "The file with which the page begins."),
            .query("rejected_from", .string, "The rejected drop with which the page begins."),
        ])

    static let loginPage = DescribedOperation(
        id: "getLoginPage", area: .pages, summary: "Asks for a token, in a closed installation",
        parameters: [.query("next", .string, "The path to go on to.")],
        answers: [
            DescribedAnswer(
                text: "The page.", contents: [.init(type: "text/html", schema: nil)], isConditional: false),
            .seeOther("Who may read already is led on."),
        ],
        problems: [.notFound], ignoresFurtherParameters: true)

    static let logIn = DescribedOperation(
        id: "logIn", area: .pages, summary: "Begins a session, in a closed installation",
        form: DescribedForm(
            schema: .openObject(
                ["token": .string.described("A token with the scope `read`.")],
                optional: ["next": .string.described("The path to go on to.")]),
            types: [], example: [("token", "a-token-of-16-characters")]),
        answers: [.seeOther("The session has begun; its cookie comes with the answer.")],
        problems: [.notFound, .uploadMalformed, .uploadNotForm])

    static let logOut = DescribedOperation(
        id: "logOut", area: .pages, summary: "Ends the session; a body is not looked at",
        answers: [.seeOther("The session is over.")])

    private static func page(
        _ id: String, _ summary: String, _ parameters: [DescribedParameter] = [],
        _ problems: [Problem.Kind] = Problem.Kind.ofLibrary
    ) -> DescribedOperation {
        DescribedOperation(
            id: id, area: .pages, summary: summary, parameters: parameters,
            answers: [.content("text/html", text: "The page.")], problems: problems,
            ignoresFurtherParameters: true)
    }
}
