import Glibc
import Model
import Synchronization
import System

/// The bytes of reports and archives in the database, and which of them are known to be damaged; safe from any thread.
final class FiledContents: Sendable {
    /// Frames that are asked for at once.
    private static let frameLimit = 8

    let pool: PostgresPool
    let damages: ContentDamages

    init(_ pool: PostgresPool, condition: Condition) {
        self.pool = pool
        damages = ContentDamages(condition)
    }

    /// Some bytes of a content, of which only the frames that hold them are read.
    ///
    /// - Throws: `LibraryError.damaged` where they are not there, or not what was filed; `.unavailable`.
    func read(_ range: Range<Int>, of place: ContentPlace) throws(LibraryError) -> [UInt8] {
        guard !range.isEmpty else { return [] }
        let size = StagedFrames.frameByteCount
        let last = (range.upperBound - 1) / size
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var next = range.lowerBound / size
        while next <= last {
            let end = min(last, next + Self.frameLimit - 1)
            for (offset, frame) in try frames(next...end, of: place).enumerated() {
                let start = (next + offset) * size
                let part = range.clamped(to: start..<start + frame.count)
                bytes += frame[part.lowerBound - start..<part.upperBound - start]
            }
            next = end + 1
        }
        return bytes
    }

    /// The plain bytes of some frames.
    ///
    /// - Throws: as `read`.
    func frames(
        _ numbers: ClosedRange<Int>, of place: ContentPlace
    ) throws(LibraryError) -> [[UInt8]] {
        if let reason = damages.reason(place.part, place.id) { throw damages.error(place, reason) }
        let rows: [PostgresRow]
        do {
            let statement = ChunkReading.statement(numbers, of: place.file)
            rows = try pool.rows(statement.sql, statement.values)
        } catch {
            throw error.asLibraryError
        }
        switch ChunkReading.frames(rows, numbers, of: place.file) {
        case .success(let frames): return frames
        case .failure(let fault):
            guard try isFiled(place) else { throw .gone(place.id) }
            throw damages.note(place, fault.reason)
        }
    }

    /// Whether the run still has these bytes: another daemon may have removed it, which is no damage.
    private func isFiled(_ place: ContentPlace) throws(LibraryError) -> Bool {
        do {
            let rows = try pool.rows(
                "SELECT EXISTS (SELECT FROM runs WHERE id = $1 AND (report_digest = $2 OR config_digest = $2))",
                [.text(place.id.description), .bytes(place.file.digest.bytes)])
            return rows.first?.integer(0) == 1
        } catch {
            throw error.asLibraryError
        }
    }
}

/// Which bytes: a part of a run, and what was filed of it.
struct ContentPlace: Equatable, Sendable {
    let part: FiledPart
    let id: RunID
    let file: FiledFile
}

/// The bytes of one part of a run, read frame by frame.
final class PostgresContent: RunContent {
    private let place: ContentPlace
    private let contents: FiledContents
    private let near: Mutex<Near>

    /// What was read last: pieces of an answer come one after the other.
    private struct Near {
        /// By their numbers: as many as a piece needs.
        var frames: [Int: [UInt8]] = [:]
        /// Whether the bytes cannot be had; why is noted where it was found.
        var hasFailed = false
    }

    /// Opens the bytes, of which the first frame is read, so that what is not there shows before an answer begins.
    ///
    /// - Throws: `LibraryError`.
    init(_ place: ContentPlace, in contents: FiledContents) throws(LibraryError) {
        self.place = place
        self.contents = contents
        let first = place.file.byteCount == 0 ? [] : try contents.frames(0...0, of: place)
        near = Mutex(Near(frames: first.first.map { [0: $0] } ?? [:]))
    }

    var byteCount: Int { place.file.byteCount }

    var isCertain: Bool { true }

    func read(_ range: Range<Int>) throws(LibraryError) -> [UInt8] {
        let size = StagedFrames.frameByteCount
        guard range.upperBound <= byteCount else {
            throw contents.damages.error(place, "it has \(byteCount) bytes")
        }
        let start = range.lowerBound / size * size
        guard !range.isEmpty, range.upperBound <= start + size else {
            return try contents.read(range, of: place)
        }
        // Many small pieces of one frame are read one by one; it is unpacked once.
        let frame = try frame(at: range.lowerBound)
        return Array(frame[range.lowerBound - start..<range.upperBound - start])
    }

    func fill(_ buffer: inout MutableRawSpan, at offset: Int) -> Bool {
        var filled = 0
        while filled < buffer.byteCount {
            // Why it cannot be read is noted where it was found.
            guard let frame = try? frame(at: offset + filled) else { return false }
            let start = (offset + filled) % StagedFrames.frameByteCount
            let count = min(buffer.byteCount - filled, frame.count - start)
            guard count > 0 else { return false }
            let isCopied = buffer.withUnsafeMutableBytes { target in
                frame.withUnsafeBytes { source in
                    guard let to = target.baseAddress, let from = source.baseAddress else { return false }
                    (to + filled).copyMemory(from: from + start, byteCount: count)
                    return true
                }
            }
            guard isCopied else { return false }
            filled += count
        }
        return true
    }

    private func frame(at offset: Int) throws(LibraryError) -> [UInt8] {
        let number = offset / StagedFrames.frameByteCount
        let (known, hasFailed) = near.withLock { ($0.frames[number], $0.hasFailed) }
        if let known { return known }
        if hasFailed { throw .unavailable("the bytes could not be fetched") }
        guard offset < byteCount, let frame = try contents.frames(number...number, of: place).first else {
            throw contents.damages.error(place, "it has \(byteCount) bytes")
        }
        near.withLock { $0.frames = [number: frame] }
        return frame
    }

    func isNear(_ range: Range<Int>) -> Bool {
        let numbers = numbers(range)
        return near.withLock { near in near.hasFailed || numbers.allSatisfy { near.frames[$0] != nil } }
    }

    func fetch(_ range: Range<Int>) {
        let numbers = numbers(range)
        guard let first = numbers.first, let last = numbers.last else { return }
        do {
            let frames = try contents.frames(first...last, of: place)
            near.withLock { $0.frames = Dictionary(uniqueKeysWithValues: zip(numbers, frames)) }
        } catch {
            near.withLock { $0.hasFailed = true }
        }
    }

    /// The frames that hold a range.
    private func numbers(_ range: Range<Int>) -> Range<Int> {
        let range = range.clamped(to: 0..<byteCount)
        guard !range.isEmpty else { return 0..<0 }
        let size = StagedFrames.frameByteCount
        return range.lowerBound / size..<(range.upperBound - 1) / size + 1
    }

    func doubt() -> LibraryError {
        contents.damages.note(place, "its bytes do not read as what was filed")
    }

    func file() throws(LibraryError) -> OwnedDescriptor? { nil }
}
