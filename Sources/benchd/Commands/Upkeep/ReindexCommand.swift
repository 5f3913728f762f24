import Store
import System

/// `benchd reindex`: makes the catalog again from the files.
enum ReindexCommand: Command {
    static let name = "reindex"
    static let synopsis = "[options]"
    static let summary = "Rebuild the catalog from the files; the daemon must not be running."
    static let options =
        [
            Option("--data", "DIR", default: "data", "Where runs are filed."), StoreOption.option,
            Option("--max-report", "SIZE", default: "256MiB", "Largest report that is read."),
        ] + ArchiveOptions.all

    static func run(_ values: OptionValues) throws -> Int32 {
        try StoreOption.expectNone(
            values, "stop the daemon and remove followed.sqlite in --data: the next start loads it again")
        try values.expectNoArguments(of: name)
        let limits = try ArchiveOptions.limits(values)
        let reportLimit = try values.byteCount("--max-report")
        let (_, opening) = try Store.open(
            FilePath(values.text("--data")), limits: limits, reportLimit: reportLimit,
            rebuildingCatalog: true)
        StandardStream.output.write("\(opening.indexedCount) runs read into a new catalog\n")
        return 0
    }
}
