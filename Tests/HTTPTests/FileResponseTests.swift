import CZlib
import CZstd
import Glibc
import TestSupport
import Testing

@testable import HTTP

/// Files as they come out of the socket.
@Suite struct FileResponseTests {
    /// JSON-like text: it compresses, and no part of it looks like another.
    private static let content = Array((0..<60_000).map { "\($0 * 7919 % 60_000)," }.joined().utf8)

    private func connect(_ slice: FileSlice, type: String = "application/json") throws -> RawClient {
        try TestServer { _ in
            var response = Response(headers: ["Content-Type": type], body: .file(slice))
            response.entityTag = EntityTag("t")
            return .response(response)
        }.connect()
    }

    private func get(_ slice: FileSlice, _ headers: String = "") throws -> RawResponse {
        var client = try connect(slice)
        client.send(lines: "GET / HTTP/1.1\nHost: h\n\(headers)\n")
        return try client.readResponse()
    }

    @Test func `a file is sent byte for byte, from its offset`() throws {
        let file = try openFile(Self.content)
        #expect(try get(FileSlice(file: file, length: UInt64(Self.content.count))).body == Self.content)
        let slice = FileSlice(file: file, offset: 1000, length: 5000)
        #expect(try get(slice).body == Array(Self.content[1000..<6000]))
    }

    @Test func `a range of a slice is sent`() throws {
        let slice = FileSlice(file: try openFile(Self.content), offset: 1000, length: 5000)
        let response = try get(slice, "Range: bytes=10-19\n")
        #expect(response.status == 206)
        #expect(response["Content-Range"] == "bytes 10-19/5000")
        #expect(response.body == Array(Self.content[1010..<1020]))
    }

    @Test func `an empty file has an empty body`() throws {
        let response = try get(FileSlice(file: try openFile([]), length: 0))
        #expect(response.status == 200)
        #expect(response.body == [])
    }

    @Test func `a file is sent in the zstd format`() throws {
        let slice = FileSlice(file: try openFile(Self.content), offset: 1000, length: 300_000)
        let response = try get(slice, "Accept-Encoding: gzip, zstd\n")
        #expect(response["Content-Encoding"] == "zstd")
        #expect(response["ETag"] == #""t-zstd""#)
        #expect(unzstd(response.body, size: 300_000) == Array(Self.content[1000..<301_000]))
    }

    @Test func `a file is sent in the gzip format`() throws {
        let slice = FileSlice(file: try openFile(Self.content), offset: 1000, length: 300_000)
        let response = try get(slice, "Accept-Encoding: gzip\n")
        #expect(response["Content-Encoding"] == "gzip")
        #expect(response["ETag"] == #""t-gzip""#)
        #expect(response.body.count < 200_000)
        #expect(gunzip(response.body, size: 300_000) == Array(Self.content[1000..<301_000]))
    }

    @Test func `HTTP/1.0 gets the compressed form too, ended by the connection`() throws {
        var client = try connect(FileSlice(file: try openFile(Self.content), length: 300_000))
        client.send(lines: "GET / HTTP/1.0\nAccept-Encoding: gzip\n\n")
        #expect(gunzip(try client.readResponse().body, size: 300_000) == Array(Self.content[..<300_000]))
    }

    @Test(arguments: ["", "Accept-Encoding: gzip\n", "Accept-Encoding: zstd\n"])
    func `HEAD of a file has the fields of GET`(_ headers: String) throws {
        var client = try connect(FileSlice(file: try openFile(Self.content), length: 300_000))
        client.send(lines: "HEAD / HTTP/1.1\nHost: h\n\(headers)\nGET / HTTP/1.1\nHost: h\n\(headers)\n")
        let (head, get) = (try client.readResponse(hasBody: false), try client.readResponse())
        #expect(head["ETag"] != nil)
        for name in ["ETag", "Vary", "Content-Encoding", "Content-Type", "Content-Length", "Cache-Control"] {
            #expect(head[name] == get[name], "\(name)")
        }
    }

    @Test(arguments: [ContentCoding.gzip, .zstd])
    func `HEAD of a file that is compressed while it is sent has no length, and ends the connection`(
        coding: ContentCoding
    ) throws {
        let large = UInt64(CodedContents.largestPrepared) + 1
        var client = try connect(FileSlice(file: zeros, length: large))
        client.send(lines: "HEAD / HTTP/1.1\nHost: h\nAccept-Encoding: \(coding)\n\n")
        let head = try client.readToEnd()
        let text = String(decoding: head, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200") && text.hasSuffix("\r\n\r\n"))
        #expect(
            text.contains("ETag: \"t-\(coding)\"\r\n") && text.contains("Content-Encoding: \(coding)\r\n"))
        #expect(!text.contains("Content-Length") && !text.contains("Transfer-Encoding"))
    }

    @Test func `a large file is compressed while it is sent`() throws {
        let size = Int(CodedContents.largestPrepared) + 1
        var client = try connect(FileSlice(file: zeros, length: UInt64(size)))
        client.send(lines: "GET / HTTP/1.1\nHost: h\nAccept-Encoding: gzip\n\n")
        let response = try client.readResponse()
        #expect(response["Content-Length"] == nil)
        #expect(gunzip(response.body, size: size) == [UInt8](repeating: 0, count: size))
    }

    @Test func `a compressed form at hand is used as it is`() throws {
        let small = try #require(CodedReader.all(of: FileSlice(Self.content), in: .gzip))
        let file = FileSlice(file: try openFile(Self.content), length: UInt64(Self.content.count))
        let sibling = FileSlice(file: try openFile(small), length: UInt64(small.count))
        var client = try TestServer { _ in
            var response = Response(headers: ["Content-Type": "text/javascript"], body: .file(file))
            response.gzipped = sibling
            return .response(response)
        }.connect()
        client.send(lines: "GET / HTTP/1.1\nHost: h\nAccept-Encoding: gzip\n\nGET / HTTP/1.1\nHost: h\n\n")
        #expect(try client.readResponse().body == small)
        #expect(try client.readResponse().body == Self.content)
    }

    @Test(arguments: ["", "Accept-Encoding: gzip\n"])
    func `a file that is shorter than it was ends the connection before the answer's end`(_ headers: String)
        throws
    {
        let slice = FileSlice(file: try openFile(Self.content), length: UInt64(Self.content.count) + 300_000)
        var client = try connect(slice)
        client.send(lines: "GET / HTTP/1.1\nHost: h\n\(headers)\n")
        #expect(throws: WireError.self) { try client.readResponse() }
    }

    @Test func `no descriptor stays open`() throws {
        let (descriptor, file) = try descriptorAndFile(Self.content)
        for headers in ["", "Accept-Encoding: gzip\n", "Range: bytes=0-1\n"] {
            var client = try connect(FileSlice(file: file, length: UInt64(Self.content.count)))
            client.send(lines: "GET / HTTP/1.1\nHost: h\n\(headers)Connection: close\n\n")
            _ = try client.readToEnd()
        }
        #expect(eventually { openDescriptors(like: descriptor) == 1 })
    }
}

/// As many NUL bytes as are asked for.
private let zeros = OpenFile { buffer, _ in
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
    return true
}

/// What zstd data unpacks to, which must be of a size.
private func unzstd(_ bytes: [UInt8], size: Int) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: size + 1)
    let count = ZSTD_decompress(&output, output.count, bytes, bytes.count)
    return ZSTD_isError(count) == 0 ? Array(output.prefix(count)) : []
}

/// An open file with this content and no name.
private func openFile(_ content: [UInt8]) throws -> OpenFile { try descriptorAndFile(content).file }

private func descriptorAndFile(_ content: [UInt8]) throws -> (descriptor: CInt, file: OpenFile) {
    var path = Array("/tmp/benchd-test.XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    try #require(descriptor >= 0)
    unlink(path)
    var rest = content[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        try #require(count > 0)
        rest = rest.dropFirst(count)
    }
    return (descriptor, OpenFile(takingOver: descriptor))
}

/// How many descriptors of this process are of the file that one is of.
private func openDescriptors(like original: CInt) -> Int {
    var wanted = stat()
    fstat(original, &wanted)
    return (0..<CInt(1024)).count { descriptor in
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_dev == wanted.st_dev
            && status.st_ino == wanted.st_ino
    }
}

/// What gzip data unpacks to, which must be of a size.
private func gunzip(_ bytes: [UInt8], size: Int) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, 16 + MAX_WBITS, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
    else {
        return []
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: size + 1)
    let result = input.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = uInt(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = uInt(output.count)
            return inflate(&stream, Z_FINISH)
        }
    }
    return result == Z_STREAM_END ? Array(output.prefix(Int(stream.total_out))) : []
}
