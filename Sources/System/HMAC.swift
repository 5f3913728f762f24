/// Keyed digests of messages (RFC 2104).
package enum HMAC {
    private static let blockByteCount = 64

    /// HMAC-SHA-256.
    package static func sha256(of message: [UInt8], key: [UInt8]) -> Digest {
        var block = key.count > blockByteCount ? Digest.of(key).bytes : key
        block += [UInt8](repeating: 0, count: blockByteCount - block.count)
        let inner = Digest.of(block.map { $0 ^ 0x36 } + message)
        return Digest.of(block.map { $0 ^ 0x5C } + inner.bytes)
    }
}
