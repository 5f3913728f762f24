import Foundation
import TestSupport
import Testing

@testable import Ingest
@testable import System

@Suite struct `What is old enough` {
    private let inbox: TemporaryInbox
    private var settings: IngestSettings
    private let messages = Messages()

    init() throws {
        inbox = try TemporaryInbox()
        settings = IngestSettings(inbox: FilePath(inbox.url.path))
    }

    private static let day = Duration.seconds(24 * 3600)

    /// Makes a file that was last changed so many days ago.
    private func put(_ path: String, daysOld: Double) throws {
        try inbox.drop(FilePath(path), "{}")
        try age(path, daysOld)
    }

    private func age(_ path: String, _ days: Double) throws {
        let date = Date(timeIntervalSinceNow: -days * 24 * 3600)
        try FileManager.default.setAttributes(
            [.modificationDate: date], ofItemAtPath: inbox.url.appending(path: path).path)
    }

    /// Sweeps to the end; returns the number of steps.
    private func sweep() -> Int {
        var sweeper = Sweeper(settings: settings) { [messages] in messages.add("\($1)") }
        var count = 0
        while let next = sweeper.nextStep, next <= .now, count < 10_000 {
            sweeper.step(in: inbox.directory)
            count += 1
        }
        return count
    }

    @Test func `notices go with the directories that they leave empty, the others stay`() throws {
        try put(".receipts/rig/night/aggregated_report.json.json", daysOld: 31)
        try put(".receipts/rig/night/deep/config.zip.json", daysOld: 31)
        try put(".receipts/rig/day/aggregated_report.json.json", daysOld: 29)
        try put(".receipts/rig/day/config.zip.json", daysOld: 31)
        try put(".receipts/x.json.json", daysOld: 31)
        try put(".receipts/future.json.json", daysOld: -400)
        _ = sweep()
        #expect(
            try inbox.everything() == [
                ".receipts/future.json.json", ".receipts/rig/day/aggregated_report.json.json",
            ])
        #expect(messages.all == ["removed 4 notices and 0 rejected drops that were old enough"])
    }

    @Test func `a notice stays as long as its file could not be removed`() throws {
        try put("rig/aggregated_report.json", daysOld: 100)
        try put(".receipts/rig/aggregated_report.json.json", daysOld: 100)
        try put(".receipts/rig/config.zip.json", daysOld: 100)
        _ = sweep()
        #expect(
            try inbox.everything() == [
                ".receipts/rig/aggregated_report.json.json", "rig/aggregated_report.json",
            ])
    }

    @Test mutating func `rejected drops are kept for ever unless it is said for how long`() throws {
        for days in [1.0, 40] {
            try put(".rejected/\(days)/aggregated_report.json", daysOld: 500)
            try put(".rejected/\(days)/reason.json", daysOld: 500)
            try age(".rejected/\(days)", days)
        }
        try put(".rejected/.new-1/reason.json", daysOld: 500)
        try age(".rejected/.new-1", 500)
        try put(".rejected/.old-1/reason.json", daysOld: 0)
        _ = sweep()
        #expect(try inbox.everything().count == 6)
        settings.keepRejected = Self.day * 30
        _ = sweep()
        #expect(
            try inbox.everything() == [
                ".rejected/.new-1/reason.json", ".rejected/1.0/aggregated_report.json",
                ".rejected/1.0/reason.json",
            ])
    }

    @Test func `a large sweep is many small steps`() throws {
        for number in 0..<1000 { try put(".receipts/\(number % 10)/\(number).json.json", daysOld: 31) }
        #expect(sweep() >= 4)
        #expect(try inbox.everything() == [])
    }

    @Test mutating func `nothing is ever looked at where everything is kept for ever`() throws {
        settings.keepReceipts = nil
        try put(".receipts/x.json.json", daysOld: 5000)
        #expect(sweep() == 0)
        #expect(try inbox.everything() == [".receipts/x.json.json"])
    }

    @Test mutating func `there is an hour between two sweeps, or as long as the shortest keeping`() {
        func pause() -> Duration {
            var sweeper = Sweeper(settings: settings) { _, _ in }
            sweeper.step(in: inbox.directory)
            return sweeper.nextStep.map { ContinuousClock.now.duration(to: $0) } ?? .zero
        }
        #expect((Duration.seconds(3590)...Duration.seconds(3600)).contains(pause()))
        settings.keepRejected = .seconds(60)
        #expect((Duration.seconds(50)...Duration.seconds(60)).contains(pause()))
    }
}
