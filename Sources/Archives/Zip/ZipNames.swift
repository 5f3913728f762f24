import Model
import System

/// The names and times of zip entries, as their many writers mean them.
enum ZipNames {
    /// An entry's path, and its bytes where the path is a guess.
    static func path(of record: ZipCentralRecord) -> (text: String, raw: [UInt8]?) {
        if let unicode = record.unicodePath { return (unicode, nil) }
        // APPNOTE.TXT 4.4.17.1 wants slashes; DOS-made archives have backslashes all the same.
        let bytes =
            record.isMadeOnDOS
            ? record.name.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 } : record.name
        if let text = String(validating: bytes, as: UTF8.self) { return (text, nil) }
        return (codePage437(bytes), record.name)
    }

    /// The bytes as code page 437 reads them, whatever they are.
    static func codePage437(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * bytes.count)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                text.append(contentsOf: upperHalf[Int(byte) - 0x80])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// UTC from the extended timestamp, else the DOS time as written; nil where that is no time.
    static func modified(of record: ZipCentralRecord) -> String? {
        if let seconds = record.modifiedSeconds {
            let time = Timestamp(milliseconds: Int64(seconds) * 1000)
            return time.description.replacing(".000Z", with: "Z")
        }
        let day = [
            Int(record.dosDate >> 9) + 1980, Int(record.dosDate >> 5 & 0xF), Int(record.dosDate & 0x1F),
        ]
        let time = [
            Int(record.dosTime >> 11), Int(record.dosTime >> 5 & 0x3F), Int(record.dosTime & 0x1F) * 2,
        ]
        guard (1...12).contains(day[1]), (1...31).contains(day[2]), time[0] < 24, time[1] < 60, time[2] < 60
        else { return nil }
        let text = day.map(padded).joined(separator: "-") + "T" + time.map(padded).joined(separator: ":")
        // There is no 31st of June.
        return Timestamp(text + "Z") == nil ? nil : text
    }

    private static func padded(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }

    /// 0x80 to 0xFF of code page 437, in UTF-8.
    private static let upperHalf: [[UInt8]] =
        ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
        + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}").unicodeScalars.map {
            Array(String($0).utf8)
        }

    /// The names of the methods that are opened.
    static let (stored, deflated) = ("stored", "deflate")

    /// The name of a compression method (APPNOTE.TXT, 4.4.5).
    static func method(_ code: UInt16) -> String {
        switch code {
        case 0: stored
        case 8: deflated
        case 9: "deflate64"
        case 12: "bzip2"
        case 14: "lzma"
        case 93: "zstd"
        case 95: "xz"
        case 98: "ppmd"
        case 99: "aes"
        default: "method \(code)"
        }
    }
}

/// The CRC of zip (ISO 3309).
package enum CRC32 {
    private static let table = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }

    package static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let table = table
        return ~bytes.reduce(~0) { crc, byte in
            table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8
        }
    }
}
