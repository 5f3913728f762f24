/// Reads little-endian fields one after the other; nil at the end of the bytes.
struct ByteCursor {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// How many bytes are left.
    var count: Int { rest.count }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func integer(byteCount: Int) -> UInt64? {
        guard byteCount <= rest.count else { return nil }
        defer { rest = rest.dropFirst(byteCount) }
        return rest.prefix(byteCount).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func uint16() -> UInt16? { integer(byteCount: 2).map { UInt16(truncatingIfNeeded: $0) } }

    mutating func uint32() -> UInt32? { integer(byteCount: 4).map { UInt32(truncatingIfNeeded: $0) } }

    mutating func uint64() -> UInt64? { integer(byteCount: 8) }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func skip(_ count: Int) -> Bool { bytes(count) != nil }
}
