import Testing

@testable import Analysis
@testable import JSON
@testable import Model

/// Law 10 of the audit, which needs a library: each fault is a report whose facts are those of a sound one.
@Suite struct `Facts that were collected for another run` {
    private static let timestamp = ["system_info", "timestamp"]

    /// What the standing of each of two reports says of the law.
    private func findings(_ first: JSONValue, _ second: JSONValue) throws -> [Finding] {
        let runs = try [first, second].enumerated().map { place, json in
            let readings = try RunReadings.read(json.bytes)
            return try SampleRun(place + 1, ["ext4": 100 + Double(place)]).with {
                ($0.timestamp, $0.bytes) = (readings.timestamp, json.text)
            }
        }
        return try runs.map { run in
            try #require(try Answers(runs).standing(of: run.id)).staleFacts
        }
    }

    @Test(arguments: Fault.all)
    func `are noted beside the run that they are of, and only there`(_ fault: Fault) throws {
        let other = try #require(fault.change(SoundReport.json))
        let stale = try findings(SoundReport.json, other)
        #expect(stale.map(\.verdict) == [.note, .note])
        #expect(try stale[0].detail.contains(run(2).description))
        #expect(try stale[1].detail.contains(run(1).description))
        let fresh = try #require(other.changed(at: Self.timestamp) { _ in "2026-01-01T00:10:00Z" })
        #expect(try findings(SoundReport.json, fresh).map(\.verdict) == [.holds, .holds])
    }

    @Test func `are no fault of the same report again`() throws {
        #expect(try findings(SoundReport.json, SoundReport.json).map(\.verdict) == [.holds, .holds])
    }

    @Test func `are not known where a report does not say when they were collected`() throws {
        let silent = try #require(SoundReport.json.changed(at: Self.timestamp) { _ in nil })
        #expect(try findings(silent, SoundReport.json).map(\.verdict) == [.unknown, .holds])
        #expect(try findings(silent, silent).map(\.verdict) == [.unknown, .unknown])
    }
}
