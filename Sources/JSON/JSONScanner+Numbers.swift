import System

/// The text of a number, digit by digit, and its size in powers of ten.
struct NumberText {
    /// Beyond these a digit cannot change the nearest Double.
    private static let significantDigitLimit = 800

    private var text: [UInt8] = []
    private var keptDigitCount = 0
    private var droppedIntegerDigits = 0
    private var leadingZeros = 0
    private var integerDigits = 0
    private var isZero = true
    var exponent = 0

    mutating func reset() {
        text.removeAll(keepingCapacity: true)
        keptDigitCount = 0
        droppedIntegerDigits = 0
        leadingZeros = 0
        integerDigits = 0
        isZero = true
        exponent = 0
    }

    mutating func append(_ byte: UInt8) { text.append(byte) }

    @inline(__always)
    mutating func digit(_ byte: UInt8, inFraction: Bool) {
        if isZero && byte == UInt8(ascii: "0") {
            // A zero before the first other digit only shifts what follows.
            if inFraction { leadingZeros += 1 } else { text.append(byte) }
            return
        }
        isZero = false
        if !inFraction { integerDigits += 1 }
        if keptDigitCount < Self.significantDigitLimit {
            keptDigitCount += 1
            text.append(byte)
        } else if !inFraction {
            droppedIntegerDigits += 1
        }
    }

    /// Whether the number is below 1e308, which spares the conversion.
    var isWellBelowLimit: Bool {
        isZero || (integerDigits > 0 ? integerDigits : -leadingZeros) + exponent <= 308
    }

    /// The nearest Double; nil where the number is beyond the largest.
    var value: Double? {
        if isZero { return text.first == UInt8(ascii: "-") ? -0.0 : 0 }
        let shift = exponent + droppedIntegerDigits - (integerDigits > 0 ? 0 : leadingZeros)
        if let value = exactValue(shift) { return value }
        let mantissa = String(decoding: text, as: UTF8.self)
        guard let value = Double(shift == 0 ? mantissa : "\(mantissa)e\(shift)") else {
            return isWellBelowLimit ? 0 : nil
        }
        return value.isFinite ? value : nil
    }

    /// The powers of ten that a Double holds exactly.
    static let exactPowers = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19, 1e20, 1e21, 1e22,
    ]

    /// The nearest Double, where digits and power of ten are both exact as Doubles: then one operation rounds once.
    private func exactValue(_ shift: Int) -> Double? {
        guard keptDigitCount <= 15, abs(shift) <= 22 else { return nil }
        var mantissa = 0
        var power = shift
        var isFraction = false
        for byte in text where byte != UInt8(ascii: "-") {
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else {
                mantissa = mantissa * 10 + Int(byte - UInt8(ascii: "0"))
                if isFraction { power -= 1 }
            }
        }
        guard abs(power) < Self.exactPowers.count else { return nil }
        let size = Self.exactPowers[abs(power)]
        let magnitude = power < 0 ? Double(mantissa) / size : Double(mantissa) * size
        return text.first == UInt8(ascii: "-") ? -magnitude : magnitude
    }
}

extension JSONScanner {
    /// Reads a number as the nearest Double.
    package mutating func number() throws(JSONReadError) -> Double {
        try skipWhitespace()
        if let value = takeShortNumber() { return value }
        let start = offset
        try scanNumber()
        guard let value = numberText.value else { throw beyondDouble(at: start) }
        return value
    }

    package mutating func skipNumber() throws(JSONReadError) {
        try skipWhitespace()
        if takeShortNumber() != nil { return }
        let start = offset
        try scanNumber()
        if !numberText.isWellBelowLimit && numberText.value == nil { throw beyondDouble(at: start) }
    }

    /// Reads on in a list after a number, as far as the next elements are numbers as most are and lie in the buffer.
    ///
    /// At most so many are appended that there are `limit` of them.
    package mutating func appendNumbers(to numbers: inout [Double], limit: Int) {
        while numbers.count < limit {
            // Most lists are short: room for a long one grows with it.
            let room = min(limit - numbers.count, max(64, numbers.count))
            let before = numbers.count
            numbers.append(addingCapacity: room) { takeShortNumbers(into: &$0) }
            if numbers.count - before == room { continue }
            let isTaken = takeAfterComma { scanner in
                guard let number = scanner.takeShortNumber() else { return false }
                numbers.append(number)
                return true
            }
            guard isTaken else { return }
        }
    }

    /// Takes the next elements of a list as long as the same white space is between a comma and each, and they are not below 0,
    /// without exponent, of at most 15 bytes, and in the buffer together with the bytes after them.
    private mutating func takeShortNumbers(into numbers: inout OutputSpan<Double>) {
        let gap = gapAfterComma()
        let count = numbers.count
        let length = shortNumbers(after: gap, into: &numbers)
        advance(by: length.all)
        if gap.lineCount > 0, numbers.count > count {
            beginLines(gap.lineCount * (numbers.count - count), at: offset - length.last - gap.indentation)
        }
    }

    /// The white space between a comma and the element after it.
    private struct Gap {
        var byteCount = 0
        var lineCount = 0
        /// How many bytes follow the last newline.
        var indentation = 0
    }

    private func gapAfterComma() -> Gap {
        var gap = Gap()
        for place in index + 1..<max(index + 1, end) {
            switch buffer[place] {
            case 0x20, 0x09, 0x0D: gap.indentation += 1
            case 0x0A:
                gap.lineCount += 1
                gap.indentation = 0
            default: return gap
            }
            gap.byteCount += 1
        }
        return gap
    }

    /// - Returns: How many bytes all elements have with what is before them, and how many the last one.
    private func shortNumbers(after gap: Gap, into numbers: inout OutputSpan<Double>) -> (all: Int, last: Int)
    {
        let bytes = buffer.span.bytes
        let first = index + 1
        // Most reports that are not indented have one space.
        let isSpaced = gap.byteCount == 1 && gap.lineCount == 0 && buffer[first] == 0x20
        var (index, last) = (index, 0)
        let end = end - 1 - gap.byteCount - DigitWord<UInt128>.byteCount
        while index <= end, !numbers.isFull, bytes.byte(index) == UInt8(ascii: ","),
            isSpaced ? bytes.byte(index + 1) == 0x20 : bytes.isSame(index + 1, first, count: gap.byteCount)
        {
            let place = index + 1 + gap.byteCount
            if let decimal = bytes.digits(place, as: UInt64.self).decimal {
                guard !Self.continuesNumber(bytes.byte(place + decimal.byteCount)) else { break }
                numbers.append(Self.number(decimal.digits, decimal.fractionCount))
                last = decimal.byteCount
            } else if let decimal = bytes.digits(place, as: UInt128.self).decimal {
                guard !Self.continuesNumber(bytes.byte(place + decimal.byteCount)) else { break }
                numbers.append(Self.number(decimal.digits, decimal.fractionCount))
                last = decimal.byteCount
            } else {
                break
            }
            index = place + last
        }
        return (index - self.index, last)
    }

    /// The number with at most 15 digits, some of them after the point: both are exact as Doubles, so one operation rounds once.
    @inline(__always)
    private static func number(_ digits: UInt64, _ fractionCount: Int) -> Double {
        Double(digits) / NumberText.exactPowers[fractionCount]
    }

    /// Takes a number as most are: at most 15 digits, no exponent, in the buffer together with the byte after it.
    ///
    /// - Returns: The nearest Double; nil for any other number, and for what is none: then nothing is taken.
    @inline(__always)
    private mutating func takeShortNumber() -> Double? {
        var place = index
        guard place < end else { return nil }
        let isNegative = buffer[place] == UInt8(ascii: "-")
        if isNegative { place += 1 }
        let start = place
        var mantissa: UInt64 = 0
        while place < end, place - start < 15, buffer[place].isDigit {
            mantissa = mantissa * 10 + UInt64(buffer[place] - UInt8(ascii: "0"))
            place += 1
        }
        let integerCount = place - start
        guard integerCount > 0, integerCount == 1 || buffer[start] != UInt8(ascii: "0"), place < end else {
            return nil
        }
        var fractionCount = 0
        if buffer[place] == UInt8(ascii: ".") {
            place += 1
            while place < end, integerCount + fractionCount < 15, buffer[place].isDigit {
                mantissa = mantissa * 10 + UInt64(buffer[place] - UInt8(ascii: "0"))
                fractionCount += 1
                place += 1
            }
            guard fractionCount > 0, place < end else { return nil }
        }
        guard !Self.continuesNumber(buffer[place]) else { return nil }
        advance(by: place - index)
        let magnitude = Self.number(mantissa, fractionCount)
        return isNegative ? -magnitude : magnitude
    }

    @inline(__always)
    private static func continuesNumber(_ byte: UInt8) -> Bool {
        byte.isDigit || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
    }

    private func beyondDouble(at start: Int) -> JSONReadError {
        fault(expected: "a number that a Double can hold", found: "a larger number", at: position(at: start))
    }

    private mutating func scanNumber() throws(JSONReadError) {
        numberText.reset()
        let start = offset
        if try peek() == UInt8(ascii: "-") {
            numberText.append(UInt8(ascii: "-"))
            advance()
        }
        switch try peek() {
        case UInt8(ascii: "0"):
            numberText.digit(UInt8(ascii: "0"), inFraction: false)
            advance()
            if let byte = try peek(), byte.isDigit {
                throw fault(
                    expected: "a number without leading zeros", found: "a leading zero",
                    at: position(at: start))
            }
        case UInt8(ascii: "I"):
            throw fault(
                expected: "a digit", found: "-Infinity, which is not a JSON number",
                at: position(at: start))
        default:
            try digits(inFraction: false)
        }
        if try peek() == UInt8(ascii: ".") {
            numberText.append(UInt8(ascii: "."))
            advance()
            try digits(inFraction: true)
        }
        if let byte = try peek(), byte | 0x20 == UInt8(ascii: "e") {
            advance()
            numberText.exponent = try exponent()
        }
    }

    private mutating func digits(inFraction: Bool) throws(JSONReadError) {
        guard let first = try peek(), first.isDigit else { throw try fault(expected: "a digit") }
        while let byte = try peek(), byte.isDigit {
            numberText.digit(byte, inFraction: inFraction)
            advance()
        }
    }

    private mutating func exponent() throws(JSONReadError) -> Int {
        var isNegative = false
        if let sign = try peek(), sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            advance()
        }
        guard let first = try peek(), first.isDigit else { throw try fault(expected: "a digit") }
        var value = 0
        while let byte = try peek(), byte.isDigit {
            // Far beyond any Double, and far below an Int's end.
            value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000_000_000)
            advance()
        }
        return isNegative ? -value : value
    }
}
