import System

/// A field value with parameters (RFC 9110, section 5.6.6): `multipart/form-data; boundary="x y"`.
struct ParameterizedValue: Equatable {
    /// The value before the first semicolon, in lower case.
    let value: String
    private let parameters: [String: String]

    /// Reads a value; nil where a quote does not close or has text after it, a parameter has no value, or one is there
    /// twice.
    init?(_ text: String) {
        var scanner = Scanner(text)
        value = scanner.takeText(upTo: ";").lowercased()
        var parameters: [String: String] = [:]
        while scanner.take(";") {
            let name = scanner.takeText(upTo: "=;").lowercased()
            // An empty parameter, as after a trailing semicolon, means nothing.
            if name.isEmpty, !scanner.isAt("=") { continue }
            guard scanner.take("="), let value = scanner.takeValue(), parameters[name] == nil else {
                return nil
            }
            parameters[name] = value
        }
        guard scanner.isAtEnd else { return nil }
        self.parameters = parameters
    }

    /// A parameter's value; the name is in lower case.
    package subscript(name: String) -> String? { parameters[name] }
}

/// Walks over Unicode scalars: a grapheme may join a separator and what follows it.
private struct Scanner {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        rest = text.unicodeScalars[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ scalar: Unicode.Scalar) -> Bool { rest.first == scalar }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard isAt(scalar) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func takeText(upTo stops: String) -> String {
        let text = rest.prefix { !stops.unicodeScalars.contains($0) }
        rest = rest[text.endIndex...]
        return String(text).trimmingSpaces()
    }

    /// Takes a token or a quoted string; nil when the quote does not close.
    mutating func takeValue() -> String? {
        while take(" ") || take("\t") {}
        guard take("\"") else { return takeText(upTo: ";") }
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\"" {
                while take(" ") || take("\t") {}
                return String(value)
            }
            let isEscape = scalar == "\\" && (isAt("\"") || isAt("\\"))
            value.append(isEscape ? rest.removeFirst() : scalar)
        }
        return nil
    }
}
