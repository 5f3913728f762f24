import Testing

@testable import System

@Suite struct `Values by their last use` {
    @Test func `the one that was used the longest time ago is given up`() {
        var cache = RecencyCache<String, Int>(byteLimit: 30)
        for (number, key) in ["a", "b", "c"].enumerated() {
            #expect(cache.put(number, as: key, byteCount: 10).isEmpty)
        }
        #expect(cache.use("a") == 0)
        #expect(cache.put(3, as: "d", byteCount: 10) == [1])
        #expect(cache.use("b") == nil && cache.use("a") == 0 && cache.byteCount == 30)
    }

    @Test func `a value takes the place of the one with its key`() {
        var cache = RecencyCache<String, Int>(byteLimit: 30)
        _ = cache.put(1, as: "a", byteCount: 20)
        #expect(cache.put(2, as: "a", byteCount: 25) == [1])
        #expect(cache.byteCount == 25 && cache.use("a") == 2)
        #expect(cache.remove("a") == 2 && cache.byteCount == 0)
    }

    @Test func `a value larger than all is given up at once`() {
        var cache = RecencyCache<String, Int>(byteLimit: 30)
        #expect(cache.put(1, as: "a", byteCount: 31) == [1])
        #expect(cache.byteCount == 0)
    }

    @Test func `there is a limit of values`() {
        var cache = RecencyCache<Int, Int>(byteLimit: 30, entryLimit: 2)
        let givenUp = (0..<4).flatMap { cache.put($0, as: $0, byteCount: 0) }
        #expect(givenUp == [0, 1])
    }
}
