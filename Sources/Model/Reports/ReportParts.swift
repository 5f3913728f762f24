/// Where the parts of an entry lie, or of the top, in a few bytes each: as the catalog keeps them.
///
/// Numbers are in LEB128 (7 bits a byte, the lowest first): the count of sections, each as its place in `ReportSection`,
/// start and length; the count of others, each as the length of its pointer, the pointer, start and length; the hidden count.
package struct ReportParts: Equatable, Sendable {
    /// As the catalog keeps them.
    package let bytes: [UInt8]

    /// No parts.
    package init() { self.init(sections: [], others: [], hiddenCount: 0) }

    /// Parts as the catalog has kept them, of a report of so many bytes; nil for what is damaged.
    package init?(bytes: [UInt8], of byteCount: Int) {
        guard let decoded = Self.decode(bytes), decoded.lies(in: byteCount) else { return nil }
        self.bytes = bytes
    }

    /// Parts that were read.
    package init(sections: [Section], others: [Report.Part], hiddenCount: Int) {
        var encoder = Encoder()
        encoder.append(Decoded(sections: sections, others: others, hiddenCount: hiddenCount))
        bytes = encoder.bytes
    }

    /// The same in bytes that compress well, among many of one report.
    ///
    /// In the place of each start is its distance from the end of the part before, its lowest bit the sign; `end` is where the
    /// last part of those before ends.
    package func distances(from end: inout Int) -> [UInt8] {
        var encoder = Encoder(end: end)
        encoder.append(decoded)
        end = encoder.end ?? end
        return encoder.bytes
    }

    /// Parts that `distances` wrote, of a report of so many bytes; nil for what is damaged.
    package init?(distances: [UInt8], from end: inout Int, of byteCount: Int) {
        guard let decoded = Self.decode(distances, &end), decoded.lies(in: byteCount) else { return nil }
        var encoder = Encoder()
        encoder.append(decoded)
        bytes = encoder.bytes
    }

    /// A known section that is an object; a section that is null is left out.
    package struct Section: Equatable, Sendable {
        package let section: ReportSection
        package let range: Range<Int>

        /// Makes the value from its fields; nothing is checked.
        package init(section: ReportSection, range: Range<Int>) {
            self.section = section
            self.range = range
        }
    }

    /// The known sections, in the order of the report.
    package var sections: [Section] { decoded.sections }

    /// What benchd does not know, in the order of the report.
    package var others: [Report.Part] { decoded.others }

    /// How many unknown parts there are besides `others`.
    package var hiddenCount: Int { decoded.hiddenCount }

    /// Where a section lies; nil where there is none.
    package subscript(section: ReportSection) -> Range<Int>? {
        sections.first { $0.section == section }?.range
    }

    private var decoded: Decoded { Self.decode(bytes) ?? Decoded() }

    private static func decode(_ bytes: [UInt8]) -> Decoded? {
        var decoder = Decoder(rest: bytes[...])
        return decoder.parts()
    }

    private static func decode(_ distances: [UInt8], _ end: inout Int) -> Decoded? {
        var decoder = Decoder(rest: distances[...], end: end)
        defer { end = decoder.end ?? end }
        return decoder.parts()
    }
}

private struct Decoded {
    var sections: [ReportParts.Section] = []
    var others: [Report.Part] = []
    var hiddenCount = 0

    /// Whether all of them lie in a report of so many bytes.
    func lies(in byteCount: Int) -> Bool {
        let ranges = sections.lazy.map(\.range) + others.lazy.map(\.range)
        return hiddenCount <= byteCount
            && ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= byteCount }
    }
}

private struct Encoder {
    var bytes: [UInt8] = []
    /// Where the part before ends; nil where starts are written as they are.
    var end: Int?

    mutating func append(_ parts: Decoded) {
        append(parts.sections.count)
        for section in parts.sections {
            append(ReportSection.allCases.firstIndex(of: section.section) ?? 0)
            append(section.range)
        }
        append(parts.others.count)
        for part in parts.others {
            append(part.pointer.utf8.count)
            bytes += part.pointer.utf8
            append(part.range)
        }
        append(parts.hiddenCount)
    }

    private mutating func append(_ number: Int) { append(whole: UInt64(max(0, number))) }

    private mutating func append(whole: UInt64) {
        var rest = whole
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private mutating func append(_ range: Range<Int>) {
        if let end {
            let distance = range.lowerBound - end
            append(whole: UInt64(distance.magnitude) << 1 | (distance < 0 ? 1 : 0))
            self.end = range.upperBound
        } else {
            append(range.lowerBound)
        }
        append(range.count)
    }
}

private struct Decoder {
    var rest: ArraySlice<UInt8>
    /// Where the part before ends; nil where starts are written as they are.
    var end: Int?

    /// All parts; nil where the bytes are not exactly that.
    mutating func parts() -> Decoded? {
        var parts = Decoded()
        guard let sectionCount = count() else { return nil }
        for _ in 0..<sectionCount {
            guard let place = number(), ReportSection.allCases.indices.contains(place), let range = range()
            else { return nil }
            let section = ReportSection.allCases[place]
            parts.sections.append(ReportParts.Section(section: section, range: range))
        }
        guard let otherCount = count() else { return nil }
        for _ in 0..<otherCount {
            guard let pointer = text(), let range = range() else { return nil }
            parts.others.append(Report.Part(pointer: pointer, range: range))
        }
        guard let hiddenCount = number(), rest.isEmpty else { return nil }
        parts.hiddenCount = hiddenCount
        return parts
    }

    private mutating func number() -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 63, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    /// A number of items, each of which takes at least a byte.
    private mutating func count() -> Int? {
        guard let count = number(), count <= rest.count else { return nil }
        return count
    }

    private mutating func range() -> Range<Int>? {
        guard let start = start(), let length = number() else { return nil }
        let (upper, overflow) = start.addingReportingOverflow(length)
        guard !overflow else { return nil }
        if end != nil { end = upper }
        return start..<upper
    }

    private mutating func start() -> Int? {
        guard let number = number() else { return nil }
        guard let end else { return number }
        let (start, overflow) = end.addingReportingOverflow(number & 1 == 0 ? number >> 1 : -(number >> 1))
        return overflow ? nil : start
    }

    private mutating func text() -> String? {
        guard let length = count() else { return nil }
        defer { rest = rest.dropFirst(length) }
        return String(decoding: rest.prefix(length), as: UTF8.self)
    }
}
