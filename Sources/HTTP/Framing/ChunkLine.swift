import System

/// One line of a chunked body (RFC 9112, section 7.1): the size of a chunk, or a field of the trailer.
struct ChunkLine: Sendable {
    private(set) var bytes: [UInt8] = []
    private let byteLimit: Int

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    /// Takes bytes up to the end of the line.
    ///
    /// - Returns: How many, and whether the line is whole; its end is not in ``bytes``.
    /// - Throws: `RequestFault` at the first byte that the line may not have.
    mutating func take(_ input: UnsafeRawBufferPointer) throws(RequestFault) -> (count: Int, isWhole: Bool) {
        for (index, byte) in input.enumerated() {
            let follows = bytes.last == RequestHead.carriageReturn
            switch byte {
            case RequestHead.lineFeed where follows:
                bytes.removeLast()
                return (index + 1, true)
            case RequestHead.carriageReturn where !follows, 0x09, 0x20...0x7E, 0x80...:
                guard !follows else { throw Self.badEnd }
                bytes.append(byte)
            case RequestHead.lineFeed, RequestHead.carriageReturn: throw Self.badEnd
            default: throw .malformedRequest("A line of the chunked body has a control character.")
            }
            guard bytes.count <= byteLimit else {
                throw .malformedRequest("A line of the chunked body is longer than \(byteLimit) bytes.")
            }
        }
        return (input.count, false)
    }

    /// The size that a whole line says, in bytes; what follows a semicolon is an extension, which means nothing here.
    ///
    /// - Throws: `RequestFault` for a line that says none.
    func size() throws(RequestFault) -> UInt64 {
        let digits = bytes.prefix { $0.isHexadecimalDigit }
        let rest = bytes.dropFirst(digits.count)
        let isExtension = rest.drop { $0 == 0x20 || $0 == 0x09 }.first == 0x3B
        guard !digits.isEmpty, rest.isEmpty || isExtension,
            // A body of more bytes than this has is refused by its size in any case.
            digits.count <= 15, let size = UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw .malformedRequest("A chunk's size is not a hexadecimal number of bytes.") }
        return size
    }

    private static let badEnd = RequestFault.malformedRequest(
        "A line of the chunked body does not end in carriage return and line feed.")
}
