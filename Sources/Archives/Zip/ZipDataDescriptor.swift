/// Checksum and sizes that a streaming writer put after a member's data (APPNOTE.TXT, section 4.3.9).
enum ZipDataDescriptor {
    private static let signature: [UInt8] = [0x50, 0x4B, 0x07, 0x08]
    private static let largestByteCount = 24

    /// The size of the descriptor at `offset` that says what `record` says; nil where there is none.
    ///
    /// Its signature is optional, and its sizes have 4 or 8 bytes, so each form is tried.
    static func byteCount(
        at offset: Int, saying record: ZipCentralRecord, in zip: ZipFile
    ) throws(ArchiveFault) -> Int? {
        let bytes = try zip.read(offset..<min(offset + largestByteCount, zip.byteCount))
        for start in bytes.starts(with: signature) ? [4, 0] : [0] {
            for width in [4, 8] {
                var cursor = ByteCursor(bytes[start...])
                if cursor.uint32() == record.crc32,
                    cursor.integer(byteCount: width) == record.compressedByteCount,
                    cursor.integer(byteCount: width) == record.byteCount
                {
                    return start + 4 + 2 * width
                }
            }
        }
        return nil
    }
}
