import Glibc
import Model

/// The files of one archive by their paths, in little memory: what a comparison has of all of them.
struct ComparedFiles: Sendable {
    /// One that is no directory.
    struct File: Sendable {
        /// Its place in the archive.
        let index: Int
        /// Where its path is, without any `./` at its begin.
        fileprivate let path: Place
        fileprivate let kind: ConfigListing.Kind
        fileprivate let byteCount: Int
        fileprivate let crc32: UInt32
        fileprivate let hidesChecksum: Bool
    }

    /// Where a path is.
    fileprivate struct Place: Sendable {
        let piece: Int
        let range: Range<Int>

        func dropFirst(_ count: Int) -> Place { Place(piece: piece, range: range.dropFirst(count)) }
    }

    /// Files of one path below the roots, in one archive or both, by their places in `files`.
    typealias Pair = (baseline: Int?, other: Int?)

    /// By path, then by place in the archive, once they are sorted.
    private(set) var files: [File] = []
    /// All paths, in pieces of a size that never grows: one array would be copied, and have twice the bytes meanwhile.
    private var paths: [[UInt8]] = []
    private static let pieceByteCount = 1 << 20
    /// How many bytes the paths of both archives may have; twice what 10,000 of a kilobyte have, and what is in memory.
    static let pathByteLimit = 40 << 20
    /// How many bytes all paths have, those beyond the limit too, which are left out.
    private(set) var pathByteCount = 0
    private let byteLimit: Int

    /// No files yet, of paths that may have so many bytes together.
    init(pathByteLimit: Int = pathByteLimit) { byteLimit = pathByteLimit }

    /// Adds an entry, unless it is a directory.
    mutating func add(_ file: ListedFile) {
        if file.kind == .directory { return }
        var path = file.path.utf8[...]
        while path.starts(with: "./".utf8) { path = path.dropFirst(2) }
        pathByteCount += path.count
        if pathByteCount > byteLimit { return }
        files.append(
            File(
                index: file.index, path: place(of: path), kind: file.kind, byteCount: file.byteCount,
                crc32: file.crc32, hidesChecksum: file.hidesChecksum))
    }

    private mutating func place(of path: Substring.UTF8View) -> Place {
        if paths.last.map({ $0.count + path.count > Self.pieceByteCount }) ?? true {
            paths.append([])
            paths[paths.count - 1].reserveCapacity(max(Self.pieceByteCount, path.count))
        }
        let start = paths[paths.count - 1].count
        paths[paths.count - 1].append(contentsOf: path)
        return Place(piece: paths.count - 1, range: start..<start + path.count)
    }

    private func bytes(_ place: Place) -> ArraySlice<UInt8> { paths[place.piece][place.range] }

    /// Sorts the files; to be called when all are added.
    mutating func sort() {
        var sorted = files
        // So that there are not two of them.
        files = []
        sorted.sort { a, b in
            let order = Self.order(bytes(a.path), bytes(b.path))
            return order == 0 ? a.index < b.index : order < 0
        }
        files = sorted
    }

    /// The directories that all paths begin with, with a slash at their end; empty for none.
    var root: ArraySlice<UInt8> {
        guard let first = files.first?.path, let last = files.last?.path else { return [] }
        // What the first and the last in order share, all share.
        let common = zip(bytes(first), bytes(last)).prefix { $0 == $1 }.count
        let shared = bytes(first).prefix(common)
        return shared.lastIndex(of: UInt8(ascii: "/")).map { shared[...$0] } ?? []
    }

    /// The path of a file below a root of so many bytes.
    func path(_ place: Int, below rootByteCount: Int) -> String {
        String(decoding: bytes(files[place].path.dropFirst(rootByteCount)), as: UTF8.self)
    }

    /// What has the same path below the roots, by path; of its several files the first with the first, and so on.
    ///
    /// - Parameters:
    ///   - other: The files of the other archive.
    ///   - roots: How many bytes of all paths are left out on either side.
    /// - Returns: Places in `files` of this archive, of the other, or of both.
    func pairs(with other: ComparedFiles, below roots: (baseline: Int, other: Int)) -> [Pair] {
        var pairs: [Pair] = []
        var (place, otherPlace) = (0, 0)
        while place < files.count || otherPlace < other.files.count {
            let order: Int32
            if place == files.count {
                order = 1
            } else if otherPlace == other.files.count {
                order = -1
            } else {
                order = Self.order(
                    bytes(files[place].path.dropFirst(roots.baseline)),
                    other.bytes(other.files[otherPlace].path.dropFirst(roots.other)))
            }
            pairs.append((order <= 0 ? place : nil, order >= 0 ? otherPlace : nil))
            place += order <= 0 ? 1 : 0
            otherPlace += order >= 0 ? 1 : 0
        }
        return pairs
    }

    /// Whether two files are the same by size and CRC-32, as far as their archives tell the truth.
    static func isSame(_ a: File, _ b: File) -> Bool {
        a.kind == b.kind && a.byteCount == b.byteCount && a.crc32 == b.crc32
            && !a.hidesChecksum && !b.hidesChecksum
    }

    /// By bytes: String takes canonically equivalent names for one.
    private static func order(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int32 {
        let order = a.withUnsafeBytes { a in
            b.withUnsafeBytes { b -> Int32 in
                guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
                return memcmp(first, second, min(a.count, b.count))
            }
        }
        if order != 0 { return order }
        return a.count == b.count ? 0 : a.count < b.count ? -1 : 1
    }
}

extension ListedFile {
    /// Whether the CRC-32 says nothing of the content: WinZip's AE-2 leaves it 0.
    fileprivate var hidesChecksum: Bool { isEncrypted && crc32 == 0 && byteCount > 0 }
}
