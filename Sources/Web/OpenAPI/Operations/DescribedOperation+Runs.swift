import Analysis
import JSON
import Model

/// Runs: how they come in, which there are, and what is said of each.
extension DescribedOperation {
    static let upload = DescribedOperation(
        id: "upload", area: .inbox, summary: "Files a report and its config archive",
        parameters: ["Content-Digest", "Repr-Digest"].map {
            .header($0, .string, "The digest of the body, by sha-256 or sha-512 (RFC 9530); it is checked.")
        },
        form: DescribedForm(
            schema: .openObject(
                ["file": .file("application/json").described("The report; exactly one.")],
                optional: [
                    "config_file": .file("application/zip").described("The config archive."),
                    "source": .string(
                        pattern:
                            #"[^/\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]{0,64}"#
                    ).described(
                        "The name of the rig."),
                    "label": .string.described("A label of the run."),
                    "note": .string.described("A note about the run."),
                    "tags": .string.described("Tags of the run, with commas between."),
                ]),
            types: [("file", "application/json"), ("config_file", "application/zip")],
            example: [("file", #"{"data": {}}"#), ("source", "rig-01")]),
        answers: [
            DescribedAnswer(
                text: "The run is on disk and synced.",
                contents: [.init(type: "application/json", schema: .ref(.upload))],
                links: .run("$response.body#/uuid"), isConditional: false),
            .seeOther("The same, for a client that prefers a page: to the page of the run."),
        ],
        problems: Problem.Kind.ofUpload)

    static let runList = DescribedOperation(
        id: "getRuns", area: .runs, summary: "Lists the runs: searched, filtered, ordered, counted",
        parameters: DescribedParameter.runFilters + [
            .query(
                "sort", Schema.choice(of: RunOrder.self).byDefault("-filed"),
                "The order: newest first, oldest first, by source, or the largest report first."),
            .limit(1...500, byDefault: 50, "The most runs of an answer."),
            .query(
                "cursor", .cursor,
                "The `next` of the answer before, with the same filters and the same `sort`."),
        ],
        answers: [
            .json(
                .ref(.runList), "A page of the list.",
                links: .run("$response.body#/runs/0/uuid") + .next("getRuns", "cursor", run: false))
        ],
        problems: Problem.Kind.ofLibrary)

    static let report = DescribedOperation(
        id: "getReport", area: .runs, summary: "Sends the report, byte for byte as it came",
        parameters: [.run],
        answers: [.json(.ref(.report), "The report.", headers: [.fileTag, .lastModified, .digest])],
        problems: Problem.Kind.ofRun)

    static let receipt = DescribedOperation(
        id: "getReceipt", area: .runs, summary: "Says when and how the run was filed", parameters: [.run],
        answers: [.json(.ref(.receipt), "The receipt.")], problems: Problem.Kind.ofRun)

    static let summary = DescribedOperation(
        id: "getSummary", area: .runs,
        summary: "Has all values of a run but its series, and what is computed from them",
        parameters: [
            .run, .query("from", .position, "The `next` of the answer before."),
            .limit(1...2_000, "The most benchmarks of an answer."),
            .query("entries", Schema.integer(1...4_000).byDefault(4_000), "The most cells of an answer."),
        ],
        answers: [
            .json(.ref(.summary), "A part of the summary.", links: .next("getSummary") + seriesOfCell)
        ],
        problems: Problem.Kind.ofRun)

    private static let seriesOfCell = [
        DescribedLink(
            name: "series", operation: "getSeries",
            parameters: [
                ("uuid", "$request.path.uuid"), ("benchmark", "$response.body#/benchmarks/0/name"),
                ("filesystem", "$response.body#/benchmarks/0/entries/0/filesystem"),
            ], text: "The series of the first cell.")
    ]

    static let audit = DescribedOperation(
        id: "getAudit", area: .runs,
        summary: "Says which laws of a sound report the cells of a run obey and break",
        parameters: [
            .run, .from("The place of the first finding."),
            .limit(1...2_000, "The most findings of an answer."),
            .query("verdict", .choice(of: Finding.Verdict.self), "Only findings of this verdict."),
            .query("benchmark", .string, "Only findings of this benchmark."),
            .query("filesystem", .string, "Only findings of this filesystem."),
        ],
        answers: [.json(.ref(.auditPage), "A part of the findings.", links: .next("getAudit"))],
        problems: Problem.Kind.ofRun)

    static let series = DescribedOperation(
        id: "getSeries", area: .runs,
        summary: "Has the series of a cell, as they are or in points, or what is drawn of a benchmark",
        parameters: [
            .run,
            .query(
                "benchmark", .string.example("fio-randread-4k"),
                "The benchmark of the cell; none for what is drawn."),
            .query("filesystem", .string.example("btrfs_overlay2"), "The filesystem of the cell."),
            .query("group", .group, "Which series of the cell."),
            .query(
                "points", .integer(1...10_000), "The most points of a series, or of a line that is drawn."),
            .query(
                "from", .string(pattern: #"[0-9]{1,10}(?:\.[0-9]{1,10})?"#),
                "The first element of the series; or the first cell that is drawn, as `next` of the summary."),
            .query("to", .integer(1...1_000_000_000), "The element after the last."),
            .query("key", .string, "Only the series of this key."),
            .query("entries", .integer(1...4_000), "The most cells that are drawn."),
            .query(
                "bands", .boolean,
                "Whether points of a line stand for many samples, as their mean with the lowest and the highest."
            ),
            .query(
                "start", .string(pattern: #"[0-9]{1,12}(?:\.[0-9]{1,6})?"#),
                "From where on the horizontal axis lines are drawn."),
            .query(
                "end", .string(pattern: #"[0-9]{1,12}(?:\.[0-9]{1,6})?"#),
                "Up to where on the horizontal axis lines are drawn."),
        ],
        answers: [
            .json(
                .anyOf(.ref(.bucketedSeries), .ref(.drawnSeries), .ref(.rawSeries)), "The series.",
                headers: [.fileTag])
        ],
        problems: Problem.Kind.ofRun + [.reportTooLarge])

    static let part = DescribedOperation(
        id: "getPart", area: .runs, summary: "Sends some bytes of the report, as text",
        parameters: [
            .run,
            .query(
                "bytes", .string(pattern: "[0-9]{1,19}-[0-9]{1,19}").example("0-1"), isRequired: true,
                "START-END: the first byte, and the one after the last, from 0."),
        ],
        answers: [.content("text/plain", text: "The bytes.", headers: [.fileTag, .lastModified])],
        problems: Problem.Kind.ofRun + [.rangeNotSatisfiable])

    static let export = DescribedOperation(
        id: "getExport", area: .runs, summary: "Has every value of many runs, a line each",
        parameters: [
            .query("format", Schema.choice(of: ExportFormat.self).byDefault("csv"), "CSV, or lines of JSON."),
            .query("runs", .string, "Only these runs: ids with commas between, at most 50."),
        ] + DescribedParameter.runFilters + [
            .limit(1...500, "The most runs of an answer."),
            .query("cursor", .exportCursor, "The place of the part, as `Link` of the answer before has it."),
        ],
        answers: [
            DescribedAnswer(
                text: "A part of the values.",
                contents: [
                    .init(type: "text/csv", schema: nil),
                    .init(type: "application/x-ndjson", schema: nil, lines: .ref(.exportLine)),
                ],
                headers: [.tag, .disposition, .nextPart])
        ],
        problems: Problem.Kind.ofLibrary)
}

extension DescribedHeader {
    static let disposition = DescribedHeader(
        name: "Content-Disposition", schema: .string(pattern: "(?:attachment|inline); .+"),
        text: "Under which name to save it.")
    static let nextPart = DescribedHeader(
        name: "Link", schema: .string(pattern: #"</[^>]*>; rel="next""#), isRequired: false,
        text: "The address of the next part; the last part has none.")
}
