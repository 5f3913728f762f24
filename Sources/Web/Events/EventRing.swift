/// The last events, so that a listener that was away can go on where it was; a value.
struct EventRing {
    /// An event as it is sent.
    struct Event {
        let number: UInt64
        let bytes: [UInt8]
    }

    private let byteLimit: Int
    private(set) var events: [Event] = []
    private var byteCount = 0
    /// The number of the newest event; 0 before the first.
    private(set) var last: UInt64 = 0

    /// A ring that keeps at most so many bytes.
    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// Adds an event, whose bytes `make` gives for its number; returns them.
    mutating func add(_ make: (UInt64) -> [UInt8]) -> [UInt8] {
        last += 1
        let bytes = make(last)
        events.append(Event(number: last, bytes: bytes))
        byteCount += bytes.count
        while byteCount > byteLimit, let first = events.first {
            byteCount -= first.bytes.count
            events.removeFirst()
        }
        return bytes
    }

    /// The events after one; nil where some of them are not kept any more, or there was no such event.
    func events(after number: UInt64) -> ArraySlice<Event>? {
        guard number <= last else { return nil }
        let first = events.first?.number ?? last + 1
        guard number + 1 >= first else { return nil }
        return events.drop { $0.number <= number }
    }
}
