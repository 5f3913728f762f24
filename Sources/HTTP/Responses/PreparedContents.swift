import Synchronization
import System

/// A content in a coding, in memory.
struct PreparedContent: Sendable {
    /// The coded bytes.
    let slice: FileSlice
    /// Their digest.
    let digest: Digest
}

/// The coded forms of what does not change under its tag, the least recently used given up first.
final class PreparedContents: Sendable {
    /// What tells a coded content apart.
    struct Key: Hashable {
        let tag: String
        let coding: ContentCoding
    }

    private let byteLimit: Int
    private let cache: Mutex<RecencyCache<Key, PreparedContent>>
    /// Bytes count as long as an answer sends them, also after the cache has given them up.
    private let liveByteCount = LiveByteCount()

    /// A cache of at most so many bytes, of which one content has at most a quarter.
    init(byteLimit: Int) {
        self.byteLimit = byteLimit
        cache = Mutex(RecencyCache(byteLimit: byteLimit))
    }

    /// How many bytes the cache has.
    var byteCount: Int { cache.withLock { $0.byteCount } }

    /// Whether more may be prepared: contents that were given up while clients slowly read them count, too.
    var hasRoom: Bool { liveByteCount.value < 2 * byteLimit }

    /// A content, which counts as used now.
    subscript(key: Key) -> PreparedContent? { cache.withLock { $0.use(key) } }

    /// Keeps coded bytes, or what another thread has kept in the meantime.
    func keep(_ bytes: [UInt8], as key: Key) -> PreparedContent {
        let content = PreparedContent(slice: FileSlice(liveByteCount.share(bytes)), digest: .of(bytes))
        guard bytes.count <= byteLimit / 4 else { return content }
        let (kept, givenUp) = cache.withLock { cache in
            if let there = cache.use(key) { return (there, [content]) }
            return (content, cache.put(content, as: key, byteCount: bytes.count))
        }
        // Outside of the lock, because it takes time to free them.
        withExtendedLifetime(givenUp) {}
        return kept
    }
}
