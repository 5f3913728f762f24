import Drawing
import JSON
import Model

/// Pictures that the server draws.
extension DescribedOperation {
    static let chart = DescribedOperation(
        id: "getChart", area: .runs, summary: "Draws a metric or a series of a benchmark",
        parameters: [
            .run, .benchmark,
            .query(
                "metric", .string.example("read_iops"),
                "The key of the metric that is drawn as bars; the main one without it."),
            .query("series", .string.example("cpu_user"), "The key of the series that is drawn as lines."),
            .query("group", Schema.group.byDefault("iostat"), "The group of the series."),
            .query(
                "filesystems", .string.example("ext4_overlay2,xfs_overlay2"),
                "The filesystems, with commas between; all without it, of a series the first 8."),
            .query("from", .integer(0...999_999_999), "The first sample of a series."),
            .query("to", .integer(1...1_000_000_000), "The sample after the last."),
            .flag("log", "Whether the axis of values is logarithmic."),
            .query(
                "units", Schema.choice(of: BytePrefixes.self).byDefault("si"),
                "`iec` for bytes in powers of 1024: KiB, MiB."),
            .query(
                "width",
                Schema.integer(ChartStyle.widths).byDefault(.integer(ChartStyle().width)),
                "How wide the picture is, in pixels."),
            .query(
                "theme", Schema.choice(of: ChartTheme.self).byDefault("auto"),
                "For which screen; `auto` is that of the reader."),
        ],
        answers: [.content("image/svg+xml", text: "The picture.")],
        problems: Problem.Kind.ofRun + [.reportTooLarge])

    static let badge = DescribedOperation(
        id: "getBadge", area: .runs, summary: "Draws a badge of a run, or of one of its values",
        parameters: [
            .run,
            .query("benchmark", .string.example("fio-randread-4k"), "The benchmark of the value."),
            .query("filesystem", .string.example("ext4_overlay2"), "The filesystem of the value."),
            .query("metric", .string.example("read_iops"), "The metric; the main one without it."),
            .query("label", .string, "The text on the left."),
        ],
        answers: [.content("image/svg+xml", text: "The badge.")], problems: Problem.Kind.ofRun)
}
