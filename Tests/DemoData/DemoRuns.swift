import Analysis
import Archives
import JSON
import Model
import Reports
import Store
import System

/// Makes runs that look like those of many rigs over a year: real reports with noise and with planted `differences`.
///
/// The reports have no series, so that 100,000 fit on a disk. What benchd computes from series it has from the real report, so
/// a run takes as many bytes in the catalog as a real one. It is lost where the catalog is made again from these files.
struct DemoRuns {
    /// What a reader of the library should find.
    static let differences = """
        rig-03: ext4 loses 20 % after 60 % of the time, and no fact and no setting changes with it
        rig-05: xfs gains 30 % after half of the time, when the kernel becomes 6.19.0
        rig-07: every seventh run is a third slower
        rig-09: the excluded runs are ten times as fast
        """
    static let rigCount = 50
    private static let year: Int64 = 360 * 86_400_000

    private let bases: [Base]
    /// When the last run is filed.
    private let end = Timestamp.now()

    /// A real run.
    private struct Base {
        let report: JSONValue
        let readings: RunReadings
        let archive: [UInt8]
    }

    /// Reads the real runs: in each folder of `fixtures` a report with its archive.
    init(fixtures: FilePath) throws {
        let names = try Directory(fixtures).names().filter { !$0.hasSuffix(".md") }.sorted {
            $0.description < $1.description
        }
        bases = try names.map { name in
            let folder = try Directory(fixtures.appending(name))
            let report = try folder.read("aggregated_report.json", limit: 16 << 20)
            return Base(
                report: try JSONValue(parsing: report), readings: try Self.read(report).readings,
                archive: try folder.read("config.zip", limit: 16 << 20))
        }
    }

    private static func read(_ report: [UInt8]) throws -> (outline: Report, readings: RunReadings) {
        var rest = report[...]
        var builder = ReadingsBuilder()
        let outline = try ReportReader.read(
            { (buffer) throws(FileError) in
                let piece = rest.prefix(buffer.count)
                buffer.replaceSubrange(0..<piece.count, with: piece)
                rest = rest.dropFirst(piece.count)
                return piece.count
            }, items: { builder.add($0) })
        return (outline, builder.finish())
    }

    /// Files the run with this number, from 0, of so many.
    func file(_ number: Int, of count: Int, in store: Store) throws {
        let run = DemoRun(number: number, count: count)
        let base = bases[number / Self.rigCount % bases.count]
        let bytes = run.report(base.report).bytes
        var (outline, readings) = try Self.read(bytes)
        for place in readings.cells.indices {
            readings.cells[place].iostat = base.readings.cells[place].iostat
            readings.cells[place].docker = base.readings.cells[place].docker
        }
        let drop = JudgedDrop(
            report: try Self.stage(bytes, "report", in: store.staging), outline: outline, readings: readings,
            config: try Self.config(base.archive, in: store.staging), source: run.rig, origin: .upload,
            warnings: [], mark: run.mark)
        let age = Int64(Double(Self.year) * (1 - run.progress))
        _ = try store.file(drop, at: Timestamp(milliseconds: end.milliseconds - age))
    }

    private static func config(_ archive: [UInt8], in staging: Directory) throws -> JudgedConfig {
        let staged = try stage(archive, "config", in: staging)
        let read = try ConfigInspector.read(
            staged.open(), path: staged.path, limits: ArchiveLimits(byteCount: 16 << 20))
        return JudgedConfig(staged: staged, listing: read.listing, vars: read.vars)
    }

    private static func stage(
        _ bytes: [UInt8], _ name: FilePath, in staging: Directory
    ) throws -> StagedFile {
        var writer = try StagedWriter(name, in: staging)
        try writer.write(bytes[...])
        return try writer.finish()
    }
}
