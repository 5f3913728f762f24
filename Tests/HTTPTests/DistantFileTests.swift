import CZstd
import Synchronization
import TestSupport
import Testing

@testable import HTTP
@testable import System

/// Content that comes from a database, piece by piece.
@Suite struct DistantFileTests {
    /// Bytes of which one block at a time is near; a block is fetched while the gate is open.
    private final class Database: Sendable {
        private struct State {
            var near: Range<UInt64> = 0..<0
            var isOpen = false
            var hasFailed = false
            var fetchCount = 0
            var blockedFills = 0
        }

        static let block: UInt64 = 100_000
        static let content = Array((0..<60_000).map { "\($0 * 7919 % 60_000)," }.joined().utf8)

        private let state = Mutex(State())
        let length: UInt64

        init(length: Int = content.count, isOpen: Bool = false) {
            self.length = UInt64(length)
            if isOpen { open() }
        }

        var fetchCount: Int { state.withLock(\.fetchCount) }
        /// How often a thread that sends has asked for what was not near.
        var blockedFills: Int { state.withLock(\.blockedFills) }

        func open() { state.withLock { $0.isOpen = true } }
        func fail() { state.withLock { ($0.isOpen, $0.hasFailed) = (true, true) } }

        var slice: FileSlice {
            let distance = OpenFile.Distance(
                isNear: { [self] range in
                    state.withLock {
                        $0.hasFailed
                            || $0.near.lowerBound <= range.lowerBound
                                && range.upperBound <= $0.near.upperBound
                    }
                }, fetch: { [self] in fetch($0) })
            let file = OpenFile(distance) { [self] buffer, offset in fill(buffer, Int(offset)) }
            return FileSlice(file: file, length: length)
        }

        private func fetch(_ range: Range<UInt64>) {
            state.withLock { $0.fetchCount += 1 }
            _ = eventually { state.withLock(\.isOpen) }
            state.withLock { state in
                let first = range.lowerBound / Self.block * Self.block
                state.near = first..<max(range.upperBound, first + Self.block)
            }
        }

        private func fill(_ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) -> Bool {
            state.withLock { state in
                let range = UInt64(offset)..<UInt64(offset + buffer.count)
                if !state.near.contains(range.lowerBound) || range.upperBound > state.near.upperBound {
                    state.blockedFills += 1
                }
                guard !state.hasFailed else { return false }
                for place in buffer.indices {
                    buffer[place] = Self.content[(offset + place) % Self.content.count]
                }
                return true
            }
        }
    }

    private func server(_ database: Database) throws -> TestServer {
        try TestServer { request in
            if request.target == "/near" { return .response(.text("near")) }
            return .response(
                Response(headers: ["Content-Type": "application/json"], body: .file(database.slice)))
        }
    }

    private static let request = "GET /far HTTP/1.1\nHost: h\n\n"

    @Test func `is sent whole, and no thread that sends waits for it`() throws {
        let database = Database(isOpen: true)
        var client = try server(database).connect()
        client.send(lines: Self.request)
        #expect(try client.readResponse().body == Database.content)
        #expect(database.fetchCount >= 3 && database.blockedFills == 0)
    }

    @Test func `is sent compressed while it comes`() throws {
        let size = Int(CodedContents.largestPrepared) + 1
        let database = Database(length: size, isOpen: true)
        var client = try server(database).connect()
        client.send(lines: "GET /far HTTP/1.1\nHost: h\nAccept-Encoding: zstd\n\n")
        let packed = try client.readResponse().body
        var output = [UInt8](repeating: 0, count: size + 1)
        #expect(ZSTD_decompress(&output, output.count, packed, packed.count) == size)
        #expect(
            output.prefix(1 << 20).elementsEqual(
                (0..<1 << 20).map { Database.content[$0 % Database.content.count] }))
        #expect(database.blockedFills == 0)
    }

    @Test func `holds up nobody else while it does not come`() throws {
        let database = Database()
        let server = try server(database)
        // More than there are threads.
        let waiting = try (0..<12).map { _ in Box(try server.connect()) }
        for box in waiting { box.client.send(lines: Self.request) }
        #expect(eventually { server.http.state.connections["waiting"] == 12 })
        for _ in 0..<12 {
            var other = try server.connect()
            other.send(lines: "GET /near HTTP/1.1\nHost: h\n\n")
            #expect(try other.readResponse().text == "near")
        }
        database.open()
        for box in waiting { #expect(try box.client.readResponse().body == Database.content) }
    }

    @Test func `ends the connection where it cannot be had`() throws {
        let database = Database()
        var client = try server(database).connect()
        client.send(lines: Self.request)
        #expect(eventually { database.fetchCount == 1 })
        database.fail()
        #expect(throws: WireError.self) { try client.readResponse() }
    }

    @Test func `is cut by a stop, which waits no longer than it may`() throws {
        let database = Database()
        let server = try server(database)
        var client = try server.connect()
        client.send(lines: Self.request)
        #expect(eventually { server.http.state.connections["waiting"] == 1 })
        server.http.stop(within: .milliseconds(20))
        #expect(throws: WireError.self) { try client.readResponse() }
        database.open()
    }

    @Test func `is read by the thread that sends where the workers have too much to do`() throws {
        let (database, gate) = (Database(isOpen: true), Gate())
        let server = try TestServer { request in
            request.target == "/work"
                ? gate.ask()
                : .response(
                    Response(headers: ["Content-Type": "application/json"], body: .file(database.slice)))
        }
        // The queue takes no more than its limit, so the threads have to be busy before it is filled.
        let workers = try work(for: server, count: AnswerPool.threadCount)
        #expect(eventually { gate.begunCount == AnswerPool.threadCount })
        let waiting = try work(for: server, count: AnswerPool.queueLimit)
        #expect(eventually { server.http.state.waitingAnswerCount == AnswerPool.queueLimit })
        var client = try server.connect()
        client.send(lines: Self.request)
        #expect(try client.readResponse().body == Database.content)
        #expect(database.blockedFills > 0)
        gate.open()
        for box in workers + waiting { #expect(try box.client.readResponse().status == 200) }
    }

    private func work(for server: TestServer, count: Int) throws -> [Box] {
        try (0..<count).map { _ in
            let box = Box(try server.connect())
            box.client.send(lines: "GET /work HTTP/1.1\nHost: h\n\n")
            return box
        }
    }
}
