import Glibc

/// A path as Linux sees it: bytes, which need not be UTF-8 (path_resolution(7)).
package struct FilePath: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The path's bytes, without the NUL that ends a C string.
    package let bytes: [UInt8]

    /// Takes the bytes as they are.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Takes the UTF-8 of a text.
    package init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Takes the UTF-8 of a literal.
    package init(stringLiteral text: String) {
        self.init(text)
    }

    /// The components between slashes, empty ones left out.
    package var components: [FilePath] {
        bytes.split(separator: UInt8(ascii: "/")).map { FilePath(bytes: Array($0)) }
    }

    /// What follows the last slash.
    package var lastComponent: FilePath {
        FilePath(bytes: Array(bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]))
    }

    /// What precedes the last slash; empty for a single component, and for one directly below `/`.
    package var directory: FilePath {
        FilePath(bytes: Array(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)]))
    }

    /// Whether there is no byte at all.
    package var isEmpty: Bool { bytes.isEmpty }

    /// Whether the name begins with a dot.
    package var isHidden: Bool { lastComponent.bytes.first == UInt8(ascii: ".") }

    /// Whether the bytes end in those of `suffix`.
    package func hasSuffix(_ suffix: String) -> Bool {
        bytes.reversed().starts(with: suffix.utf8.reversed())
    }

    /// Whether the bytes begin with those of `prefix`.
    package func hasPrefix(_ prefix: String) -> Bool {
        bytes.starts(with: prefix.utf8)
    }

    /// The path without `suffix`, or nil where it does not end so.
    package func removingSuffix(_ suffix: String) -> FilePath? {
        hasSuffix(suffix) ? FilePath(bytes: Array(bytes.dropLast(suffix.utf8.count))) : nil
    }

    /// `path` below this one; an empty side adds no slash.
    package func appending(_ path: FilePath) -> FilePath {
        if isEmpty { return path }
        if path.isEmpty { return self }
        let slash = bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
        return FilePath(bytes: bytes + slash + path.bytes)
    }

    /// `name` below this path.
    package func appending(_ name: String) -> FilePath {
        appending(FilePath(name))
    }

    /// This name with `text` directly after it.
    package func adding(_ text: String) -> FilePath {
        FilePath(bytes: bytes + Array(text.utf8))
    }

    /// The path as UTF-8 text, or nil where it is none.
    package var text: String? {
        String(validating: bytes, as: UTF8.self)
    }

    package func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (bytes + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                // Never nil: the buffer holds at least the NUL.
                characters.baseAddress.map(body) ?? body("")
            }
        }
    }
}

extension FilePath: CustomStringConvertible {
    /// For people and logs: control characters, marks of direction, backslashes and what is not UTF-8 as `\xNN`.
    package var description: String {
        var shown = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            let valid = rest.validUTF8Prefix
            for scalar in String(decoding: valid, as: UTF8.self).unicodeScalars {
                let isEscaped = LogText.isUnprintable(scalar) || scalar == "\\"
                shown += isEscaped ? LogText.escape(scalar) : String(scalar)
            }
            rest = rest.dropFirst(valid.count)
            if let byte = rest.popFirst() { shown += LogText.escape(byte) }
        }
        return shown
    }
}

extension ArraySlice<UInt8> {
    fileprivate var validUTF8Prefix: ArraySlice<UInt8> {
        if String(validating: self, as: UTF8.self) != nil { return self }
        var low = startIndex
        while low < endIndex {
            let length: Int =
                switch self[low] {
                case 0..<0x80: 1
                case 0xC2..<0xE0: 2
                case 0xE0..<0xF0: 3
                case 0xF0..<0xF5: 4
                default: 0
                }
            guard length > 0, low + length <= endIndex,
                String(validating: self[low..<(low + length)], as: UTF8.self) != nil
            else { break }
            low += length
        }
        return self[startIndex..<low]
    }
}
