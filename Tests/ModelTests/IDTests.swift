import Glibc
import Testing

@testable import JSON
@testable import Model
@testable import System

@Suite struct `Ids and receipts` {
    @Test(arguments: [
        ("0193ABCD-ef01-7234-8abc-0123456789ab", "0193abcd-ef01-7234-8abc-0123456789ab"),
        ("0123456789AB", "0123456789ab"),
    ])
    func `an id is read in either case`(_ text: String, _ id: String) {
        #expect(RunID(text)?.description == id)
    }

    @Test(arguments: [
        "", "latest", "0123456789a", "0123456789abc", "0123456789ag", "../../etc/pwd",
        "0193abcd-ef01-7234-8abc-0123456789a/", "0193abcdef0172348abc0123456789ab",
    ])
    func `nothing else is an id`(_ text: String) {
        #expect(RunID(text) == nil)
    }

    @Test func `ids sort and differ as their texts do`() throws {
        var texts = ["000000000000", "0123456789ab", "ffffffffffff", "01234567-89ab-7000-8000-000000000000"]
        for _ in 0..<200 {
            let digits = (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }
            let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { digits[$0].joined() }
            texts += [parts.joined(separator: "-"), digits[..<12].joined()]
        }
        let ids = try texts.map { try #require(RunID($0)) }
        #expect(ids.map(\.description) == texts)
        #expect(ids.sorted().map(\.description) == texts.sorted())
        #expect(Set(ids).count == Set(texts).count)
    }

    @Test func `ids only grow, even where the clock stands still or steps back`() {
        var generator = RunIDGenerator(after: nil)
        let times = [1000, 1000, 5, 1000, 1001, 0] + Array(repeating: 7, count: 10_000)
        let ids = times.map { generator.next(at: Timestamp(milliseconds: 1_800_000_000_000 + Int64($0))) }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.isOwn })
    }

    @Test func `ids go on after the newest of the folder`() throws {
        var first = RunIDGenerator(after: nil)
        let last = first.next(at: Timestamp(milliseconds: 2_000_000_000_000))
        var second = RunIDGenerator(after: last)
        #expect(second.next(at: Timestamp(milliseconds: 1_000_000_000_000)) > last)
    }

    @Test func `the layout is that of version 7`() {
        var generator = RunIDGenerator(after: nil)
        let id = generator.next(at: Timestamp(milliseconds: 0x017F_22E2_79B0)) { 0xFFFF_FFFF_FFFF_FFFF }
        #expect(id.description == "017f22e2-79b0-7000-bfff-ffffffffffff")
    }

    @Test func `a receipt reads back as it was written`() throws {
        let digest = Digest.of([])
        let receipt = Receipt(
            id: try #require(RunID("0123456789ab")), filed: Timestamp(milliseconds: 5), source: "rig",
            origin: .inbox(path: FilePath(bytes: [0xFF]), inode: .max, changed: -4),
            report: FiledFile(byteCount: 1, digest: digest), config: FiledFile(byteCount: 2, digest: digest),
            configAttached: Timestamp(milliseconds: 6),
            warnings: [Problem(.configNotZip, "x", members: [.init("entry", "e")])])
        let json = try JSONValue(parsing: receipt.json.indentedBytes)
        #expect(Receipt(json: json) == receipt)
    }

    @Test(arguments: [
        "-1", "-9223372036854775808", "1.5", "1e3", "9223372036854775808", "9223372036854775807",
    ])
    func `a size that no file can have makes no receipt`(_ size: String) throws {
        let text = #"{"bytes": \#(size), "sha256": "\#(Digest.of([]))"}"#
        #expect(FiledFile(json: try JSONValue(parsing: Array(text.utf8))) == nil)
    }
}
