import TestSupport
import Testing

@testable import HTTP
@testable import JSON
@testable import Model
@testable import System
@testable import Web

/// The export: fields of CSV, and parts that join to the whole.
@Suite struct ExportTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("a b", "a b"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
        ("a\r\nb", "\"a\r\nb\""), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"),
        ("\ta", "'\ta"), ("\ra", "\"'\ra\""), ("=\"a\",b", "\"'=\"\"a\"\",b\""), ("a=b", "a=b"), ("ä", "ä"),
        ("'a", "'a"),
    ])
    func `a field is quoted where it must be, and is no formula`(text: String, expected: String) {
        #expect(String(decoding: CSV.field(text), as: UTF8.self) == expected)
    }

    @Test func `nothing is an empty field`() {
        #expect(CSV.field(nil) == [])
    }

    private static let id = "0193abcd-ef01-7234-8abc-0123456789ab"

    @Test(arguments: ["-~\(id)~7", "1800000000000.\(id)", "1800000000000.0123456789ab~\(id)~40000", "-"])
    func `a cursor is read back`(text: String) {
        #expect(ExportCursor(text)?.description == text)
    }

    @Test(arguments: [
        "", "x", "~", "-~", "-~x~1", "-~\(id)", "-~\(id)~0", "-~\(id)~-1", "-~\(id)~x", "-~\(id)~1~1",
        "1.0123456789ab.b7", "-~\(id)~99999999999999999999",
    ])
    func `another text is no cursor`(text: String) {
        #expect(ExportCursor(text) == nil)
    }

    private func run() throws -> MeasuredRun {
        MeasuredRun(
            id: try #require(RunID(Self.id)), filed: Timestamp(milliseconds: 1_800_000_000_000),
            source: "=rig", rig: "=rig", label: nil, isExcluded: false, vars: nil, machine: nil,
            benchmarks: ["fio-a"], filesystems: [],
            cells: (1...5).map { number in
                MeasuredCell(
                    benchmark: "fio-a", filesystem: "ext4,\(number)", iterations: 1, hasErrors: false,
                    settings: [],
                    values: [
                        .init(ValueName(.plot, "read_iops"), 1_000.5),
                        .init(ValueName(.plot, "unknown"), 1e300),
                        .init(ValueName(.iostatCorrected, "vdb_util"), Double(number)),
                        .init(ValueName(.derived, "run_time"), 40),
                    ])
            })
    }

    private func text(
        _ format: ExportFormat, byteLimit: Int = .max, from start: Int = 0
    ) throws -> (text: String, next: Int?) {
        var writer = ExportWriter(format, hasHeader: start == 0, byteLimit: byteLimit)
        let next = writer.add(try run(), from: start)
        return (String(decoding: writer.bytes, as: UTF8.self), next)
    }

    @Test func `a line has the columns, the text of a sender never a formula`() throws {
        let lines = try text(.csv).text.split(separator: "\r\n")
        #expect(lines.count == 21)
        #expect(lines[0] == "run,filed,source,label,benchmark,filesystem,section,metric,unit,direction,value")
        let head = "\(Self.id),2027-01-15T08:00:00.000Z,'=rig,,fio-a,\"ext4,1\","
        #expect(lines[1] == "\(head)/metrics/plot,read_iops,operations/s,higher,1000.5")
        #expect(lines[2] == "\(head)/metrics/plot,unknown,,,1e+300")
        #expect(lines[3] == "\(head)corrected/iostat,vdb_util,%,,1")
        #expect(lines[4] == "\(head)derived,run_time,s,,40")
    }

    @Test func `a line of JSON has the same, and texts as they are`() throws {
        let lines = try text(.ndjson).text.split(separator: "\n")
        #expect(lines.count == 20)
        let first = try JSONValue(parsing: Array(lines[0].utf8))
        #expect(first.members?.map(\.key) == ExportWriter.columns)
        #expect(first["source"] == "=rig" && first["label"] == .null && first["value"] == .number("1000.5"))
    }

    @Test(arguments: [ExportFormat.csv, .ndjson], [1, 150, 400, 1_000])
    func `parts of any size join to the whole`(format: ExportFormat, byteLimit: Int) throws {
        let whole = try text(format).text
        var joined = ""
        var place: Int? = 0
        while let start = place {
            let part = try text(format, byteLimit: byteLimit + (start == 0 ? 100 : 0), from: start)
            joined += part.text
            try #require(part.next ?? .max > start)
            place = part.next
        }
        #expect(joined == whole)
    }

    // MARK: The route

    private static func report(_ number: Int) -> [UInt8] {
        Array(#"{"data": {"fio-a": {"ext4": {"metrics": {"plot": {"read_iops": \#(number)}}}}}}"#.utf8)
    }

    @Test func `parts of runs are linked, with the filters of the request`() throws {
        let site = try TestSite(base: "/bench")
        for number in 1...5 {
            try site.file(Self.report(number), source: number == 3 ? "b&c" : "a b", at: Int64(number))
        }
        var target = "/api/export?format=ndjson&source=a+b&limit=2"
        var values: [Double?] = []
        for _ in 1...2 {
            let answer = try site.get(target)
            #expect(answer["Content-Type"] == "application/x-ndjson")
            let lines = try answer.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
            values += lines.filter { $0["metric"] == "read_iops" }.map { $0["value"]?.double }
            guard let link = answer["Link"] else { break }
            #expect(link.hasPrefix("</bench/api/export?format=ndjson&source=a%20b&limit=2&cursor="))
            #expect(link.hasSuffix(">; rel=\"next\""))
            target = String(link.dropFirst("</bench".count).prefix { $0 != ">" })
        }
        #expect(values == [5, 4, 2, 1])
        #expect(try site.get(target)["Link"] == nil)
    }

    @Test func `only the first part of CSV has the names of the columns`() throws {
        let site = try TestSite()
        for number in 1...2 { try site.file(Self.report(number), at: Int64(number)) }
        let first = try site.get("/api/export?limit=1")
        #expect(first.text.hasPrefix("run,filed,"))
        #expect(first["Content-Type"] == "text/csv; charset=utf-8; header=present")
        #expect(first["Content-Disposition"] == "attachment; filename=\"benchd.csv\"")
        let link = try #require(first["Link"])
        let second = try site.get(String(link.dropFirst().prefix { $0 != ">" }))
        #expect(second["Content-Type"] == "text/csv; charset=utf-8; header=absent")
        #expect(second.text.contains(",read_iops,") && !second.text.contains("filed"))
    }

    @Test(arguments: [
        ("format=xml", "format takes one of csv, ndjson"), ("cursor=x", "cursor takes"),
        ("sort=filed", "no parameter \"sort\""), ("limit=501", "limit takes a whole number from 1 to 500"),
        ("since=x", "since takes"),
    ])
    func `what cannot be read is refused`(query: String, sentence: String) throws {
        let answer = try TestSite().get("/api/export?\(query)")
        #expect(answer.status == 400)
        #expect(answer.text.replacing("\\\"", with: "\"").contains(sentence), "\(answer.text)")
    }
}
