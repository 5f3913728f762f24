import JSON
import Model

/// The addresses of the application that benchd replaces.
extension DescribedOperation {
    static let oldRuns = DescribedOperation(
        id: "getOldRuns", area: .pages, summary: "Leads from the old address of the runs to the new one",
        parameters: [], answers: [.moved("To the runs.")], problems: [], ignoresFurtherParameters: true)

    static let oldRun = DescribedOperation(
        id: "getOldRun", area: .pages, summary: "Leads from the old address of a run to the new one",
        parameters: [.run], answers: [.moved("To the page of the run.")], problems: [.notFound],
        ignoresFurtherParameters: true)

    static let oldReport = DescribedOperation(
        id: "getOldReport", area: .runs, summary: "Sends the report, at its old address", parameters: [.run],
        answers: [
            .json(.ref(.report), "The report.", headers: [.fileTag, .lastModified, .digest, .configLink])
        ],
        problems: Problem.Kind.ofRun)

    static let oldConfig = DescribedOperation(
        id: "getOldConfig", area: .configs, summary: "Sends the config archive, at its old address",
        parameters: [.run], answers: config.answers, problems: config.problems)
}

extension DescribedHeader {
    fileprivate static let configLink = DescribedHeader(
        name: "Link", schema: .string, isRequired: false,
        text: "Where the config archive of the run is, where it has one (`rel=\"related\"`).")
}
