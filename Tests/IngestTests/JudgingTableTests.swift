import Testing

@testable import Ingest
@testable import System

@Suite struct `A drop whose judging ends the process` {
    private let key = JudgingTable.Key("rig/x.json", FileSight(FileStatus(regularFile: 7)))

    private func expect(_ begins: Bool, _ table: inout JudgingTable, _ key: JudgingTable.Key) {
        let hasBegun = table.begin(key)
        #expect(hasBegun == begins)
    }

    /// A process that begins to judge and is gone.
    private func end(_ table: JudgingTable) -> JudgingTable {
        var table = table
        expect(true, &table, key)
        return JudgingTable(of: table.bytes)
    }

    @Test func `is judged at two starts and no more`() {
        var table = end(end(JudgingTable()))
        expect(false, &table, key)
        #expect(JudgingTable(of: table.bytes) == table)
        expect(true, &table, JudgingTable.Key("rig/y.json", FileSight(FileStatus(regularFile: 7))))
    }

    @Test func `is forgiven where its judgement ends once`() {
        var table = end(JudgingTable())
        expect(true, &table, key)
        table.end(key)
        #expect(JudgingTable(of: table.bytes) == JudgingTable())
    }

    @Test func `does not count where the process was asked to end`() {
        var table = end(JudgingTable())
        expect(true, &table, key)
        table.forgive()
        var next = JudgingTable(of: table.bytes)
        expect(true, &next, key)
    }

    @Test func `is written over what was longer`() {
        var table = JudgingTable()
        expect(true, &table, key)
        let longer = table.bytes
        table.end(key)
        #expect(JudgingTable(of: table.bytes + longer.dropFirst(table.bytes.count)) == JudgingTable())
    }

    @Test(arguments: [
        "", "x", "judging\n", "judging 9223372036854775807 a\n", "judging -1 a\n", "judging 1\n.\n",
    ])
    func `is not read out of what is no record`(_ text: String) {
        #expect(JudgingTable(of: Array(text.utf8)) == JudgingTable())
    }

    @Test func `takes its place among so many, no more`() {
        var table = JudgingTable()
        for inode in 0..<1000 {
            expect(true, &table, JudgingTable.Key("x", FileSight(FileStatus(regularFile: UInt64(inode)))))
        }
        #expect(JudgingTable(of: table.bytes).bytes.count < 64 * 60)
    }
}
