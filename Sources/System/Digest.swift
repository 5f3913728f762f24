import CNettle

/// A SHA-256 digest (FIPS 180-4).
package struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes.
    package let bytes: [UInt8]

    /// Takes 32 bytes; nil for any other number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Int(SHA256_DIGEST_SIZE) else { return nil }
        self.bytes = bytes
    }

    /// Takes 64 hexadecimal digits; nil for anything else.
    package init?(_ text: String) {
        guard let bytes = Hexadecimal.bytes(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// Stands for the digest of bytes that nobody has read, because they are too many.
    package static let unread = Digest(finished: [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE)))

    fileprivate init(finished bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// 64 lower-case hexadecimal digits.
    package var description: String {
        Hexadecimal.text(bytes)
    }

    /// The digest of bytes at hand.
    package static func of(_ bytes: [UInt8]) -> Digest {
        var hasher = DigestHasher()
        hasher.update(bytes[...])
        return hasher.finish()
    }
}

/// Computes a digest piece by piece.
package struct DigestHasher: Sendable {
    private var context = sha256_ctx()

    /// A hasher that has seen nothing.
    package init() {
        nettle_sha256_init(&context)
    }

    /// Adds bytes.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBufferPointer { nettle_sha256_update(&context, $0.count, $0.baseAddress) }
    }

    /// The digest of all bytes added.
    package mutating func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
        nettle_sha256_digest(&context, bytes.count, &bytes)
        return Digest(finished: bytes)
    }
}

/// Computes a SHA-512 digest (FIPS 180-4) piece by piece, for clients that say one.
package struct WideDigestHasher: Sendable {
    private var context = sha512_ctx()

    /// A hasher that has seen nothing.
    package init() {
        nettle_sha512_init(&context)
    }

    /// Adds bytes.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBufferPointer { nettle_sha512_update(&context, $0.count, $0.baseAddress) }
    }

    /// The 64 bytes of the digest of all bytes added.
    package mutating func finish() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(SHA512_DIGEST_SIZE))
        nettle_sha512_digest(&context, bytes.count, &bytes)
        return bytes
    }
}
