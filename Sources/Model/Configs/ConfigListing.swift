package import JSON
import System

/// What a config archive holds, from its central directory; nothing is extracted.
package struct ConfigListing: Equatable, Sendable {
    /// What an entry stands for.
    package enum Kind: String, CaseIterable, Sendable {
        case file
        case directory
        /// A symbolic link, whose content is where it leads.
        case link
    }

    /// One entry.
    package struct Entry: Equatable, Sendable {
        /// Its place in the central directory, from 0.
        package let index: Int
        /// Separated by slashes; a directory ends in one.
        package let path: String
        /// The name's bytes, where `path` is a guess at their code page.
        package let rawPath: [UInt8]?
        package let kind: Kind
        /// Uncompressed, as the directory claims.
        package let byteCount: Int
        package let compressedByteCount: Int
        /// Such as "stored" or "deflate" (APPNOTE.TXT, section 4.4.5).
        package let method: String
        /// Of the uncompressed bytes, as the directory claims.
        package let crc32: UInt32
        /// Unix permission bits; nil where no Unix made the entry.
        package let permissions: UInt16?
        /// RFC 3339 in UTC from the extended field; without a zone from the DOS time; nil for none.
        package let modified: String?
        package let isEncrypted: Bool
        /// Where its own header begins in the archive's file.
        package let offset: Int
        /// Where a link leads, as it is written; nil for anything else.
        package var target: String?

        /// Makes the value from its fields; nothing is checked.
        package init(
            index: Int, path: String, rawPath: [UInt8]?, kind: Kind, byteCount: Int, compressedByteCount: Int,
            method: String, crc32: UInt32, permissions: UInt16?, modified: String?, isEncrypted: Bool,
            offset: Int, target: String? = nil
        ) {
            self.index = index
            self.path = path
            self.rawPath = rawPath
            self.kind = kind
            self.byteCount = byteCount
            self.compressedByteCount = compressedByteCount
            self.method = method
            self.crc32 = crc32
            self.permissions = permissions
            self.modified = modified
            self.isEncrypted = isEncrypted
            self.offset = offset
            self.target = target
        }
    }

    /// In the order of the central directory.
    package let entries: [Entry]
    /// What is odd about the archive without making it unsafe.
    package let notes: [String]
    /// What should not be shared, by entry and line.
    package let findings: [SecretFinding]

    /// A listing of entries.
    package init(entries: [Entry], notes: [String] = [], findings: [SecretFinding] = []) {
        self.entries = entries
        self.notes = notes
        self.findings = findings
    }

    /// The findings as receipts and uploads say them.
    package var warnings: [Problem] { findings.map(\.problem) }
}

extension ConfigListing.Entry {
    /// The entry as the API serves it.
    package var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("index", .integer(index)),
            .init("path", .string(path)),
            .init("type", .string(kind.rawValue)),
            .init("size", .integer(byteCount)),
            .init("compressed_size", .integer(compressedByteCount)),
            .init("method", .string(method)),
            .init("crc32", .string(crc32Text)),
            .init("mode", .text(mode)),
            .init("modified", .text(modified)),
            .init("encrypted", .bool(isEncrypted)),
            .init("offset", .integer(offset)),
        ]
        if let target { members.append(.init("target", .string(target))) }
        if let rawPath {
            members.append(.init("path_is_guess", true))
            members.append(.init("path_bytes", .string(Hexadecimal.text(rawPath))))
        }
        return .object(members)
    }

    /// The CRC as eight hexadecimal digits.
    package var crc32Text: String {
        Hexadecimal.text((0..<4).map { UInt8(truncatingIfNeeded: crc32 >> (24 - 8 * $0)) })
    }

    /// The permissions in four octal digits, as chmod(1) takes them; nil where no Unix made the entry.
    package var mode: String? {
        guard let permissions else { return nil }
        let digits = String(permissions, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
