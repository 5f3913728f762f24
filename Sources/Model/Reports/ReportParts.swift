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
        guard let decoded = Self.decode(bytes) else { return nil }
        let ends = decoded.sections.map(\.range.upperBound) + decoded.others.map(\.range.upperBound)
        guard ends.allSatisfy({ $0 <= byteCount }) else { return nil }
        self.bytes = bytes
    }

    /// Parts that were read.
    package init(sections: [Section], others: [Report.Part], hiddenCount: Int) {
        var encoder = Encoder()
        encoder.append(sections.count)
        for section in sections {
            encoder.append(ReportSection.allCases.firstIndex(of: section.section) ?? 0)
            encoder.append(section.range)
        }
        encoder.append(others.count)
        for part in others {
            encoder.append(part.pointer.utf8.count)
            encoder.bytes += part.pointer.utf8
            encoder.append(part.range)
        }
        encoder.append(hiddenCount)
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

    private var decoded: Decoded { Self.decode(bytes) ?? Decoded(sections: [], others: [], hiddenCount: 0) }

    private struct Decoded {
        var sections: [Section]
        var others: [Report.Part]
        var hiddenCount: Int
    }

    private static func decode(_ bytes: [UInt8]) -> Decoded? {
        var decoder = Decoder(rest: bytes[...])
        var decoded = Decoded(sections: [], others: [], hiddenCount: 0)
        guard let sectionCount = decoder.count() else { return nil }
        for _ in 0..<sectionCount {
            guard let place = decoder.number(), ReportSection.allCases.indices.contains(place),
                let range = decoder.range()
            else { return nil }
            decoded.sections.append(Section(section: ReportSection.allCases[place], range: range))
        }
        guard let otherCount = decoder.count() else { return nil }
        for _ in 0..<otherCount {
            guard let pointer = decoder.text(), let range = decoder.range() else { return nil }
            decoded.others.append(Report.Part(pointer: pointer, range: range))
        }
        guard let hiddenCount = decoder.number(), decoder.rest.isEmpty else { return nil }
        decoded.hiddenCount = hiddenCount
        return decoded
    }
}

private struct Encoder {
    var bytes: [UInt8] = []

    mutating func append(_ number: Int) {
        var rest = UInt64(max(0, number))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func append(_ range: Range<Int>) {
        append(range.lowerBound)
        append(range.count)
    }
}

private struct Decoder {
    var rest: ArraySlice<UInt8>

    mutating func number() -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 63, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    /// A number of items, each of which takes at least a byte.
    mutating func count() -> Int? {
        guard let count = number(), count <= rest.count else { return nil }
        return count
    }

    mutating func range() -> Range<Int>? {
        guard let start = number(), let length = number(), !start.addingReportingOverflow(length).overflow
        else { return nil }
        return start..<start + length
    }

    mutating func text() -> String? {
        guard let length = count() else { return nil }
        defer { rest = rest.dropFirst(length) }
        return String(decoding: rest.prefix(length), as: UTF8.self)
    }
}
