import Foundation
import TestSupport
import Testing

@testable import HTTP
@testable import JSON
@testable import Model
@testable import Web

/// What counts of what proxies say.
@Suite struct ProxyTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
        ("127.0.0.0/8", "127.9.9.9", true),
        ("10.0.0.0/9", "10.127.0.1", true), ("10.0.0.0/9", "10.128.0.1", false),
        ("0.0.0.0/0", "192.0.2.7", true),
        ("0.0.0.0/0", "::1", false), ("2001:db8::/32", "2001:db8:1::7", true),
        ("2001:db8::/32", "2001:db9::", false),
        ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("::1", "::1", true), ("fe80::/10", "fe80::1%eth0", true),
    ])
    func `a range has its addresses`(range: String, address: String, isIn: Bool) throws {
        let address = try #require(NetworkAddress(address))
        #expect(try #require(AddressRange(range)).contains(address) == isIn)
    }

    @Test(arguments: [
        "", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::1/129", "10.0.0.0/8/8", "bench.example",
    ])
    func `any other text is no range`(text: String) {
        #expect(AddressRange(text) == nil)
    }

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let headers: HeaderFields
        var peer = "127.0.0.1"
        var address = "127.0.0.1"
        var isSecure = false
        var host: String? = "inner"
    }

    @Test(arguments: [
        Case(testDescription: "nothing is said", headers: ["Host": "inner"]),
        Case(
            testDescription: "the usual fields",
            headers: [
                "Host": "inner", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": "a.lan",
            ],
            address: "192.0.2.7", isSecure: true, host: "a.lan"),
        Case(
            testDescription: "a peer that is not trusted",
            headers: [
                "Host": "inner", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": "a.lan",
            ],
            peer: "192.0.2.1", address: "192.0.2.1"),
        Case(
            testDescription: "what the client forged before the proxy's word",
            headers: ["Host": "inner", "X-Forwarded-For": "127.0.0.1, 198.51.100.9, 192.0.2.7"],
            address: "192.0.2.7"),
        Case(
            testDescription: "a trusted proxy before the last",
            headers: [
                "Host": "inner", "X-Forwarded-For": "198.51.100.9, 192.0.2.7, 10.0.0.5",
                "X-Forwarded-Proto": "https, http",
            ], address: "192.0.2.7", isSecure: true),
        Case(
            testDescription: "trusted proxies alone",
            headers: ["Host": "inner", "X-Forwarded-For": "10.0.0.4, 10.0.0.5"],
            address: "10.0.0.4"),
        Case(
            testDescription: "the fields as two lines",
            headers: ["Host": "inner", "X-Forwarded-For": "198.51.100.9", "X-Forwarded-For": "192.0.2.7"],
            address: "192.0.2.7"),
        Case(
            testDescription: "an address that is none",
            headers: ["Host": "inner", "X-Forwarded-For": "198.51.100.9, unknown"]),
        Case(
            testDescription: "Forwarded before the others",
            headers: [
                "Host": "inner", "Forwarded": "for=192.0.2.60;proto=https;host=b.lan",
                "X-Forwarded-For": "192.0.2.7",
            ], address: "192.0.2.60", isSecure: true, host: "b.lan"),
        Case(
            testDescription: "Forwarded with quotes, ports and spaces",
            headers: [
                "Host": "inner",
                "forwarded":
                    #"For=198.51.100.9 ; proto=http, FOR="[2001:db8::7]:4711"; Proto=HTTPS; host="b.lan:8443""#,
            ], address: "2001:db8::7", isSecure: true, host: "b.lan"),
        Case(
            testDescription: "Forwarded with a quote that does not close",
            headers: ["Host": "inner", "Forwarded": #"for="198.51.100.9, for=192.0.2.7;proto=https"#]),
        Case(
            testDescription: "Forwarded that is hidden",
            headers: ["Host": "inner", "Forwarded": "for=_secret;proto=https"], isSecure: true),
        Case(testDescription: "Forwarded without a value", headers: ["Host": "inner", "Forwarded": "for"]),
        Case(testDescription: "an empty field", headers: ["Host": "inner", "X-Forwarded-For": ""]),
        Case(
            testDescription: "more hops than any chain has",
            headers: [
                "Host": "inner", "X-Forwarded-For": String(repeating: "10.0.0.1,", count: 4000) + "192.0.2.7",
            ],
            address: "192.0.2.7"),
    ])
    func `the last hop that is not trusted counts`(test: Case) throws {
        let trusted = ["127.0.0.1", "10.0.0.0/8"].compactMap { AddressRange($0) }
        let request = Request(
            method: "GET", target: "/", headers: test.headers,
            peer: Peer(address: test.peer, isLoopback: false))
        let caller = Caller(of: request, trusting: trusted)
        #expect(caller.address == test.address)
        #expect(caller.isSecure == test.isSecure)
        #expect(caller.host?.name == test.host)
    }

    @Test func `a port that the proxy says belongs to the host`() {
        let request = Request(
            method: "GET", target: "/",
            headers: ["Host": "bench.lan", "X-Forwarded-Port": "8443", "X-Forwarded-Proto": "https"],
            peer: .local)
        let caller = Caller(of: request, trusting: [AddressRange("127.0.0.1")].compactMap(\.self))
        #expect(caller.origin(else: ListenAddress(host: "x", port: 1)) == "https://bench.lan:8443")
    }

    @Test(arguments: [
        "Forwarded: for=x\n", "X-Forwarded-For: 192.0.2.7\n", "x-forwarded-port: 1\n", "Via: 1.1 x\n",
    ])
    func `what a proxy passed on is not from this machine`(headers: String) throws {
        let site = try TestSite()
        let answer = try site.request(
            "POST", "/api/upload", headers + "Content-Type: multipart/form-data; boundary=B\n")
        #expect(answer.status == 403)
        #expect(answer.text.contains("field of a proxy"))
        #expect(answer.text.contains("--open-uploads"))
    }

    @Test(arguments: [
        ("Host: a.lan\n", 200), ("Host: a.lan\nX-Forwarded-Host: evil.example\n", 421),
        ("Host: evil.example\nX-Forwarded-Host: a.lan\n", 421),
        ("Host: evil.example\nForwarded: host=a.lan\n", 421),
        ("Host: a.lan\nForwarded: host=evil.example\n", 421),
        ("Host: a.lan\nForwarded: host=a.lan\nX-Forwarded-Host: evil.example\n", 421),
        ("Host: a.lan\nX-Forwarded-Host: a.lan, b.lan\n", 200),
    ])
    func `behind a trusted proxy every host that is named must be ours`(headers: String, status: Int) throws {
        var access = AccessSettings()
        access.trustedProxies = [try #require(AddressRange("127.0.0.1"))]
        #expect(try TestSite(access: access).get("/healthz", headers).status == status)
    }

    @Test(arguments: ["/bench", "/bench/", ""])
    func `addresses work with and without the base path`(prefix: String) throws {
        let site = try TestSite(base: "/bench")
        let page = try site.get(prefix.isEmpty ? "/" : prefix)
        #expect(page.status == 200)
        let style = try #require(
            page.text.firstMatch(of: /href="(\/bench\/assets\/v[0-9a-f]{16}\/css\/base.css)"/))
        #expect(try site.get(String(style.1)).status == 200)
        #expect(try site.get("/bench/api/benchmarks").status == 200)
        #expect(try site.get("/benchmark").status == 404)
        #expect(try site.get("/bench/bench/api/benchmarks").status == 404)
    }

    @Test(arguments: [
        ("", ""), ("/", ""), ("/bench", "/bench"), ("/bench/", "/bench"), ("/a/b", "/a/b"),
        ("/~x/a-b_c.d", "/~x/a-b_c.d"),
    ])
    func `a base path is a path`(text: String, base: String) {
        #expect(Links(basePath: text)?.base == base)
    }

    @Test(arguments: ["bench", "//", "/a//b", "/..", "/.x", "/a b", "/a%20b", "/ä", "/a?b", "http://x/"])
    func `what would need encoding is none`(text: String) {
        #expect(Links(basePath: text) == nil)
    }

    @Test func `libraries are compared by their numbers`() {
        #expect(HTTPLibrary.isOlder("0.9.75", than: "1.0.10"))
        #expect(HTTPLibrary.isOlder("1.0.9", than: "1.0.10"))
        #expect(!HTTPLibrary.isOlder("1.0.10", than: "1.0.10"))
        #expect(!HTTPLibrary.isOlder("1.1.0-pre", than: "1.0.10"))
        #expect(HTTPLibrary.version.hasPrefix("0.9.") || HTTPLibrary.version.hasPrefix("1."))
    }
}
