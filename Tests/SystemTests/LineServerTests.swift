import Foundation
import TestSupport
import Testing

@testable import System

struct `A server of lines`: ~Copyable {
    private static let name: FilePath = ".control"
    let folder: TemporaryFolder
    let directory: Directory

    init() throws {
        let folder = try TemporaryFolder()
        directory = try Directory(folder.path)
        self.folder = folder
    }

    private func serve(patience: Duration = .seconds(3600)) throws -> LineServer {
        try LineServer(at: Self.name, in: directory, threadName: "test", patience: patience) { line in
            Array("<".utf8) + line + Array(">".utf8)
        }
    }

    private func ask(_ text: String, in other: Directory? = nil) throws -> String? {
        try LineClient.ask(
            Array(text.utf8), at: Self.name, in: other ?? directory, within: .seconds(60)
        ).map { String(decoding: $0, as: UTF8.self) }
    }

    private func connect() throws -> OwnedDescriptor {
        let socket = try LocalSocket.connect(to: Self.name, in: directory, waiting: .seconds(60))
        guard let socket else { throw FileError(operation: "connect", path: Self.name, errno: ECONNREFUSED) }
        return socket
    }

    @Test func `answers one line with one`() throws {
        let server = try serve()
        defer { server.stop() }
        #expect(try ask("hello") == "<hello>")
        #expect(try ask("") == "<>")
        let long = String(repeating: "x", count: 60_000)
        #expect(try ask(long) == "<\(long)>")
    }

    @Test func `is for its own user alone, and leaves no name`() throws {
        let server = try serve()
        #expect(try directory.status(of: Self.name).permissions == 0o600)
        server.stop()
        #expect(try directory.statusIfPresent(of: Self.name) == nil)
        #expect(try ask("hello") == nil)
    }

    @Test func `takes the name that an ended process has left`() throws {
        _ = try LocalSocket.listen(at: Self.name, in: directory, backlog: 1)
        #expect(try directory.statusIfPresent(of: Self.name) != nil)
        #expect(try ask("hello") == nil)
        let server = try serve()
        defer { server.stop() }
        #expect(try ask("hello") == "<hello>")
    }

    @Test func `leaves a file of its name alone, and no client takes it for a socket`() throws {
        try folder.write([1, 2], to: Self.name.description)
        let error = #expect(throws: FileError.self) { try serve() }
        #expect(error?.errno == EADDRINUSE)
        #expect(try directory.read(Self.name, limit: 9) == [1, 2])
        #expect(throws: FileError.self) { try ask("hello") }
    }

    @Test func `may lie deeper than the path of a socket is long`() throws {
        let deep = (1...12).reduce(FilePath("")) { path, _ in
            path.appending(String(repeating: "d", count: 60))
        }
        let below = try Directory.creating(folder.path.appending(deep))
        let server = try LineServer(at: Self.name, in: below, threadName: "test") { $0 }
        defer { server.stop() }
        #expect(try ask("hello", in: below) == "hello")
    }

    @Test func `answers others while clients send nothing, half a line, or end`() throws {
        let server = try serve()
        defer { server.stop() }
        let silent = try connect()
        let slow = try connect()
        #expect(LocalSocket.send(Array("half".utf8), to: slow.raw))
        do { _ = try connect() }
        #expect(try ask("hello") == "<hello>")
        #expect(LocalSocket.send(Array(" a line\n".utf8), to: slow.raw))
        #expect(LocalSocket.receive(from: slow.raw) == .bytes(Array("<half a line>\n".utf8)))
        withExtendedLifetime(silent.raw) {}
    }

    @Test func `cuts a client that sends no end of a line`() throws {
        let server = try serve()
        defer { server.stop() }
        let client = try connect()
        var isTaking = true
        for _ in 0..<40 where isTaking {
            isTaking = LocalSocket.send([UInt8](repeating: 0x78, count: 4096), to: client.raw)
        }
        #expect([.end, .failed(ECONNRESET)].contains(LocalSocket.receive(from: client.raw)))
        #expect(try ask("hello") == "<hello>")
    }

    @Test func `makes room when silent clients have taken all places`() throws {
        let server = try serve(patience: .milliseconds(50))
        defer { server.stop() }
        let clients = try (0..<20).map { _ in Held(try connect()) }
        #expect(try ask("hello") == "<hello>")
        for client in clients { #expect(LocalSocket.receive(from: client.socket.raw) == .end) }
    }

    @Test func `stops while clients are connected`() throws {
        let server = try serve()
        let client = try connect()
        server.stop()
        #expect([.end, .failed(ECONNRESET)].contains(LocalSocket.receive(from: client.raw)))
    }

    private final class Held {
        let socket: OwnedDescriptor

        init(_ socket: consuming OwnedDescriptor) { self.socket = socket }
    }
}
