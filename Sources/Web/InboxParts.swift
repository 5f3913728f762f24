import HTTP
import JSON
import Model
import System
import Templates

/// Which parts of the inbox's lists are asked for.
struct InboxQuery: Equatable {
    let start: InboxStart

    /// Reads `from` and `rejected_from`, each the next of an earlier answer.
    ///
    /// - Throws: `Problem` for any other parameter, and for what is no such value.
    init(_ request: Request) throws(Problem) {
        let parameters = try Parameters(request, ["from", "rejected_from"])
        var start = InboxStart()
        start.item = try parameters.next("from", Self.place)
        start.rejected = try parameters.next("rejected_from", Self.place)
        self.start = start
    }

    private static func place(_ text: String) -> FilePath? {
        guard let bytes = Hexadecimal.bytes(text), !bytes.isEmpty else { return nil }
        return FilePath(bytes: bytes)
    }
}

/// The beginning of a list that fits into so many bytes, and where the rest begins.
struct ListPart<Element> {
    let elements: [Element]
    /// Hexadecimal digits of a path or name; nil where nothing is left.
    let next: String?

    /// Takes at least one element.
    ///
    /// - Parameters:
    ///   - items: The elements with their paths, in order.
    ///   - following: The path of the element after them; nil where there is none.
    ///   - byteLimit: The most bytes, but for the first element.
    ///   - byteCount: The bytes of an element.
    init(
        of items: [(path: FilePath, element: Element)], following: FilePath?, byteLimit: Int,
        byteCount: (Element) -> Int
    ) {
        var elements: [Element] = []
        var room = byteLimit
        for (_, element) in items {
            room -= byteCount(element)
            if room < 0, !elements.isEmpty { break }
            elements.append(element)
        }
        self.elements = elements
        let next = items.dropFirst(elements.count).first?.path ?? following
        self.next = next.map { Hexadecimal.text($0.bytes) }
    }
}

extension TemplateValue {
    /// The most bytes that its texts take in HTML.
    var writtenByteCount: Int {
        switch self {
        case .null, .bool: 0
        case .string(let text): text.writtenByteCount
        case .list(let elements): elements.reduce(0) { $0 + $1.writtenByteCount }
        case .object(let members): members.values.reduce(0) { $0 + $1.writtenByteCount }
        }
    }
}
