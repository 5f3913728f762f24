import HTTP
import JSON
import System

/// One line of the access log for a request that is over.
struct AccessLine {
    let exchange: FinishedExchange
    /// The numeric address of the client; empty where it is not known.
    let client: String
    /// Who sent it, as the token files call them; nil without a token.
    let tokenName: String?
    /// When the answer had ended.
    let time: Timestamp

    /// The line in a format, with its end; no text of the request can end it or look like another field.
    func bytes(_ format: AccessLogFormat) -> [UInt8] {
        switch format {
        case .common: Array((common + "\n").utf8)
        case .json: Self.escaped(json.bytes) + [0x0A]
        }
    }

    private var request: Request { exchange.request }

    /// The Common Log Format of NCSA httpd, which tools for logs read.
    private var common: String {
        let line = "\(request.method) \(request.target) \(request.protocolVersion)"
        let status = exchange.status.map { String($0) } ?? "-"
        let count = exchange.contentByteCount.map { String($0) } ?? "-"
        return
            "\(client.isEmpty ? "-" : Self.plain(client)) - \(tokenName.map(Self.plain) ?? "-") [\(Self.clock(time))] \"\(Self.quoted(line))\" \(status) \(count)"
    }

    private var json: JSONValue {
        [
            "time": .string(time.description), "client": .string(client),
            "token": .text(tokenName),
            "method": .string(request.method), "target": .string(request.target),
            "protocol": .string(request.protocolVersion),
            "status": exchange.status.map { .integer($0) } ?? nil,
            "bytes": exchange.contentByteCount.map { .integer(Int(clamping: $0)) } ?? nil,
            "received": .integer(Int(clamping: exchange.receivedByteCount)),
            "milliseconds": .integer(
                Int(clamping: exchange.duration.components.seconds) &* 1000
                    &+ Int(exchange.duration.components.attoseconds / 1_000_000_000_000_000)),
            "user_agent": .text(request.headers["User-Agent"]?.shortened(to: Self.longestField)),
            "referer": .text(request.headers["Referer"]?.shortened(to: Self.longestField)),
        ]
    }

    /// The bytes of a field that are written.
    private static let longestField = 1024

    /// JSON with what is not ASCII as \uXXXX: some of it ends lines or turns the writing for those who read the log.
    private static func escaped(_ json: [UInt8]) -> [UInt8] {
        guard json.contains(where: { $0 >= 0x7F }) else { return json }
        var text = ""
        for unit in String(decoding: json, as: UTF8.self).utf16 {
            if unit < 0x7F {
                text.unicodeScalars.append(UnicodeScalar(UInt8(unit)))
            } else {
                text += "\\u" + Hexadecimal.text([UInt8(unit >> 8), UInt8(unit & 0xFF)])
            }
        }
        return Array(text.utf8)
    }

    private static func plain(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 > 0x20 && $0 < 0x7F ? $0 : 0x5F }, as: UTF8.self)
    }

    /// What is no printable ASCII, quotes and backslashes are written as \xHH.
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for byte in text.utf8 {
            if byte >= 0x20, byte < 0x7F, byte != 0x22, byte != 0x5C {
                quoted.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                quoted += "\\x" + Hexadecimal.text(byte)
            }
        }
        return quoted
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// "29/Nov/2026:06:59:22 +0000", from "2026-11-29T06:59:22.000Z".
    private static func clock(_ time: Timestamp) -> String {
        let text = Array(time.description)
        guard text.count >= 19, let month = Int(String(text[5...6])), months.indices.contains(month - 1)
        else {
            return time.description
        }
        return
            "\(String(text[8...9]))/\(months[month - 1])/\(String(text[0...3])):\(String(text[11...18])) +0000"
    }
}

/// How the lines of the access log are written.
package enum AccessLogFormat: String, Sendable {
    /// The Common Log Format.
    case common
    /// One JSON object a line.
    case json
}
