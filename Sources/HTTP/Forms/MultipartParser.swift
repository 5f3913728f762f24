import System

/// Splits a multipart/form-data body (RFC 7578) into its parts, chunk by chunk and in constant memory.
///
/// libmicrohttpd has a parser of its own. It reports a part that was cut after its first bytes exactly as it reports
/// an empty part followed by a second one of that name, so with it "the file was sent twice" cannot be told from an
/// unlucky packet boundary.
struct MultipartParser: Sendable {
    /// What a chunk brought.
    enum Event: Equatable, Sendable {
        /// A part begins.
        case partBegan(FormPart)
        /// The next bytes of the part's content, never none.
        case content(ArraySlice<UInt8>)
        /// The part is complete.
        case partEnded
    }

    private enum Stage {
        case preamble
        case delimiterLine
        case header
        case content
        case epilogue
    }

    private static let largestHeader = 8 * 1024
    private static let largestDelimiterPadding = 64
    private static let mostParts = 16

    private let delimiter: [UInt8]
    private var stage = Stage.preamble
    // A delimiter begins with the end of a line. The first one may begin the body, so the parser supplies that end.
    private var input = Array("\r\n".utf8)
    private var position = 0
    private var partCount = 0

    /// A parser of a body whose parts are separated by a boundary.
    init(boundary: String) {
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// Whether the closing delimiter was seen.
    var isComplete: Bool { stage == .epilogue }

    /// Takes the next chunk of the body.
    ///
    /// - Throws: `RequestFault.malformedForm` as soon as the body cannot be a form any more.
    mutating func events(in chunk: [UInt8]) throws(RequestFault) -> [Event] {
        input = input.isEmpty ? chunk : input + chunk
        var events: [Event] = []
        while try advance(&events) {}
        input = Array(input[position...])
        position = 0
        return events
    }

    /// Takes one step; false when that needs more input.
    private mutating func advance(_ events: inout [Event]) throws(RequestFault) -> Bool {
        switch stage {
        case .preamble: skipPreamble()
        case .delimiterLine: try endDelimiterLine()
        case .header: try readHeader(&events)
        case .content: readContent(&events)
        case .epilogue: skipEpilogue()
        }
    }

    private mutating func skipPreamble() -> Bool {
        let found = delimiterOrItsBeginning()
        position = found.range.lowerBound
        return found.isWhole && pass(found.range, to: .delimiterLine)
    }

    private mutating func readContent(_ events: inout [Event]) -> Bool {
        let found = delimiterOrItsBeginning()
        if found.range.lowerBound > position {
            events.append(.content(input[position..<found.range.lowerBound]))
        }
        position = found.range.lowerBound
        guard found.isWhole else { return false }
        events.append(.partEnded)
        return pass(found.range, to: .delimiterLine)
    }

    private mutating func endDelimiterLine() throws(RequestFault) -> Bool {
        let rest = input[position...]
        guard rest.count >= 2 else { return false }
        if rest.starts(with: "--".utf8) { return pass(position..<position + 2, to: .epilogue) }
        guard let end = rest.firstRange(of: "\r\n".utf8) else {
            if rest.count > Self.largestDelimiterPadding {
                throw .malformedForm("A boundary line does not end.")
            }
            return false
        }
        guard input[position..<end.lowerBound].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else {
            throw .malformedForm("A boundary is followed by other text.")
        }
        return pass(end, to: .header)
    }

    private mutating func readHeader(_ events: inout [Event]) throws(RequestFault) -> Bool {
        let rest = input[position...]
        let end = rest.firstRange(of: "\r\n\r\n".utf8)
        guard (end?.lowerBound ?? rest.endIndex) - position <= Self.largestHeader else {
            throw .malformedForm("A part's header is larger than 8 KiB.")
        }
        guard let end else { return false }
        partCount += 1
        guard partCount <= Self.mostParts else {
            throw .malformedForm("The form has more than \(Self.mostParts) parts.")
        }
        let header = String(decoding: input[position..<end.lowerBound], as: UTF8.self)
        events.append(.partBegan(try Self.part(header)))
        return pass(end, to: .content)
    }

    private mutating func skipEpilogue() -> Bool {
        position = input.count
        return false
    }

    private mutating func pass(_ range: Range<Int>, to next: Stage) -> Bool {
        position = range.upperBound
        stage = next
        return true
    }

    /// The next delimiter, or what is there of one that the input's end cuts; else the empty range at the end.
    private func delimiterOrItsBeginning() -> (range: Range<Int>, isWhole: Bool) {
        var start = position
        while let lineEnd = input.firstIndex(of: delimiter[0], from: start) {
            let candidate = input[lineEnd...].prefix(delimiter.count)
            if delimiter.starts(with: candidate) {
                return (candidate.indices, candidate.count == delimiter.count)
            }
            start = lineEnd + 1
        }
        return (input.count..<input.count, false)
    }

    private static func part(_ header: String) throws(RequestFault) -> FormPart {
        let lines = header.split(separator: "\r\n")
        let values = lines.compactMap { line -> String? in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, String(parts[0]).equalsIgnoringCase("Content-Disposition") else {
                return nil
            }
            return String(parts[1])
        }
        guard values.count == 1, let disposition = ParameterizedValue(values[0]),
            disposition.value == "form-data"
        else { throw .malformedForm("A part has no Content-Disposition: form-data.") }
        guard let name = disposition["name"] else { throw .malformedForm("A part has no name.") }
        return FormPart(name: name, filename: disposition["filename"])
    }
}
