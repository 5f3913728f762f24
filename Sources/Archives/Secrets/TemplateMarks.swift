/// Whether a place in a text lies in a template, as Jinja and the like mark it: between "{{" and "}}", "{%" and "%}".
///
/// Places are asked for from left to right, so that a line is walked through once.
struct TemplateMarks {
    /// A template that is never closed keeps no more lines from being read.
    private static let lineLimit = 20

    private var isOpen = false
    private var openLineCount = 0
    private var line: ArraySlice<UInt8> = []
    private var position = 0

    /// Goes to the next line.
    mutating func begin(_ next: ArraySlice<UInt8>) {
        advance(to: line.endIndex)
        openLineCount = isOpen ? openLineCount + 1 : 0
        if openLineCount > Self.lineLimit { isOpen = false }
        line = next
        position = next.startIndex
    }

    /// Whether a place of the line lies in a template; no place before it is asked for afterwards.
    mutating func isOpen(at place: Int) -> Bool {
        advance(to: place)
        return isOpen
    }

    private mutating func advance(to place: Int) {
        while position + 1 < place {
            let (first, second) = (line[position], line[position + 1])
            if isOpen {
                isOpen = !(second == UInt8(ascii: "}") && "}%".utf8.contains(first))
            } else {
                isOpen = first == UInt8(ascii: "{") && "{%".utf8.contains(second)
            }
            position += 1
        }
    }
}
