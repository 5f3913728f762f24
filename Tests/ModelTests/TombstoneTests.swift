import Testing

@testable import JSON
@testable import Model
@testable import System

@Suite struct TombstoneTests {
    private let report = Digest.of(Array("report".utf8))
    private let config = Digest.of(Array("config".utf8))
    private let other = Digest.of(Array("other".utf8))

    private func tombstone(config: Digest?) throws -> Tombstone {
        let id = try #require(RunID("0123456789ab"))
        let receipt = Receipt(
            id: id, filed: .now(), source: "rig-07", origin: .upload,
            report: FiledFile(byteCount: 6, digest: report),
            config: config.map { FiledFile(byteCount: 6, digest: $0) })
        return Tombstone(of: receipt, removed: .now(), reason: "a secret")
    }

    @Test func `the same bytes, and a part of them, are what was removed`() throws {
        let whole = try tombstone(config: config)
        #expect(whole.covers(report: report, config: config) && whole.covers(report: report, config: nil))
        #expect(!whole.covers(report: report, config: other) && !whole.covers(report: other, config: config))
        let bare = try tombstone(config: nil)
        #expect(bare.covers(report: report, config: nil) && bare.covers(report: report, config: other))
    }

    @Test func `a report that was not read covers nothing`() throws {
        let id = try #require(RunID("0123456789ab"))
        let receipt = Receipt(
            id: id, filed: .now(), source: nil, origin: .unknown,
            report: FiledFile(byteCount: 6, digest: .unread), config: nil)
        #expect(!Tombstone(of: receipt, removed: .now(), reason: "x").covers(report: .unread, config: nil))
    }

    @Test func `it is read back as it was written`() throws {
        for config in [config, nil] {
            let tombstone = try tombstone(config: config)
            #expect(Tombstone(json: tombstone.json) == tombstone)
        }
        #expect(Tombstone(json: ["uuid": "0123456789ab"]) == nil)
    }
}
