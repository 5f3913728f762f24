import TestSupport
import Testing

@testable import HTTP

/// Who gets a place when there are more clients than places.
@Suite struct RoomTests {
    private let start = ContinuousClock.now

    private func table(connections: Int, ofAddress: Int = 100) -> DeadlineTable {
        var limits = ServerLimits()
        limits.connectionCount = connections
        limits.connectionCountOfAddress = ofAddress
        return DeadlineTable(limits: limits)
    }

    private func open(
        _ number: Int, _ table: inout DeadlineTable, as activity: DeadlineTable.Activity = .idle,
        from address: String? = nil
    ) -> [CInt] {
        let id = DeadlineTable.ID(value: UInt(number))
        let now = start + .seconds(number)
        table.open(id, descriptor: CInt(number), address: address, at: now)
        let ended = table.makeRoom(beside: id, at: now)
        if activity != .idle { _ = table.change(id, to: activity, at: now) { _ in 0 } }
        return ended
    }

    @Test func `the oldest idle connection gives way, each once`() {
        var table = table(connections: 3)
        #expect((1...3).map { open($0, &table) } == [[], [], []])
        #expect(open(4, &table) == [1])
        #expect(open(5, &table) == [2])
    }

    @Test func `a header that comes slowly gives way after all idle ones, a request never`() {
        var table = table(connections: 3)
        _ = open(1, &table, as: .sendingHeader)
        _ = open(2, &table, as: .receiving)
        _ = open(3, &table)
        #expect(open(4, &table, as: .waiting) == [3])
        #expect(open(5, &table, as: .sendingBody) == [1])
        #expect(open(6, &table) == [])
    }

    @Test func `a new connection does not give way while an older one can`() {
        var table = table(connections: 2)
        _ = open(1, &table, as: .sendingHeader)
        _ = open(2, &table, as: .sendingHeader)
        #expect(open(10, &table) == [1])
        let id = DeadlineTable.ID(value: 11)
        let soon = start + .milliseconds(10_500)
        table.open(id, descriptor: 11, address: nil, at: soon)
        #expect(table.makeRoom(beside: id, at: soon) == [2])
    }

    @Test func `an address has a number of places of its own, one that is not counted has all`() {
        var table = table(connections: 100, ofAddress: 2)
        #expect((1...5).flatMap { open($0, &table) } == [])
        #expect((6...7).flatMap { open($0, &table, from: "192.0.2.1") } == [])
        #expect(open(8, &table, from: "192.0.2.1") == [6])
        _ = table.change(DeadlineTable.ID(value: 7), to: .receiving, at: start) { _ in 0 }
        _ = table.change(DeadlineTable.ID(value: 8), to: .receiving, at: start) { _ in 0 }
        #expect(open(9, &table, from: "192.0.2.1") == [9])
        #expect(open(10, &table, from: "192.0.2.2") == [])
    }

    @Test(arguments: [(16, 16, 2), (320, 21, 2), (1_024, 256, 32), (65_536, 1_024, 64), (.max, 1_024, 64)])
    func `places fit into the descriptors of the process`(descriptors: Int, connections: Int, reserved: Int) {
        let limits = ServerLimits(descriptorCount: descriptors)
        #expect(limits.connectionCount == connections)
        #expect(limits.reservedCount == reserved)
    }

    @Test func `more idle clients than places leave room for a request`() throws {
        let server = try TestServer(places: (8, reserved: 2)) { .response(.text($0.target)) }
        var idle: [Box] = []
        for _ in 0..<40 { idle.append(Box(try server.connect())) }
        for number in 0..<10 {
            var client = try server.connect()
            client.send(lines: "GET /\(number) HTTP/1.1\nHost: h\n\n")
            #expect(try client.readResponse().text == "/\(number)")
        }
        withExtendedLifetime(idle) {}
    }

    @Test func `the last places are for uploads and health, and the others hear that there is none`() throws {
        let gate = Gate()
        let urgency: @Sendable (Request) -> Urgency = {
            ["/health": .health, "/ingest": .ingest][$0.target] ?? .ordinary
        }
        let server = try TestServer(
            places: (8, reserved: 4), urgency: urgency
        ) { request in
            request.target == "/held" ? gate.ask() : .response(.text(request.target))
        }
        var held: [Box] = []
        for _ in 0..<4 {
            let box = Box(try server.connect())
            box.client.send(lines: "GET /held HTTP/1.1\nHost: h\n\n")
            held.append(box)
        }
        #expect(eventually { gate.askedCount == held.count })
        var refused = try server.connect()
        refused.send(lines: "GET /other HTTP/1.1\nHost: h\n\n")
        let response = try refused.readResponse()
        #expect(response.status == 503)
        #expect(response.text == "crowded")
        #expect(response["Connection"] == "close")
        for target in ["/ingest", "/health"] {
            var client = try server.connect()
            client.send(lines: "GET \(target) HTTP/1.1\nHost: h\n\n")
            #expect(try client.readResponse().text == target)
        }
        gate.open()
        for box in held { #expect(try box.client.readResponse().text == "computed") }
    }
}
