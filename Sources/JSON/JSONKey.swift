import System

/// A key of an object, in memory that does not grow with it.
package struct JSONKey: Sendable {
    /// The key; the short form of a long one (`ShortName`).
    package let text: String
    /// Where the whole key stands in the text, between its quotes; nil where `text` is the whole.
    package let range: Range<Int>?
    /// Tells whole keys apart, also those with the same short form.
    package let fingerprint: KeyFingerprint
}

/// Tells keys apart by their bytes, where String would take canonically equivalent ones for equal.
///
/// 128 bits of two keyed hashes, of a long key over its SHA-256: no sender can make two keys collide, and chance will not.
package struct KeyFingerprint: Hashable, Sendable {
    private let halves: (UInt64, UInt64)

    /// The fingerprint of a key that is at hand, or of the digest of a long one.
    init(_ bytes: [UInt8], isDigest: Bool) {
        halves = (
            Self.hash(bytes, salt: isDigest ? 2 : 0), Self.hash(bytes, salt: isDigest ? 3 : 1)
        )
    }

    private static func hash(_ bytes: [UInt8], salt: UInt8) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(salt)
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    package static func == (left: KeyFingerprint, right: KeyFingerprint) -> Bool {
        left.halves == right.halves
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(halves.0) }
}

/// Takes the bytes of a key piece by piece and holds no more than the beginning of a long one.
struct KeyBytes {
    private var beginning: [UInt8] = []
    /// Nil while the beginning is all.
    private var hasher: DigestHasher?

    mutating func removeAll() {
        beginning.removeAll(keepingCapacity: true)
        hasher = nil
    }

    mutating func append(_ piece: ArraySlice<UInt8>) {
        if hasher == nil {
            if beginning.count + piece.count <= ShortName.byteLimit {
                beginning += piece
                return
            }
            hasher = DigestHasher()
            hasher?.update(beginning[...])
            beginning += piece.prefix(ShortName.byteLimit - beginning.count)
        }
        hasher?.update(piece)
    }

    /// The key that the bytes make, which stand in the text at `range`.
    mutating func key(at range: Range<Int>) -> JSONKey {
        guard let digest = hasher?.finish() else {
            return JSONKey(
                text: String(decoding: beginning, as: UTF8.self), range: nil,
                fingerprint: KeyFingerprint(beginning, isDigest: false))
        }
        return JSONKey(
            text: ShortName.shortened(beginning, digest: digest), range: range,
            fingerprint: KeyFingerprint(digest.bytes, isDigest: true))
    }
}

extension JSONScanner {
    /// Reads a key, whose first byte is a double quote.
    mutating func key() throws(JSONReadError) -> JSONKey {
        // Taken out, so that the scanner can be read meanwhile; its buffer serves all keys.
        var bytes = KeyBytes()
        swap(&bytes, &keyBytes)
        bytes.removeAll()
        let start = offset + 1
        try string { bytes.append($0) }
        let key = bytes.key(at: start..<max(start, offset - 1))
        swap(&bytes, &keyBytes)
        return key
    }
}
