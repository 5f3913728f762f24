import Testing

@testable import Alerts
@testable import JSON
@testable import Model
@testable import System

@Suite struct `Alerts that are moved` {
    private static func book(
        judged: String = "null", _ events: [String] = [], mutes: [String] = [], keys: [String] = []
    ) -> [UInt8] {
        Array(
            """
            {"judged":\(judged),"events":[\(events.joined(separator: ","))],"mutes":[\(mutes.joined(separator: ","))],\
            "keys":[\(keys.map { "\"\($0)\"" }.joined(separator: ","))]}
            """.utf8)
    }

    private static func event(_ key: String, at second: Int, _ states: [String: String] = [:]) -> String {
        let deliveries = states.sorted { $0.key < $1.key }.map {
            #"{"target":"\#($0.key)","state":"\#($0.value)","attempts":1,"at":null,"reason":null}"#
        }
        return """
            {"id":"\(key)","rule":"r","at":"2026-11-30T10:00:0\(second).000Z","summary":"s","details":[],"run":null,"source":null,\
            "deliveries":[\(deliveries.joined(separator: ","))],"mute":null}
            """
    }

    private static func mute(_ rule: String, _ reason: String) -> String {
        #"{"rule":"\#(rule)","until":"2030-01-01T00:00:00.000Z","reason":"\#(reason)"}"#
    }

    private func merged(_ moved: [UInt8], _ known: [UInt8]) throws -> JSONValue {
        let once = try #require(MovedAlerts.merged(moved, into: known))
        #expect(MovedAlerts.merged(moved, into: once) == once, "the same once more changes nothing")
        return try JSONValue(parsing: once)
    }

    @Test func `are all there is where there are none`() {
        let book = Self.book([Self.event("a", at: 1)])
        #expect(MovedAlerts.merged(book, into: nil) == book)
        #expect(MovedAlerts.merged(book, into: book) == book)
    }

    @Test func `join those that are there, each once and in their order`() throws {
        let both = try merged(
            Self.book([Self.event("a", at: 1), Self.event("c", at: 3)], keys: ["1", "3"]),
            Self.book([Self.event("b", at: 2), Self.event("c", at: 3)], keys: ["2", "3"]))
        #expect(both["events"]?.elements?.compactMap { $0["id"]?.string } == ["a", "b", "c"])
        #expect(both["keys"]?.elements?.compactMap(\.string) == ["2", "3", "1"])
    }

    @Test func `are not sent once more where either has sent them`() throws {
        let both = try merged(
            Self.book([Self.event("a", at: 1, ["x": "delivered", "y": "waiting", "z": "failed"])]),
            Self.book([Self.event("a", at: 1, ["x": "waiting", "y": "delivered"])]))
        let deliveries = both["events"]?.elements?.first?["deliveries"]?.elements ?? []
        #expect(
            deliveries.compactMap { $0["target"]?.string } == ["x", "y", "z"])
        #expect(deliveries.compactMap { $0["state"]?.string } == ["delivered", "delivered", "failed"])
    }

    @Test func `bring their mutes, and leave those of other rules`() throws {
        let both = try merged(
            Self.book(mutes: [Self.mute("a", "moved")]),
            Self.book(mutes: [Self.mute("a", "there"), Self.mute("b", "there")]))
        let mutes = both["mutes"]?.elements ?? []
        #expect(mutes.compactMap { $0["rule"]?.string } == ["b", "a"])
        #expect(mutes.compactMap { $0["reason"]?.string } == ["there", "moved"])
    }

    @Test func `are judged as far as the later of both`() throws {
        let ids = ["01a22d06-0000-7000-8000-000000000000", "01a22d07-0000-7000-8000-000000000000"]
        let books = ids.map { Self.book(judged: "\"\($0)\"") }
        #expect(try merged(books[0], books[1])["judged"]?.string == ids[1])
        #expect(try merged(books[1], books[0])["judged"]?.string == ids[1])
        #expect(try merged(Self.book(), books[0])["judged"]?.string == ids[0])
    }

    @Test func `are none where one of both cannot be read`() {
        let book = Self.book()
        #expect(MovedAlerts.merged(Array("{}".utf8), into: nil) == nil)
        #expect(MovedAlerts.merged(book, into: Array("[".utf8)) == nil)
    }
}
