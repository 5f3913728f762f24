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
/// Of a key of at most 15 bytes it is these; of a longer one 120 bits of two keyed hashes, of a long one over its SHA-256: no
/// sender can make two keys collide, and chance will not.
package struct KeyFingerprint: Hashable, Sendable {
    private static let wholeByteCount = 15

    private let halves: (UInt64, UInt64)

    /// The fingerprint of a key that is at hand.
    init(_ key: ArraySlice<UInt8>) {
        self =
            key.count > Self.wholeByteCount
            ? KeyFingerprint(hashing: key, salts: (0, 1)) : KeyFingerprint(whole: key)
    }

    /// The fingerprint of a key by its digest.
    init(_ digest: Digest) { self.init(hashing: digest.bytes[...], salts: (2, 3)) }

    /// The highest byte is that of no key that is stored whole.
    private init(hashing bytes: ArraySlice<UInt8>, salts: (UInt8, UInt8)) {
        halves = (Self.hash(bytes, salt: salts.0), Self.hash(bytes, salt: salts.1) | 0xFF << 56)
    }

    /// All bytes, and in the highest one how many there are.
    private init(whole key: ArraySlice<UInt8>) {
        var halves: (UInt64, UInt64) = (0, UInt64(key.count) << 56)
        for (place, byte) in key.enumerated() {
            let bits = UInt64(byte) << UInt64(place % 8 * 8)
            if place < 8 { halves.0 |= bits } else { halves.1 |= bits }
        }
        self.halves = halves
    }

    private static func hash(_ bytes: ArraySlice<UInt8>, salt: UInt8) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(salt)
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }

    package static func == (left: KeyFingerprint, right: KeyFingerprint) -> Bool {
        left.halves == right.halves
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(halves.0)
        hasher.combine(halves.1)
    }
}

/// The keys that an object has so far.
struct KeySet {
    /// Up to so many a look at each costs less than hashes.
    private static let listLimit = 24

    private var list: [KeyFingerprint] = []
    private var set: Set<KeyFingerprint> = []

    var count: Int { max(list.count, set.count) }

    /// Enters a key; false where it is there already.
    mutating func insert(_ key: KeyFingerprint) -> Bool {
        if !set.isEmpty { return set.insert(key).inserted }
        if list.contains(key) { return false }
        if list.isEmpty { list.reserveCapacity(Self.listLimit) }
        list.append(key)
        if list.count == Self.listLimit {
            set = Set(list)
            list = []
        }
        return true
    }
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
                fingerprint: KeyFingerprint(beginning[...]))
        }
        return JSONKey(
            text: ShortName.shortened(beginning, digest: digest), range: range,
            fingerprint: KeyFingerprint(digest))
    }
}

extension JSONScanner {
    /// Reads a key, whose first byte is a double quote.
    mutating func key() throws(JSONReadError) -> JSONKey {
        if let bytes = takePlainString(limit: ShortName.byteLimit) {
            return JSONKey(
                text: String(decoding: bytes, as: UTF8.self), range: nil, fingerprint: KeyFingerprint(bytes))
        }
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
