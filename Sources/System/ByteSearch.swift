import Glibc

extension [UInt8] {
    /// The place of the first byte with a value, not before another place; memchr(3).
    ///
    /// - Returns: The place; nil where there is none.
    package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard indices.contains(start) else { return nil }
        return withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress,
                let found = memchr(base + start, CInt(byte), buffer.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }
}
