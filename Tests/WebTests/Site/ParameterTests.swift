import TestSupport
import Testing

@testable import HTTP
@testable import JSON
@testable import Model
@testable import System
@testable import Web

/// Parameters: what each takes, and what is said of another value.
@Suite struct ParameterTests {
    struct Case: Sendable, CustomStringConvertible {
        let target: String
        let sentence: String
        var description: String { target }
    }

    private static let list: [Case] = [
        Case(target: "?limit=0", sentence: "limit takes a whole number from 1 to 500, not \"0\""),
        Case(target: "?limit=501", sentence: "from 1 to 500, not \"501\""),
        Case(target: "?limit=", sentence: "from 1 to 500, not \"\""),
        Case(target: "?limit=9223372036854775808", sentence: "from 1 to 500"),
        Case(target: "?has_config=yes", sentence: "has_config takes true or false, not \"yes\""),
        Case(target: "?since=yesterday", sentence: "since takes a time such as 2026-11-23T18:41:18Z"),
        Case(target: "?until=2026-02-30", sentence: "until takes"),
        Case(target: "?since=99999999999999999999", sentence: "since takes"),
        Case(target: "?sort=size", sentence: "sort takes one of -filed, filed, source, bytes, not \"size\""),
        Case(target: "?cursor=x", sentence: "cursor takes what an earlier answer gave as next, not \"x\""),
        Case(target: "?sort=bytes&cursor=1.0123456789ab", sentence: "another order than sort=bytes"),
        Case(target: "?cursor=1.0123456789ab.b7", sentence: "another order than sort=-filed"),
        Case(target: "?source=a&source=b", sentence: "The parameter source is there twice"),
        Case(target: "?colour=red", sentence: "no parameter \"colour\"; this address takes q, source,"),
    ]

    @Test(arguments: list)
    func `what cannot be read is refused with its name and what it takes`(row: Case) throws {
        let answer = try TestSite().get("/api/benchmarks\(row.target)")
        #expect(answer.status == 400)
        let problem = try JSONValue(parsing: answer.body)
        #expect(problem["type"] == "/problems/request-malformed")
        #expect(problem["detail"]?.string?.contains(row.sentence) == true, "\(answer.text)")
    }

    @Test func `a fault has its parts as members, and no text makes it long`() throws {
        let long = String(repeating: "x", count: 8_000)
        let answer = try TestSite().get("/api/benchmarks?limit=\(long)")
        let problem = try JSONValue(parsing: answer.body)
        #expect(problem["parameter"] == "limit")
        #expect(problem["expected"] == "a whole number from 1 to 500")
        #expect(problem["found"]?.string?.hasPrefix("xxx") == true)
        #expect(answer.body.count < 4_096)
    }

    @Test(arguments: [
        ("2026-11-23T18:41:18Z", "2026-11-23T18:41:18.000Z"),
        ("2026-11-23t18:41:18.5z", "2026-11-23T18:41:18.500Z"),
        ("2026-11-23T18:41:18+01:30", "2026-11-23T17:11:18.000Z"),
        // Not encoded, a plus sign arrives as a space.
        ("2026-11-23T18:41:18 01:30", "2026-11-23T17:11:18.000Z"),
        ("2026-11-23T18:41:18.123-00:30", "2026-11-23T19:11:18.123Z"),
        ("2026-11-23", "2026-11-23T00:00:00.000Z"),
        ("1795459278123", "2026-11-23T18:41:18.123Z"),
        ("0", "1970-01-01T00:00:00.000Z"),
        ("9223372036854775807", "9999-12-31T23:59:59.999Z"),
        ("0000-01-01T00:00:00+23:59", "0000-01-01T00:00:00.000Z"),
    ])
    func `a time is read as people and dashboards write it`(text: String, expected: String) {
        #expect(Timestamp(parameter: text)?.description == expected)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-11-23T18:41:18", "2026-11-23T18:41:18+24:00", "2026-11-23T18:41:18+1:00",
        "2026-11-23T18:41:18x01:00", "2026-13-01", "+01:00", "now", "2026-11-23 18:41:18Z", "1.5",
        "ß026-11-2",
    ])
    func `anything else is no time`(text: String) {
        // A number alone is milliseconds.
        #expect(Timestamp(parameter: text) == (text == "2026" ? Timestamp(milliseconds: 2026) : nil))
    }
}
