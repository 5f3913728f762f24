import Synchronization

/// Whether a loop turns: it answers when it was asked, each time it comes round; safe from any thread.
final class Pulse: Sendable {
    private let asked = Atomic<Int>(0)
    private let answered = Atomic<Int>(0)

    /// Asks the loop, which must then be woken.
    func ask() { asked.add(1, ordering: .acquiringAndReleasing) }

    /// Answers, on the thread of the loop.
    func answer() { answered.store(asked.load(ordering: .acquiring), ordering: .releasing) }

    /// Whether the loop has come round since it was asked last.
    var isAnswered: Bool { answered.load(ordering: .acquiring) == asked.load(ordering: .acquiring) }
}
