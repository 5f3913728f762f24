import Foundation
import TestSupport
import Testing

@testable import HTTP
@testable import JSON
@testable import Model
@testable import Web

/// Which hosts are ours.
@Suite struct HostTests {
    private static let hosts = OwnHosts(
        machine: ["Bench-VM", "bench-vm.corp.example"], allowed: ["bench.example:8000"])

    @Test(arguments: [
        "localhost", "LOCALHOST:8000", "app.localhost", "127.0.0.1:8000", "192.0.2.7", "[::1]:8000",
        "[2001:db8::7]",
        "bench-vm", "bench-vm.corp.example:80", "BENCH.example", "bench.example.", "bench.example.:8000",
        "rig",
        "rig.local", "a.b.internal", "rig.lan", "rig.home.arpa", "localhost.",
    ])
    func `a name that no stranger can own is ours`(host: String) {
        #expect(Self.hosts.contain(host))
    }

    @Test(arguments: [
        "evil.example", "bench.example.evil.example", "xbench.example", "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.locale", "evil.example.", "1.2.3", "1.2.3.4.5", "256.1.1.1", "[::1", "[]", "[evil.example]",
        ":8000", ".",
        "bench.example:99999", "bench.example:x", "user@bench.example", "evil%2eexample", "a b",
    ])
    func `any other is not`(host: String) {
        #expect(!Self.hosts.contain(host))
    }

    @Test func `a star allows every host, and no host is none that could be another's`() {
        #expect(OwnHosts(machine: [], allowed: ["*"]).contain("evil.example"))
        #expect(OwnHosts(machine: [], allowed: []).contain(nil))
    }

    @Test func `the whole name of the machine is in the table of hosts`() {
        let hosts = """
            127.0.0.1 localhost
            127.0.1.1\tbench-vm.corp.example bench-vm # bench-vm.evil.example bench-vm
            # 192.0.2.1 other.example bench-vm
            192.0.2.2 other.example other
            """
        #expect(MachineNames.wholeNames(of: "bench-vm", hosts: hosts) == ["bench-vm.corp.example"])
    }

    @Test(arguments: [
        ("/", ""), ("/api/benchmarks", ""), ("/healthz", ""), ("/assets/css/base.css", ""), ("/nothing", ""),
        ("http://evil.example/", "Host: localhost\n"), ("http://evil.example", "Host: localhost\n"),
        ("http://evil.example?x", "Host: localhost\n"),
        ("http://localhost@evil.example/", "Host: localhost\n"),
    ])
    func `no address is answered under a foreign host`(target: String, headers: String) throws {
        let site = try TestSite()
        let answer = try site.get(target, headers.isEmpty ? "Host: evil.example:8000\n" : headers)
        #expect(answer.status == 421)
        let problem = try JSONValue(parsing: answer.body)
        #expect(problem["type"] == "/problems/misdirected-request")
        #expect(problem["detail"]?.string?.contains("--allowed-hosts") == true)
        #expect(site.messages.all.count == 1)
        #expect(site.messages.all.first?.contains("--allowed-hosts") == true)
        _ = try site.get("/", "Host: evil2.example\n")
        #expect(site.messages.all.count == 1)
    }

    @Test func `a target in absolute form counts by its host`() throws {
        #expect(try TestSite().get("http://localhost/healthz", "Host: evil.example\n").status == 200)
        #expect(try TestSite().get("http://localhost/healthz", "Host: localhost\n").status == 200)
        #expect(try TestSite().get("http://127.0.0.1:1?x", "Host: localhost\n").status == 200)
    }

    @Test(arguments: [
        ("http://bench.example", "bench.example", true), ("https://bench.example", "bench.example", true),
        ("HTTPS://Bench.Example", "bench.example", true),
        ("https://bench.example:443", "bench.example", true),
        ("https://bench.example:8443", "bench.example:8443", true),
        ("https://bench.example", "bench.example:443", true),
        ("https://bench.example:8443", "bench.example", false),
        ("https://other.example", "bench.example", false), ("null", "bench.example", false),
        ("ftp://bench.example", "bench.example", false), ("https://", "bench.example", false),
        ("https://bench.example/", "bench.example", false), ("http://[::1]:8000", "[::1]:8000", true),
    ])
    func `an origin is compared by host and port`(origin: String, host: String, isSame: Bool) throws {
        #expect(try #require(HostField(host)).isHost(ofOrigin: origin) == isSame)
    }
}
