import System

/// The Range field (RFC 9110, section 14).
enum ByteRange: Equatable {
    /// No range, or one that may be ignored: not bytes, malformed, or several ranges.
    case whole
    /// The positions to send.
    case part(Range<UInt64>)
    /// A valid range without a byte in it.
    case unsatisfiable

    /// Reads a field for content of a size.
    init(_ field: String?, size: UInt64) {
        self = .whole
        guard let field, field.lowercased().hasPrefix("bytes=") else { return }
        let bounds = field.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return }
        let texts = bounds.map { $0.trimmingSpaces() }
        guard texts.allSatisfy(\.isAllDigits) else { return }
        // A position beyond UInt64 is a valid one that lies after every end.
        let positions = texts.map { $0.isEmpty ? nil : UInt64($0) ?? .max }
        switch (positions[0], positions[1]) {
        case (nil, nil): return
        case (nil, let count?):
            self = count == 0 || size == 0 ? .unsatisfiable : .part(size - min(count, size)..<size)
        case (let first?, let last):
            if let last, last < first { return }
            self = first < size ? .part(first..<min(last ?? .max, size - 1) + 1) : .unsatisfiable
        }
    }
}
