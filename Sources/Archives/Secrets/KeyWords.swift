import System

/// The words of a key in snake, kebab, dotted or camel case, in lower case.
struct KeyWords {
    private var letters: [UInt8] = []
    /// Where in the letters each word begins.
    private var starts: [Int] = []

    /// The words of a key.
    init(_ key: ArraySlice<UInt8>) {
        letters.reserveCapacity(key.count)
        var isInWord = false
        var wasLower = false
        for byte in key {
            let isUpper = byte.isUppercaseLetter
            if byte.isLetterOrDigit {
                if !isInWord || isUpper && wasLower { starts.append(letters.count) }
                letters.append(byte.lowercased)
            }
            isInWord = byte.isLetterOrDigit
            wasLower = byte.isLetterOrDigit && !isUpper
        }
    }

    /// Whether the key ends in these letters, and a word begins with them where `isWord`.
    func ends(in ending: [UInt8], isWord: Bool) -> Bool {
        guard letters.count >= ending.count, letters.last == ending.last else { return false }
        let start = letters.count - ending.count
        return letters[start...].elementsEqual(ending) && (!isWord || starts.contains(start))
    }

    /// A word, counted from the last; empty where there is none.
    func text(fromEnd place: Int) -> String {
        guard starts.count > place else { return "" }
        let end = place == 0 ? letters.count : starts[starts.count - place]
        return String(decoding: letters[starts[starts.count - place - 1]..<end], as: UTF8.self)
    }

    /// All words.
    var texts: [String] {
        zip(starts, starts.dropFirst() + [letters.count]).map { start, end in
            String(decoding: letters[start..<max(start, end)], as: UTF8.self)
        }
    }

    mutating func dropWord() {
        if let start = starts.popLast() { letters.removeSubrange(start...) }
    }

    /// Drops the digits at the end.
    mutating func dropNumber() {
        while let last = letters.last, last.isDigit {
            letters.removeLast()
            if starts.last == letters.count { starts.removeLast() }
        }
    }
}
