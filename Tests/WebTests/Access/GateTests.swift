import Foundation
import TestSupport
import Testing

@testable import HTTP
@testable import JSON
@testable import Model
@testable import System
@testable import Web

/// Who may do what, asked of the whole site.
@Suite struct GateTests {
    private static let tokens = """
        rig-01:upload:upload-token-of-rig-01
        ada:read:read-token-of-ada
        both:read:token-of-both-scopes
        both:upload:token-of-both-scopes
        badges:badge:token-for-badges
        """

    private static func site(
        isClosed: Bool = false, isLoopback: Bool = true, base: String = ""
    ) throws -> TestSite {
        var access = AccessSettings()
        if isClosed { access.readTokenFile = "tokens" }
        return try TestSite(isLoopback: isLoopback, base: base, access: access, tokens: tokens)
    }

    private static func form(_ fields: [String: String]) -> [UInt8] {
        let parts = fields.map { "--B\nContent-Disposition: form-data; name=\"\($0.key)\"\n\n\($0.value)\n" }
        return (parts.joined() + "--B--\n").wireBytes
    }

    private static func upload(_ site: TestSite, _ headers: String, peer: Peer = .local) throws -> RawResponse
    {
        try site.request(
            "POST", "/api/upload", "Content-Type: multipart/form-data; boundary=B\n\(headers)",
            body: form(["file": #"{"data": {"b": {"ext4": {}}}}"#]), peer: peer)
    }

    private static func bearer(_ token: String) -> String { "Authorization: Bearer \(token)\n" }

    private static func basic(_ token: String) -> String {
        "Authorization: Basic \(Data("rig:\(token)".utf8).base64EncodedString())\n"
    }

    @Test(arguments: [
        (bearer("upload-token-of-rig-01"), 200), (basic("upload-token-of-rig-01"), 200),
        (bearer("token-of-both-scopes"), 200), (bearer("read-token-of-ada"), 403), ("", 401),
        (bearer("wrong-token"), 401), (bearer(""), 401),
    ])
    func `an upload over the network needs a token that allows it`(headers: String, status: Int) throws {
        let site = try Self.site(isLoopback: false)
        let answer = try Self.upload(site, headers)
        #expect(answer.status == status, "\(answer.text)")
        #expect(
            (answer["WWW-Authenticate"] == "Bearer realm=\"benchd\", Basic realm=\"benchd\"")
                == (status == 401))
        #expect(site.spooled == [])
    }

    @Test func `a page of another site may not use the token of its reader`() throws {
        let site = try Self.site(isLoopback: false)
        let token = Self.basic("upload-token-of-rig-01")
        #expect(try Self.upload(site, token + "Origin: http://evil.example\n").status == 403)
        #expect(try Self.upload(site, token + "Sec-Fetch-Site: CROSS-SITE\n").status == 403)
    }

    @Test func `a token passes under every host`() throws {
        let site = try Self.site(isLoopback: false)
        #expect(
            try Self.upload(site, Self.bearer("upload-token-of-rig-01") + "Host: any.example\n").status == 200
        )
        #expect(try Self.upload(site, Self.bearer("wrong") + "Host: any.example\n").status == 421)
    }

    @Test(arguments: ["--trusted-proxy", "--allowed-hosts", "--base-path"])
    func `an option for others closes uploads of this machine`(option: String) throws {
        var access = AccessSettings()
        if option == "--trusted-proxy" { access.trustedProxies = [try #require(AddressRange("10.0.0.1"))] }
        if option == "--allowed-hosts" { access.allowedHosts = ["bench.example"] }
        let site = try TestSite(base: option == "--base-path" ? "/bench" : "", access: access)
        let answer = try Self.upload(site, "")
        #expect(answer.status == 403)
        #expect(answer.text.contains("started with \(option)"))
        #expect(answer.text.contains("--token-file"))
    }

    @Test func `on this machine an upload needs no token, and a wrong one is still told`() throws {
        #expect(try Self.upload(Self.site(), "").status == 200)
        #expect(try Self.upload(Self.site(), Self.bearer("wrong-token")).status == 401)
        #expect(try Self.upload(TestSite(), Self.bearer("wrong-token")).status == 200)
    }

    private static let routes = Route.all.map { route in
        (
            route.methods.names[0],
            route.pattern.text.replacing("{uuid}", with: "latest").replacing("{path}", with: "css/base.css"),
            route.access
        )
    }

    @Test func `a closed installation shows nothing but a status and the login`() throws {
        let site = try Self.site(isClosed: true)
        try site.file(Array(#"{"data": {"b": {"f": {}}}}"#.utf8))
        for (method, path, rule) in Self.routes + [("GET", "/nothing", .read), ("POST", "/", .read)] {
            for headers in ["", Self.bearer("badges-badges-badges"), "Cookie: benchd_session=x\n"] {
                let answer = try site.request(method, path, headers)
                let isOpen = [.open, .status, .session].contains(rule)
                #expect((answer.status == 401) == !isOpen, "\(method) \(path) \(answer.status)")
            }
            let forbidden = try site.request(method, path, Self.bearer("token-for-badges"))
            #expect((forbidden.status == 403) == [.read, .upload].contains(rule), "\(method) \(path)")
            if method == "GET" {
                let shown = try site.request(method, path, Self.bearer("read-token-of-ada"))
                #expect(![401, 403, 421].contains(shown.status), "\(method) \(path)")
                if rule == .read, shown.status == 200 {
                    // What is never kept needs no word of who may keep it.
                    let kept = try #require(shown["Cache-Control"])
                    #expect(["private, no-cache", "no-store"].contains(kept), "\(path)")
                }
            }
        }
    }

    @Test func `health tells strangers of a closed installation its status alone`() throws {
        let site = try Self.site(isClosed: true)
        #expect(try site.get("/healthz").text == "{\"status\":\"ok\"}")
        #expect(try site.get("/healthz", Self.bearer("read-token-of-ada")).text.contains("libmicrohttpd"))
        #expect(try Self.site().get("/healthz").text.contains("libmicrohttpd"))
    }

    @Test func `a token to upload reads nothing`() throws {
        let site = try Self.site(isClosed: true)
        let token = Self.bearer("upload-token-of-rig-01")
        #expect(try Self.upload(site, token).status == 200)
        #expect(try site.get("/", token).status == 403)
    }

    @Test func `a browser is led to the login and back`() throws {
        let site = try Self.site(isClosed: true, base: "/bench")
        let asked = try site.get("/bench/inbox?from=1", "Accept: text/html\n")
        #expect(asked.status == 303)
        #expect(asked["Location"] == "/bench/login?next=%2Fbench%2Finbox%3Ffrom%3D1")
        #expect(try site.get("/bench/login?next=%2Fbench%2Finbox").text.contains("value=\"/bench/inbox\""))

        let wrong = try Self.logIn(site, "wrong-token-wrong-token")
        #expect(wrong.status == 403)
        #expect(wrong["Set-Cookie"] == nil && wrong["WWW-Authenticate"] == nil)
        #expect(wrong.text.contains("role=\"alert\""))
        #expect(!wrong.text.contains("wrong-token-wrong-token"))
        #expect(try Self.logIn(site, "upload-token-of-rig-01").status == 403)

        let right = try Self.logIn(site, " read-token-of-ada ")
        #expect(right.status == 303)
        #expect(right["Location"] == "/bench/inbox")
        let cookie = try #require(right["Set-Cookie"]?.split(separator: ";").first)
        #expect(
            right["Set-Cookie"]?.hasSuffix("; Path=/bench; Max-Age=604800; HttpOnly; SameSite=Lax") == true)
        #expect(try site.get("/inbox", "Cookie: a=b; \(cookie)\n").text.contains("Log out"))
        #expect(try site.get("/login", "Cookie: \(cookie)\n").status == 303)
        #expect(try Self.upload(site, "Cookie: \(cookie)\n").status == 401)

        let out = try site.request(
            "POST", "/logout", "Cookie: \(cookie)\nContent-Type: multipart/form-data; boundary=B\n",
            body: Self.form(["end": "x"]))
        #expect(out["Set-Cookie"]?.contains("Max-Age=0") == true)
        #expect(try site.get("/inbox", "Cookie: \(cookie)\n").status == 401)
    }

    private static func logIn(_ site: TestSite, _ token: String, _ headers: String = "") throws -> RawResponse
    {
        try site.request(
            "POST", "/login", "Content-Type: multipart/form-data; boundary=B\n\(headers)",
            body: form(["token": token, "next": "/bench/inbox"]))
    }

    @Test func `a page of another site cannot log a reader in or out`() throws {
        let site = try Self.site(isClosed: true)
        #expect(try Self.logIn(site, "read-token-of-ada", "Origin: http://evil.example\n").status == 403)
        #expect(try Self.logIn(site, "read-token-of-ada", "Sec-Fetch-Site: same-site\n")["Set-Cookie"] == nil)
        #expect(try site.request("POST", "/logout", "Origin: null\n").status == 403)
    }

    @Test func `a session ends with its token`() throws {
        let site = try Self.site(isClosed: true)
        let cookie = try #require(
            try Self.logIn(site, "read-token-of-ada")["Set-Cookie"]?.split(separator: ";").first)
        #expect(try site.get("/", "Cookie: \(cookie)\n").status == 200)
        var table = TokenTable()
        try TokenFile.read(Array("ada:read:another-token-of-ada".utf8), of: "x", into: &table)
        site.site.gate.use(table)
        #expect(try site.get("/", "Cookie: \(cookie)\n").status == 401)
        #expect(try site.get("/", Self.bearer("another-token-of-ada")).status == 200)
    }

    @Test func `guessing is stopped, for one address alone`() throws {
        let site = try Self.site(isClosed: true)
        let other = Peer(address: "192.0.2.9", isLoopback: false)
        for number in 0..<AttemptLimit.most {
            #expect(try site.get("/", Self.bearer("guess-\(number)")).status == 401)
        }
        let stopped = try site.get("/", Self.bearer("read-token-of-ada"))
        #expect(stopped.status == 429)
        #expect(stopped["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
        #expect(try Self.logIn(site, "read-token-of-ada").status == 429)
        let answer = try site.request("GET", "/", Self.bearer("read-token-of-ada"), peer: other)
        #expect(answer.status == 200)
        // A supervisor goes on to see what everyone sees.
        let health = try site.get("/healthz", Self.bearer("read-token-of-ada"))
        #expect((health.status, health.text) == (200, "{\"status\":\"ok\"}"))
    }

    @Test(arguments: ["Host: evil.example\n", "Sec-Fetch-Site: cross-site\n"])
    func `a page of another site cannot have its reader stopped`(field: String) throws {
        let site = try Self.site(isClosed: true)
        for number in 0..<AttemptLimit.most + 1 {
            _ = try site.get("/", field + Self.bearer("guess-\(number)"))
        }
        #expect(try site.get("/", field + Self.bearer("read-token-of-ada")).status == 429)
        #expect(try site.get("/", Self.bearer("read-token-of-ada")).status == 200)
    }

    @Test func `a cookie behind TLS is sent over TLS alone`() throws {
        var access = AccessSettings()
        access.readTokenFile = "tokens"
        access.trustedProxies = [try #require(AddressRange("127.0.0.1"))]
        let site = try TestSite(access: access, tokens: Self.tokens)
        let fields =
            "X-Forwarded-For: 192.0.2.7\nX-Forwarded-Proto: https\nHost: a.lan\nOrigin: https://a.lan\n"
        #expect(
            try Self.logIn(site, "read-token-of-ada", fields)["Set-Cookie"]?.hasSuffix("; Secure") == true)
        #expect(try Self.logIn(site, "read-token-of-ada", fields.replacing("//a", with: "//b")).status == 403)
    }

    @Test func `every answer keeps to its own site`() throws {
        let site = try Self.site()
        for path in ["/", "/healthz", "/nothing", "/assets/css/base.css", "/api/benchmarks"] {
            let answer = try site.get(path)
            #expect(answer["Cross-Origin-Opener-Policy"] == "same-origin")
            #expect(answer["Cross-Origin-Resource-Policy"] == "same-origin")
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true, nil), ("::1", true, nil), ("", false, nil),
        ("192.0.2.7", false, "192.0.2.7"), ("10.1.2.3", false, nil),
        ("2001:db8::7", false, "2001:db8::"), ("2001:db8:0:1::7", false, "2001:db8:0:1::"),
        ("::ffff:192.0.2.7", false, "192.0.2.7"), ("fe80::7%eth0", false, "fe80::"),
    ])
    func `connections are counted by address or network, but not those of trusted proxies`(
        address: String, isLoopback: Bool, counted: String?
    ) throws {
        var access = AccessSettings()
        access.trustedProxies = [AddressRange("10.0.0.0/8")].compactMap(\.self)
        let gate = Gate(access, tokens: TokenTable(), base: "", isLoopback: true) { _, _ in }
        #expect(gate.countedAddress(of: Peer(address: address, isLoopback: isLoopback)) == counted)
    }
}
