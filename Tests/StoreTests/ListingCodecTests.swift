import JSON
import Model
import TestSupport
import Testing

@testable import Store

@Suite struct `A listing in the catalog` {
    static let file = ConfigListing.Entry(
        index: 0, path: "vars/ü.yaml", rawPath: [0x81], kind: .file, byteCount: 186, compressedByteCount: 143,
        method: "deflate", crc32: 0x00ab_12cd, permissions: 0o644, modified: "2026-11-23T18:55:02Z",
        isEncrypted: true, offset: 4_294_967_296)
    static let link = ConfigListing.Entry(
        index: 1, path: "current", rawPath: nil, kind: .link, byteCount: 3, compressedByteCount: 3,
        method: "stored", crc32: 0, permissions: nil, modified: nil, isEncrypted: false, offset: 0,
        target: "../größe")

    @Test(arguments: [file, link])
    func `gives back each entry as it was written`(_ entry: ConfigListing.Entry) throws {
        #expect(try ListingCodec.entry(entry.json.text) == entry)
    }

    @Test func `gives back findings and notes`() throws {
        let findings = [
            SecretFinding(entry: "a", index: 0, line: 2, kind: .password, name: "db_password"),
            SecretFinding(entry: "b.p12", index: 1, line: nil, kind: .keyFile, name: nil),
        ]
        #expect(try ListingCodec.findings(JSONValue.array(findings.map(\.json)).text) == findings)
        #expect(try ListingCodec.notes(#"["one","ü"]"#) == ["one", "ü"])
    }

    @Test(arguments: ["", "{}", #"{"index": "0"}"#, "["])
    func `that is damaged is a fault of the catalog`(_ text: String) {
        #expect(throws: CatalogError.self) { try ListingCodec.entry(text) }
    }
}
