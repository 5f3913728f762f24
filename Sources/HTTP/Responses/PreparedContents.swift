import Synchronization
import System

/// A content in a coding, in memory.
struct PreparedContent: Sendable {
    /// Its number of bytes is counted as long as an answer sends it, also after the cache has given it up.
    fileprivate final class Ticket: Sendable {
        private let byteCount: Int
        private let owner: PreparedContents

        init(_ byteCount: Int, _ owner: PreparedContents) {
            (self.byteCount, self.owner) = (byteCount, owner)
            owner.count(byteCount)
        }

        deinit { owner.count(-byteCount) }
    }

    /// The coded bytes.
    let slice: FileSlice
    /// Their digest.
    let digest: Digest

    fileprivate init(_ bytes: [UInt8], _ ticket: Ticket) {
        digest = .of(bytes)
        let content = FileSlice(bytes)
        let file = OpenFile { buffer, offset in
            withExtendedLifetime(ticket) { content.file.fill(buffer, at: offset) }
        }
        slice = FileSlice(file: file, length: content.length)
    }
}

/// The coded forms of what does not change under its tag, the least recently used given up first.
final class PreparedContents: Sendable {
    /// What tells a coded content apart.
    struct Key: Hashable {
        let tag: String
        let coding: ContentCoding
    }

    private struct Entry {
        let content: PreparedContent
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var byteCount = 0
        var clock: UInt64 = 0

        mutating func tick() -> UInt64 {
            clock &+= 1
            return clock
        }
    }

    /// Small answers must not make the search for the oldest long.
    private static let entryLimit = 1024

    private let byteLimit: Int
    private let state = Mutex(State())
    private let liveByteCount = Mutex(0)

    /// A cache of at most so many bytes, of which one content has at most a quarter.
    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// How many bytes the cache has.
    var byteCount: Int { state.withLock { $0.byteCount } }

    /// Whether more may be prepared: contents that were given up while clients slowly read them count, too.
    var hasRoom: Bool { liveByteCount.withLock { $0 } < 2 * byteLimit }

    /// A content, which counts as used now.
    subscript(key: Key) -> PreparedContent? {
        state.withLock { state in
            guard state.entries[key] != nil else { return nil }
            let now = state.tick()
            state.entries[key]?.lastUse = now
            return state.entries[key]?.content
        }
    }

    /// Keeps coded bytes, or what another thread has kept in the meantime.
    func keep(_ bytes: [UInt8], as key: Key) -> PreparedContent {
        let content = PreparedContent(bytes, PreparedContent.Ticket(bytes.count, self))
        guard bytes.count <= byteLimit / 4 else { return content }
        let (kept, givenUp) = state.withLock { state in insert(content, as: key, into: &state) }
        // Outside of the lock, because the last reference to a content takes a lock of its own.
        withExtendedLifetime(givenUp) {}
        return kept
    }

    private func insert(
        _ content: PreparedContent, as key: Key, into state: inout State
    ) -> (kept: PreparedContent, givenUp: [PreparedContent]) {
        if let there = state.entries[key]?.content { return (there, [content]) }
        state.entries[key] = Entry(content: content, lastUse: state.tick())
        state.byteCount += Int(content.slice.length)
        var givenUp: [PreparedContent] = []
        while state.byteCount > byteLimit || state.entries.count > Self.entryLimit,
            let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            state.entries[oldest.key] = nil
            state.byteCount -= Int(oldest.value.content.slice.length)
            givenUp.append(oldest.value.content)
        }
        return (content, givenUp)
    }

    fileprivate func count(_ byteCount: Int) { liveByteCount.withLock { $0 += byteCount } }
}
