import TestSupport
import Testing

@testable import HTTP

/// Forms, whole and in pieces.
@Suite struct MultipartParserTests {
    private struct Part: Equatable {
        let name: String
        var content = ""
        var isComplete = false
    }

    /// Parses a form, written with newline for CRLF, in chunks of a size.
    private func parts(_ form: String, chunk: Int = .max) throws -> [Part] {
        var parser = MultipartParser(boundary: "B")
        var parts: [Part] = []
        var rest = form.wireBytes[...]
        while !rest.isEmpty {
            for event in try parser.events(in: Array(rest.prefix(chunk))) {
                switch event {
                case .partBegan(let part): parts.append(Part(name: part.name))
                case .content(let bytes):
                    parts[parts.count - 1].content += String(decoding: bytes, as: UTF8.self)
                case .partEnded: parts[parts.count - 1].isComplete = true
                }
            }
            rest = rest.dropFirst(chunk)
        }
        guard parser.isComplete else { throw RequestFault.malformedForm("incomplete") }
        return parts
    }

    private func form(_ contents: [(String, String)]) -> String {
        contents.map { "--B\nContent-Disposition: form-data; \($0.0)\nContent-Type: text/plain\n\n\($0.1)\n" }
            .joined()
            + "--B--\n"
    }

    @Test(arguments: [1, 2, 3, 5, 7, 64, Int.max])
    func `the parts are the same in whatever pieces they come`(chunk: Int) throws {
        let contents = ["", "\n", "\n--", "\n--A\n--", "{\"a\": 1}", "\r", "--B", "\n-", "a\n--\nb"]
        let form = form(contents.enumerated().map { ("name=\"\($0)\"; filename=\"f\"", $1) })
        let parts = try parts("preamble\n" + form + "epilogue", chunk: chunk)
        #expect(parts.map { Array($0.content.utf8) } == contents.map(\.wireBytes))
        #expect(parts.map(\.name) == contents.indices.map(String.init))
        #expect(parts.count(where: \.isComplete) == parts.count)
    }

    @Test(arguments: [
        (#"name="file""#, "file"), (#"name=file"#, "file"), (#"filename="x"; name="file""#, "file"),
        (#"Name="file""#, "file"), (#"name="a \"b\"""#, #"a "b""#), (#"name="a;b""#, "a;b"),
        (#"name="""#, ""),
        (#"filename*=UTF-8''%e2%82%ac; name="file""#, "file"), (#"name="file" ;"#, "file"),
        (#"name="file"; filename="../../etc/passwd""#, "file"), ("name=\"\u{301}\"", "\u{301}"),
    ])
    func `a part's name is found however it is written`(parameters: String, name: String) throws {
        #expect(try parts(form([(parameters, "x")])).map(\.name) == [name])
    }

    @Test func `a name that comes twice is two parts`() throws {
        let parts = try parts(form([("name=file", ""), ("name=file", "x")]))
        #expect(
            parts == [
                Part(name: "file", isComplete: true), Part(name: "file", content: "x", isComplete: true),
            ])
    }

    @Test(arguments: [
        "", "--", "--A--\n", "--B", "--B\n", "--B\n\nx\n--B--\n",
        "--B\nContent-Type: text/plain\n\nx\n--B--\n",
        "--B\nContent-Disposition: form-data\n\nx\n--B--\n",
        "--B\nContent-Disposition: attachment; name=file\n\nx\n--B--\n",
        "--B\nContent-Disposition: form-data; name=\"file\n\nx\n--B--\n",
        "--B\nContent-Disposition: form-data; name=a; name=b\n\nx\n--B--\n",
        "--B\nContent-Disposition: form-data; name=\"a\"b\n\nx\n--B--\n",
        "--B\nContent-Disposition: form-data; name=a\nContent-Disposition: form-data; name=b\n\nx\n--B--\n",
        "--B\nContent-Disposition: form-data; name=a\n\nx\n--B\n",
        "--B\nContent-Disposition: form-data; name=a\n\nx\n--B-",
        "--B\nContent-Disposition: form-data; name=a\n\nx\n--BC\n\ny\n--B--\n",
        "--B\nContent-Disposition: form-data; name=a\nX: " + String(repeating: "x", count: 9000)
            + "\n\nx\n--B--\n",
        "--B" + String(repeating: " ", count: 100),
        String(repeating: "--B\nContent-Disposition: form-data; name=a\n\n\n", count: 17) + "--B--\n",
    ])
    func `what is no complete form is refused`(form: String) {
        #expect(throws: RequestFault.self) { try parts(form) }
        #expect(throws: RequestFault.self) { try parts(form, chunk: 1) }
    }

    @Test func `memory does not grow with a part`() throws {
        var parser = MultipartParser(boundary: "B")
        _ = try parser.events(in: Array("--B\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8))
        let chunk = [UInt8](repeating: 13, count: 32 * 1024)
        for _ in 0..<100 {
            let byteCount = try parser.events(in: chunk).reduce(0) { sum, event in
                guard case .content(let bytes) = event else { return sum }
                return sum + bytes.count
            }
            #expect(byteCount >= chunk.count - 4)
        }
    }
}
