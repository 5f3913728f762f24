/// Runs in the order of filing, in chunks: a change copies one chunk and the list of chunks, however many runs there are.
///
/// Readers hold the value while runs are filed, so each change begins with a copy.
struct IndexedRuns: Sendable {
    /// A chunk with more runs is split; 40 KiB are copied in microseconds.
    private static let chunkLimit = 512

    private var chunks: [[IndexedRun]] = []
    /// The place of the first run of each chunk.
    private var starts: [Int] = []
    private(set) var count = 0

    /// Takes runs that are in order.
    init(_ runs: [IndexedRun] = []) {
        count = runs.count
        starts = Array(stride(from: 0, to: runs.count, by: Self.chunkLimit))
        chunks = starts.map { Array(runs[$0..<Swift.min($0 + Self.chunkLimit, runs.count)]) }
    }

    /// Inserts a run before the one at `place`.
    mutating func insert(_ run: IndexedRun, at place: Int) {
        guard !chunks.isEmpty else {
            self = IndexedRuns([run])
            return
        }
        count += 1
        let chunk = chunk(of: place)
        if place == count - 1, chunks[chunk].count >= Self.chunkLimit {
            // Almost every new run comes last: the chunks before stay full.
            chunks.append([run])
            starts.append(place)
            return
        }
        chunks[chunk].insert(run, at: place - starts[chunk])
        for later in starts.indices[(chunk + 1)...] { starts[later] += 1 }
        if chunks[chunk].count > Self.chunkLimit { split(chunk) }
    }

    /// Removes the run at a place.
    mutating func remove(at place: Int) {
        let chunk = chunk(of: place)
        chunks[chunk].remove(at: place - starts[chunk])
        count -= 1
        for later in starts.indices[(chunk + 1)...] { starts[later] -= 1 }
        if chunks[chunk].isEmpty {
            chunks.remove(at: chunk)
            starts.remove(at: chunk)
        }
    }

    /// Replaces the run at a place by one with the same time and id.
    mutating func replace(at place: Int, with run: IndexedRun) {
        let chunk = chunk(of: place)
        chunks[chunk][place - starts[chunk]] = run
    }

    private mutating func split(_ chunk: Int) {
        let half = chunks[chunk].count / 2
        let rest = Array(chunks[chunk][half...])
        chunks[chunk].removeLast(rest.count)
        chunks.insert(rest, at: chunk + 1)
        starts.insert(starts[chunk] + half, at: chunk + 1)
    }

    /// The last chunk that begins at a place or before it.
    private func chunk(of place: Int) -> Int {
        var range = 0..<starts.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if starts[middle] <= place {
                range = middle + 1..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return Swift.max(0, range.lowerBound - 1)
    }

    /// Hands over every run, the newest first or the oldest.
    func forEach(newestFirst: Bool, _ body: (IndexedRun) -> Void) {
        if newestFirst {
            for chunk in chunks.reversed() { for run in chunk.reversed() { body(run) } }
        } else {
            for chunk in chunks { for run in chunk { body(run) } }
        }
    }
}

extension IndexedRuns: RandomAccessCollection {
    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(place: Int) -> IndexedRun {
        let chunk = chunk(of: place)
        return chunks[chunk][place - starts[chunk]]
    }
}
