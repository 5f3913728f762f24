import CZlib

/// Bytes that are kept deflated (RFC 1950), with their number in front.
enum Deflated {
    /// More than any run's; what claims to be larger is damaged.
    private static let largest = 64 << 20
    private static let headLength = 4
    /// Of an analysis the fastest leaves 5 % more bytes than the default, and takes half of the time.
    private static let level = Z_BEST_SPEED

    /// The bytes deflated; as they are where there is no memory for it.
    static func pack(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count <= largest else { return pack([]) }
        var packed = [UInt8](repeating: 0, count: headLength + Int(compressBound(uLong(bytes.count))))
        var length = uLong(packed.count - headLength)
        let code = packed.withUnsafeMutableBufferPointer { buffer -> CInt in
            guard let start = buffer.baseAddress else { return Z_MEM_ERROR }
            return compress2(start + headLength, &length, bytes, uLong(bytes.count), level)
        }
        guard code == Z_OK else { return [0, 0, 0, 0] + bytes }
        for place in 0..<headLength {
            packed[place] = UInt8(truncatingIfNeeded: (bytes.count + 1) >> (8 * place))
        }
        // A copy without the room for what cannot be deflated: it stays as long as its run is under way.
        return Array(packed[..<(headLength + Int(length))])
    }

    /// The bytes that were packed; nil where they are damaged.
    static func unpack(_ packed: [UInt8]) -> [UInt8]? {
        guard packed.count >= headLength else { return nil }
        let head = packed.prefix(headLength).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard head > 0 else { return Array(packed.dropFirst(headLength)) }
        let count = head - 1
        guard count <= largest else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        // A byte more than there is room for would be damage too, so all of it must fit.
        var length = uLong(count)
        let code = packed.withUnsafeBufferPointer { buffer -> CInt in
            guard let start = buffer.baseAddress else { return Z_DATA_ERROR }
            return bytes.withUnsafeMutableBufferPointer { target -> CInt in
                var none: UInt8 = 0
                return withUnsafeMutablePointer(to: &none) { spare in
                    uncompress(
                        target.baseAddress ?? spare, &length, start + headLength,
                        uLong(packed.count - headLength))
                }
            }
        }
        return code == Z_OK && Int(length) == count ? bytes : nil
    }
}
