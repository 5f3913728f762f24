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
        "getRunPage", "Shows a run",
        [
            .run, .query("from", .string, "The cell with which the page begins."),
            .query("baseline", .string, "The filesystem that the others are compared with."),
            .query("margin", .string, "Up to which difference filesystems are the same."),
            .query("as_of", .string, "Runs that were filed later teach nothing."),
            .query("units", .string, "`iec` for bytes in powers of 1024."),
        ], Problem.Kind.ofConfig)

    static let citablePage = DescribedOperation(
        id: "getCitablePage", area: .pages, summary: "Has a run as one file that needs nothing else",
        parameters: [.run],
        answers: [
            .content(
                "text/html", text: "The file, of at most 2 MB, as an attachment.",
                headers: [.tag, .disposition])
        ], problems: Problem.Kind.ofConfig + [.reportTooLarge], ignoresFurtherParameters: true)

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

    static let comparisonPage = DescribedOperation(
        id: "getComparisonPage", area: .pages, summary: "Compares runs, or filesystems of runs",
        parameters: [
            .query(
                "runs", .string, "The sides, as for the comparison of the API; fewer are chosen on the page."),
            .query("repeats", .string, "1: a side is a run with all its repeats."),
            .query("margin", .string, "Up to which difference sides are the same."),
            .query("as_of", .string, "Runs that were filed later teach nothing."),
            .query("benchmark", .string, "Only rows of this benchmark."),
            .query("filesystem", .string, "Only rows of this filesystem."),
            .query("metric", .string, "Only rows of this metric."),
            .query("main", .string, "0: rows of all metrics, not only of main ones."),
            .query("verdict", .string, "Only rows of this verdict."),
            .query("sort", .string, "The order of the rows: `verdict`, `change` or `name`."),
            .query("from", .string, "The place of the first row."),
            .query("exact", .string, "1: numbers as they are."),
            .query("units", .string, "`iec` for bytes in powers of 1024."),
            .query(
                "cell", .string,
                "The cell that is drawn: benchmark, filesystem and metric with colons between."),
            .query("series", .string, "The time series that the script of the page draws."),
            .query("start", .string, "`zero`: the script draws series from their first sample on."),
            .query(
                "zoom", .string,
                "The part of the axis that the script draws: two numbers with a tilde between."),
            .query("q", .string, "Words of runs to add."),
            .query("cursor", .string, "After which run the choice of runs begins."),
            .query("format", .string, "`csv`: the rows as a file, all of them."),
        ],
        answers: [.content("text/html", "text/csv", text: "The page, or its rows.")],
        problems: Problem.Kind.ofRun, ignoresFurtherParameters: true)

    static let trendsPage = page(
        "getTrendsPage", "Shows a metric in time",
        [
            .query("benchmark", .string, "As for /api/trends; without it and `filesystem` the page chooses."),
            .query("filesystem", .string, "As for /api/trends."),
            .query("metric", .string, "As for /api/trends."),
            .query("source", .string, "As for /api/trends."),
            .query("as_of", .string, "As for /api/trends."),
            .query("margin", .string, "As for /api/trends."),
            .query("units", .string, "`iec` for bytes in powers of 1024."),
            .query("exact", .string, "`1` for numbers as they are."),
            .query("points", .string, "`all` for all points in the table, else the newest 100."),
            .query("x", .string, "`time` for a chart by time."),
            .query("log", .string, "`1` for a logarithmic axis."),
            .query("zoom", .string, "The part of the axis that the chart shows."),
        ], Problem.Kind.ofLibrary + [.notFound])

    static let uploadPage = page("getUploadPage", "Takes a report and its config")

    static let apiPage = page("getAPIPage", "Shows how programs use this server")

    static let inboxPage = page(
        "getInboxPage", "Shows the inbox",
        [
            .query("from", .string, "The file with which the page begins."),
            .query("rejected_from", .string, "The rejected drop with which the page begins."),
        ])

    static let alertsPage = page("getAlertsPage", "Shows what is watched for, and what was found", [])

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
