import JSON
import System
import Testing

@testable import HTTP
@testable import Web

/// The lines of the access log.
@Suite struct AccessLineTests {
    private let time = Timestamp("2026-11-29T06:59:22Z") ?? Timestamp(milliseconds: 0)

    private func line(
        _ request: Request, _ status: Int?, _ byteCount: UInt64?, _ format: AccessLogFormat,
        by name: String? = nil
    ) -> String {
        let exchange = FinishedExchange(
            request: request, status: status, contentByteCount: byteCount, receivedByteCount: 7,
            duration: .milliseconds(1_234))
        return String(
            decoding: AccessLine(
                exchange: exchange, client: request.peer.address, tokenName: name, time: time
            ).bytes(format),
            as: UTF8.self)
    }

    @Test func `the common format is that of other servers`() {
        let request = Request(
            method: "GET", target: "/a?b=c", peer: Peer(address: "192.0.2.7", isLoopback: false))
        #expect(
            line(request, 200, 12, .common)
                == "192.0.2.7 - - [29/Nov/2026:06:59:22 +0000] \"GET /a?b=c HTTP/1.1\" 200 12\n")
        #expect(
            line(request, nil, nil, .common)
                == "192.0.2.7 - - [29/Nov/2026:06:59:22 +0000] \"GET /a?b=c HTTP/1.1\" - -\n")
        #expect(
            line(request, 200, 12, .common, by: "rig 01")
                == "192.0.2.7 - rig_01 [29/Nov/2026:06:59:22 +0000] \"GET /a?b=c HTTP/1.1\" 200 12\n")
    }

    @Test func `no request forges a line`() throws {
        let target = "/\" 200 1\n127.0.0.1 - - [\u{1b}\\é"
        let request = Request(method: "GET", target: target, headers: ["User-Agent": "a\nb\u{0}\"}"])
        #expect(
            line(request, 400, 0, .common)
                == "127.0.0.1 - - [29/Nov/2026:06:59:22 +0000] \"GET /\\x22 200 1\\x0a127.0.0.1 - - [\\x1b\\x5c\\xc3\\xa9"
                + " HTTP/1.1\" 400 0\n")
        let json = line(request, 400, 0, .json)
        #expect(json.count { $0 == "\n" } == 1)
        let value = try JSONValue(parsing: Array(json.utf8))
        #expect(value["target"]?.string == target)
        #expect(value["user_agent"]?.string == "a\nb\u{0}\"}")
        #expect(json.utf8.allSatisfy { $0 < 0x7F })
        #expect(value["milliseconds"] == .integer(1_234))
        #expect(value["status"] == .integer(400))
    }
}
