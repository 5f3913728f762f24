import JSON

/// What a value that should not be there is, in a few words.
enum ShapeDescription {
    static func take(_ scanner: inout JSONScanner) throws(JSONReadError) -> String {
        let kind = try scanner.kind()
        switch kind {
        case .string:
            return "the string \(JSONPointer.quoted(try scanner.string(limit: 256).text))"
        case .number:
            let number = "\(try scanner.number())"
            return "the number \(number.hasSuffix(".0") ? String(number.dropLast(2)) : number)"
        case .boolean:
            return try scanner.literal() == true ? "true" : "false"
        case .object, .array, .null:
            try scanner.skip()
            return kind.name
        }
    }
}
