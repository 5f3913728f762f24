import Synchronization
import TestSupport
import Testing

@testable import Model
@testable import Store
@testable import System

struct `What an answer may rest on` {
    private let start = ContinuousClock.now

    private func after(_ share: Double) -> ContinuousClock.Instant { start + Freshness.span * share }

    @Test func `is nothing before a look, and a look for a while from its begin on`() {
        var freshness = Freshness()
        #expect(freshness.judge(at: start) == (false, false))
        freshness.note(lookAt: start)
        #expect(freshness.judge(at: start) == (true, false))
        #expect(freshness.judge(at: after(0.6)) == (true, false))
        #expect(freshness.judge(at: after(1)) == (false, false))
        freshness.forget()
        #expect(freshness.judge(at: after(0.1)) == (false, false))
    }

    @Test func `is asked for before it is too old, once for each look`() {
        var freshness = Freshness()
        freshness.note(lookAt: start)
        #expect(freshness.judge(at: after(0.7)) == (true, true))
        #expect(freshness.judge(at: after(0.9)) == (true, false))
        freshness.beginLook()
        #expect(
            freshness.judge(at: after(0.9)) == (true, true),
            "a look that has begun does not serve who comes now")
        freshness.note(lookAt: after(0.8))
        #expect(freshness.judge(at: after(1.2)) == (true, false))
    }
}

/// Two daemons with one database, of which one is asked without a pause.
final class `A daemon that is asked all the time` {
    private let shared: SharedDatabase
    private let (writer, reader): (PostgresStore, PostgresStore)
    private let isOver = Cancellation()
    private var asking: WorkThread?

    init() throws {
        shared = try SharedDatabase()
        (writer, reader) = (try shared.open("a"), try shared.open("b"))
        asking = try WorkThread(name: "test-ask") { [writer, reader, isOver] in
            while !isOver.isCancelled {
                reader.catchUp()
                writer.catchUp()
            }
        }
    }

    deinit {
        isOver.cancel()
        asking?.join()
        for store in [writer, reader] { store.stop() }
    }

    private func file(_ number: Int) throws -> RunID {
        let drop = try JudgedDrop(
            report: `A library that daemons share`.report(number), in: writer.staging)
        return try #require(try writer.file(drop, at: .now()).id)
    }

    @Test func `shows at once what another acknowledges`() throws {
        #expect(eventually { self.writer.isComplete && self.reader.isComplete })
        for number in 0..<60 {
            let id = try file(number)
            reader.catchUp()
            #expect(try reader.run(id) != nil, "run \(number)")
            var change = MarkChange()
            try change.setLabel("label \(number)")
            _ = try writer.mark(.id(id), change)
            reader.catchUp()
            #expect(try reader.run(id)?.mark.label == "label \(number)")
            #expect(try writer.remove([id], because: "old") == [.removed(id)])
            reader.catchUp()
            #expect(try reader.run(id) == nil, "removed run \(number)")
        }
        #expect(
            writer.follower.state.withLock(\.prepared.count) == 0, "what it has entered is still in memory")
    }
}
