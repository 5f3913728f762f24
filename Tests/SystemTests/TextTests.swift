import Testing

@testable import System

@Suite struct `A byte` {
    @Test func `is in the classes of ASCII that its character is in`() {
        for byte in UInt8.min ... .max {
            let character = Character(UnicodeScalar(byte))
            #expect(byte.isDigit == (character.isASCII && character.isWholeNumber))
            #expect(byte.isLetter == (character.isASCII && character.isLetter))
            #expect(byte.isUppercaseLetter == (character.isASCII && character.isUppercase))
            #expect(byte.isLetterOrDigit == (byte.isLetter || byte.isDigit))
            #expect(byte.hexDigitValue.map(Int.init) == (character.isASCII ? character.hexDigitValue : nil))
            let lower = character.isASCII ? character.lowercased().utf8.first : byte
            #expect(byte.lowercased == lower)
        }
    }

    @Test func `has two hexadecimal digits, and comes back from them`() {
        let all = Array(UInt8.min ... .max)
        let text = Hexadecimal.text(all)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.utf8.count == 512)
        #expect(Hexadecimal.bytes(text) == all)
        #expect(Hexadecimal.bytes(text.uppercased()) == all)
        #expect(Hexadecimal.text(0x0A, uppercase: true) == "0A")
    }

    @Test(arguments: ["0", "0g", "é0", "+1", " 1", "0x"])
    func `does not come from other text`(text: String) {
        #expect(Hexadecimal.bytes(text) == nil)
    }
}
