import Model
import System

/// Which ids have a word of a search: what stands between their dashes is the word, or begins with it.
struct RunIDWord: Sendable {
    /// Digits that an id must have at a place.
    private struct Digits {
        /// Of a short id, not of a UUID.
        let isShort: Bool
        /// Of the second half of a UUID.
        let isLow: Bool
        let mask: UInt64
        let value: UInt64
    }

    /// Where the parts of an id begin, and how many digits they have; within a half.
    private static let parts: [(isShort: Bool, isLow: Bool, start: Int, count: Int)] = [
        (false, false, 0, 8), (false, false, 8, 4), (false, false, 12, 4), (false, true, 0, 4),
        (false, true, 4, 12), (true, false, 0, 12),
    ]

    private let places: [Digits]

    /// A word in lower case; with `isBeginning` an id also has it where a part only begins with it.
    init(_ word: String, isBeginning: Bool) {
        let digits = word.utf8.compactMap(\.hexDigitValue)
        guard digits.count == word.utf8.count, digits.count <= 12 else {
            places = []
            return
        }
        let value = digits.reduce(UInt64(0)) { $0 << 4 | UInt64($1) }
        let mask = UInt64(1) << UInt64(4 * digits.count) - 1
        places = Self.parts.compactMap { part in
            guard part.count == digits.count || isBeginning && digits.count < part.count else { return nil }
            let shift = UInt64(4 * (16 - part.start - digits.count))
            return Digits(
                isShort: part.isShort, isLow: part.isLow, mask: mask << shift, value: value << shift)
        }
    }

    /// Whether an id has the word.
    func occurs(in id: RunID) -> Bool {
        places.contains { place in
            place.isShort == id.isShort && (place.isLow ? id.low : id.high) & place.mask == place.value
        }
    }
}
