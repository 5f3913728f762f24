import Testing

@testable import Ingest

@Suite struct `Work that takes long` {
    let start = ContinuousClock.now

    @Test func `is named once it has lasted ten seconds, and no longer than it lasts`() {
        var table = WorkTable()
        let number = table.begin("reading rig/a.json", at: start)
        #expect(table.sentence(at: start + .milliseconds(9999)) == nil)
        #expect(table.nextOverdue(after: start) == start + .seconds(10))
        let sentence = table.sentence(at: start + .seconds(12))
        #expect(sentence?.contains("12 s") == true && sentence?.contains("reading rig/a.json") == true)
        #expect(table.nextOverdue(after: start + .seconds(12)) == nil)
        table.end(number)
        #expect(table.sentence(at: start + .seconds(12)) == nil)
        #expect(table.isEmpty)
    }

    @Test func `is told of the oldest first, and of three at most`() {
        var table = WorkTable()
        for number in 0..<5 { _ = table.begin("job \(number)", at: start + .seconds(number)) }
        #expect(
            table.sentence(at: start + .seconds(11))?.contains("(11 s so far): job 0, job 1.") == true)
        #expect(
            table.sentence(at: start + .seconds(60))?.contains("job 0, job 1, job 2 and 2 more.") == true)
        #expect(table.names.count == 5)
    }
}
