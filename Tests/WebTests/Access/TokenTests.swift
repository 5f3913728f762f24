import Foundation
import TestSupport
import Testing

@testable import HTTP
@testable import Model
@testable import System
@testable import Web

/// Files of tokens, and what a request brings.
@Suite struct TokenTests {
    private static let secret = "a-secret-of-a-rig"
    private static let digest = "\(Digest.of(Array(secret.utf8)))"

    private static func table(_ text: String) throws -> TokenTable {
        var table = TokenTable()
        try TokenFile.read(Array(text.utf8), of: "tokens", into: &table)
        return table
    }

    @Test(arguments: [
        "rig-01:upload:\(secret)", "# comment\n\n  rig-01:upload:\(secret)  \r\n",
        "rig-01:upload:sha256:\(digest)",
        "rig-01:upload:sha256:\(digest.uppercased())",
    ])
    func `a token is plain or its digest`(text: String) throws {
        let table = try Self.table(text)
        let token = try #require(table.token(of: Self.secret))
        #expect(token.name == "rig-01")
        #expect(token.scopes == [.upload])
        #expect(table.token(of: Self.secret + "x") == nil)
        #expect(table.token(of: "") == nil)
        #expect(table.token(of: Self.digest) == nil)
    }

    @Test func `one token may have several scopes, and one name several tokens`() throws {
        let table = try Self.table("a:upload:\(Self.secret)\na:read:\(Self.secret)\na:read:\(Self.secret)-2")
        #expect(table.token(of: Self.secret)?.scopes == [.upload, .read])
        #expect(table.token(of: "\(Self.secret)-2")?.scopes == [.read])
        #expect(table.allows(.read) && !table.allows(.badge))
    }

    @Test(arguments: [
        ("a", "name:scope:token"), ("a:upload", "name:scope:token"), (":upload:\(secret)", "a name has"),
        ("a b:upload:\(secret)", "a name has"),
        ("\(String(repeating: "a", count: 65)):upload:\(secret)", "a name has"),
        ("a:write:\(secret)", "a scope is"), ("a:upload:short", "at least 16"), ("a:upload:", "at least 16"),
        ("a:upload:with a space in it", "printable ASCII"), ("a:upload:sha256:abc", "64 hexadecimal digits"),
        ("a:upload:\(secret)\nb:upload:\(secret)", "the same token"),
    ])
    func `a wrong line is named, without the token`(text: String, reason: String) throws {
        let text = "# first\n" + text
        let fault = try #require(#expect(throws: TokenFault.self) { try Self.table(text) })
        #expect(fault.line == text.split(separator: "\n").count)
        #expect(fault.reason.contains(reason))
        #expect("\(fault)".contains("of tokens"))
        #expect(!"\(fault)".contains(Self.secret))
    }

    @Test func `a new token fits its line`() throws {
        let token = try NewToken(name: "rig-01", scope: "upload")
        #expect(try Self.table(token.line).token(of: token.secret)?.name == "rig-01")
        #expect(!token.line.contains(token.secret))
        #expect(throws: TokenFault.self) { try NewToken(name: "a b", scope: "upload") }
        #expect(throws: TokenFault.self) { try NewToken(name: "a", scope: "all") }
    }

    @Test(arguments: [(0o600, 0), (0o640, 0), (0o644, 1), (0o604, 1)])
    func `a file that every user may read is warned of`(mode: Int, noteCount: Int) throws {
        let folder = try TemporaryFolder()
        let path = try Self.file(in: folder, mode: mode)
        var table = TokenTable()
        #expect(try TokenFile(path: path).read(into: &table).map { _ in 1 } ?? 0 == noteCount)
        #expect(table.allows(.upload))
    }

    @Test func `a file that every user may write is refused, and so is none`() throws {
        let folder = try TemporaryFolder()
        let path = try Self.file(in: folder, mode: 0o606)
        var table = TokenTable()
        #expect(throws: TokenFault.self) { try TokenFile(path: path).read(into: &table) }
        #expect(throws: TokenFault.self) { try TokenFile(path: path.adding("x")).read(into: &table) }
        #expect(table.tokens.isEmpty)
    }

    private static func file(in folder: borrowing TemporaryFolder, mode: Int) throws -> FilePath {
        let url = folder.url.appending(path: "tokens")
        try Data("a:upload:\(secret)".utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
        return FilePath(url.path)
    }

    @Test(arguments: [
        ("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Basic cmlnOnNlY3JldA==", "secret"),
        ("basic cmlnOmE6Yg==", "a:b"), ("Basic c2VjcmV0Og==", "secret"), ("Basic !", ""), ("Basic cmln", ""),
        ("Digest x=y", ""), ("Bearer", ""), ("", ""),
    ])
    func `a secret is a bearer token or Basic's password`(field: String, secret: String) {
        #expect(Credentials.secret(in: ["Authorization": field]) == secret)
    }

    @Test func `scripts of pages are not asked for a password`() {
        let challenge = { (mode: String?) in
            var headers: HeaderFields = [:]
            headers["Sec-Fetch-Mode"] = mode
            return Credentials.challenge(to: Request(method: "GET", target: "/", headers: headers))
        }
        #expect(challenge(nil) == "Bearer realm=\"benchd\", Basic realm=\"benchd\"")
        #expect(challenge("navigate") == challenge(nil))
        #expect(challenge("cors") == "Bearer realm=\"benchd\"")
    }
}

/// How guessing is slowed down.
@Suite struct AttemptLimitTests {
    private let start = ContinuousClock.now

    @Test func `many different wrong tokens are a guess, the same one again is none`() {
        var limit = AttemptLimit()
        for _ in 0..<100 { limit.note("old", from: "192.0.2.7", isForeign: false, at: start) }
        #expect(limit.wait(of: "192.0.2.7", isForeign: false, at: start) == nil)
        for number in 0..<AttemptLimit.most {
            limit.note("\(number)", from: "192.0.2.7", isForeign: false, at: start)
        }
        #expect(limit.wait(of: "192.0.2.7", isForeign: false, at: start) == AttemptLimit.period)
        #expect(limit.wait(of: "192.0.2.8", isForeign: false, at: start) == nil)
        #expect(limit.wait(of: "192.0.2.7", isForeign: false, at: start + AttemptLimit.period) == nil)
    }

    @Test func `a network of IPv6 counts as one address`() {
        var limit = AttemptLimit()
        for number in 0..<AttemptLimit.most {
            limit.note("\(number)", from: "2001:db8::\(number)", isForeign: false, at: start)
        }
        #expect(limit.wait(of: "2001:db8::ffff", isForeign: false, at: start) != nil)
        #expect(limit.wait(of: "2001:db8:0:1::1", isForeign: false, at: start) == nil)
    }

    @Test func `what a foreign page tries does not stop the reader`() {
        var limit = AttemptLimit()
        for number in 0..<AttemptLimit.most {
            limit.note("\(number)", from: "192.0.2.7", isForeign: true, at: start)
        }
        #expect(limit.wait(of: "192.0.2.7", isForeign: true, at: start) == AttemptLimit.period)
        #expect(limit.wait(of: "192.0.2.7", isForeign: false, at: start) == nil)
    }

    @Test func `any number of addresses takes bounded memory, and frees none that is stopped`() {
        var limit = AttemptLimit()
        for number in 0..<AttemptLimit.most {
            limit.note("\(number)", from: "192.0.2.7", isForeign: false, at: start)
        }
        for number in 0..<20_000 {
            limit.note(
                "x", from: "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)", isForeign: false,
                at: start + .milliseconds(number))
        }
        #expect(limit.addressCount <= 4096)
        #expect(limit.wait(of: "192.0.2.7", isForeign: false, at: start + .seconds(20)) != nil)
    }
}

/// Sessions of readers.
@Suite struct SessionTests {
    private let start = ContinuousClock.now
    private let token = Digest.of([1])

    @Test func `a session is good until it ends`() {
        var table = SessionTable()
        let value = table.begin(for: token, at: start)
        #expect(value.utf8.count == 64)
        #expect(table.token(of: value, at: start) == token)
        #expect(table.token(of: value + "0", at: start) == nil)
        #expect(table.token(of: value, at: start + SessionTable.duration) == nil)
        table.end(value)
        #expect(table.token(of: value, at: start) == nil)
    }

    @Test func `too many sessions end the oldest`() {
        var table = SessionTable()
        let first = table.begin(for: token, at: start)
        var last = ""
        for number in 1...4096 {
            last = table.begin(for: Digest.of([UInt8(number % 255)]), at: start + .milliseconds(number))
        }
        #expect(table.token(of: first, at: start) == nil)
        #expect(table.token(of: last, at: start) != nil)
    }

    @Test func `too many sessions of one token end its own oldest, and no other`() {
        var table = SessionTable()
        let other = Digest.of([2])
        let others = table.begin(for: other, at: start)
        let first = table.begin(for: token, at: start + .seconds(1))
        for _ in 0..<5_000 { _ = table.begin(for: token, at: start + .seconds(2)) }
        #expect(table.token(of: others, at: start) == other)
        #expect(table.token(of: first, at: start) == nil)
    }

    @Test func `a cookie is not for scripts, and behind TLS never sent without it`() {
        let plain = SessionCookie(base: "", isSecure: false).field("abc")
        #expect(plain == "benchd_session=abc; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax")
        #expect(SessionCookie(base: "/bench", isSecure: true).field("abc").hasSuffix("; Secure"))
        #expect(SessionCookie(base: "/bench", isSecure: true).removal.contains("Path=/bench; Max-Age=0"))
    }

    @Test(
        arguments: [
            (nil, []), ("a=b", []), ("benchd_session=x", ["x"]),
            ("a=b; benchd_session=x;benchd_session=y", ["x", "y"]),
            ("xbenchd_session=x", []),
        ] as [(String?, [String])])
    func `a cookie is found among others`(field: String?, values: [String]) {
        #expect(SessionCookie.values(in: field) == values)
    }

    @Test(arguments: [
        ("/benchmarks/latest?a=b#c", "/benchmarks/latest?a=b#c"), ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"), ("", "/"), ("javascript:alert(1)", "/"), ("/a b", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("/" + String(repeating: "a", count: 3000), "/"), ("evil", "/"),
        ("/..//evil.example", "/"), ("/a/%2E./b", "/"), ("/.", "/"), ("/a.b/..c?x=/../", "/a.b/..c?x=/../"),
    ])
    func `the way back leads to this site alone`(next: String, path: String) {
        #expect(LoginTarget.path(next, base: "") == path)
    }

    @Test func `below a base path it leads below it`() {
        #expect(LoginTarget.path("/bench/x", base: "/bench") == "/bench/x")
        #expect(LoginTarget.path("/other", base: "/bench") == "/bench/")
        let login = { LoginTarget.login(before: Request(method: "GET", target: $0), base: "/bench") }
        #expect(login("/bench/inbox?from=1") == "/bench/login?next=%2Fbench%2Finbox%3Ffrom%3D1")
        #expect(login("/inbox") == "/bench/login?next=%2Fbench%2Finbox")
        #expect(login("http://x/inbox") == "/bench/login")
    }
}
