import Testing

@testable import Ingest

@Suite struct `What waits for what` {
    @Test(arguments: [
        (Lane.small(device: 1), 4), (.large, 2), (.removal, 1), (.upload(isLarge: true), 2),
        (.upload(isLarge: false), 4),
    ])
    func `a lane takes so many at a time, the rest in order`(_ lane: Lane, _ width: Int) {
        var plan = LanePlan<Int>()
        let begun = (0..<6).filter { plan.add($0, to: lane) }
        #expect(begun == Array(0..<width))
        var done: [Int] = []
        while let next = plan.next(in: lane) { done.append(next) }
        #expect(done == Array(0..<6))
        #expect(plan.isIdle == (width == 1))
    }

    @Test func `no lane waits for another`() {
        var plan = LanePlan<String>()
        for number in 0..<100 { _ = plan.add("large \(number)", to: .large) }
        for number in 0..<100 { _ = plan.add("slow \(number)", to: .small(device: 7)) }
        let lanes: [Lane] = [.small(device: 8), .removal, .upload(isLarge: false), .upload(isLarge: true)]
        let begun = lanes.map { plan.add("one", to: $0) }
        #expect(begun == [true, true, true, true])
        #expect(lanes.map { plan.next(in: $0) } == ["one", "one", "one", "one"])
    }

    @Test func `a lane is free again when its last job has ended`() {
        var plan = LanePlan<Int>()
        let first = [plan.add(1, to: .removal), plan.add(2, to: .removal)]
        #expect(first == [true, false])
        let next = (1...3).map { _ in plan.next(in: .removal) }
        #expect(next == [1, 2, nil])
        #expect(plan.isIdle)
        let again = plan.add(3, to: .removal)
        #expect(again)
    }

    @Test func `a file's lane is that of its size and its filesystem`() {
        #expect(Lane.reading(byteCount: 100_000, device: 3) == .small(device: 3))
        #expect(Lane.reading(byteCount: 256 << 20, device: 3) == .large)
    }
}
