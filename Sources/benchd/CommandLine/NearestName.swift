/// What someone may have meant who wrote a name that does not exist.
enum NearestName {
    /// The name that is fewest changes of letters away; nil where none is near.
    static func of(_ text: String, among names: [String]) -> String? {
        let nearest = names.map { (name: $0, distance: distance(Array(text.utf8), Array($0.utf8))) }
            .min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= max(1, text.utf8.count / 3) else { return nil }
        return nearest.name
    }

    /// How many letters must be added, removed or replaced (Levenshtein).
    private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
        // No name is longer, and a line of a file may be.
        guard one.count <= 64 else { return .max }
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var next = [index + 1]
            for (column, otherLetter) in other.enumerated() {
                let replaced = row[column] + (letter == otherLetter ? 0 : 1)
                next.append(min(replaced, row[column + 1] + 1, next[column] + 1))
            }
            row = next
        }
        return row[other.count]
    }
}
