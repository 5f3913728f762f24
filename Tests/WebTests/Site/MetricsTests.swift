import System
import Testing

@testable import HTTP
@testable import Web

/// What /metrics writes.
@Suite struct MetricsTests {
    private func families() -> [MetricFamily] {
        var requests = MetricFamily("x_requests", .counter, "Requests \"by\" path\\line\nof two.")
        requests.add(3, ["path": "a\"b\\c\nd"])
        var info = MetricFamily("x_build", .info, "Versions.")
        info.add(1, ["version": "1"])
        var seconds = Histogram(bounds: [0.5, 1])
        for value in [0.5, 0.75, 2, .nan] { seconds.note(value) }
        var histogram = MetricFamily("x_seconds", .histogram, unit: "seconds", "Times.")
        histogram.add(seconds, ["route": "/"])
        return [requests, info, MetricFamily("x_nothing", .gauge, "Nothing."), histogram]
    }

    @Test func `the text format names its samples`() {
        #expect(
            String(decoding: Exposition.text.bytes(families()), as: UTF8.self) == #"""
                # HELP x_requests_total Requests "by" path\\line\nof two.
                # TYPE x_requests_total counter
                x_requests_total{path="a\"b\\c\nd"} 3
                # HELP x_build_info Versions.
                # TYPE x_build_info gauge
                x_build_info{version="1"} 1
                # HELP x_seconds Times.
                # TYPE x_seconds histogram
                x_seconds_bucket{route="/",le="0.5"} 1
                x_seconds_bucket{route="/",le="1"} 2
                x_seconds_bucket{route="/",le="+Inf"} 4
                x_seconds_count{route="/"} 4
                x_seconds_sum{route="/"} 3.25

                """#)
    }

    @Test func `OpenMetrics names its families, their units, and its end`() {
        #expect(
            String(decoding: Exposition.openMetrics.bytes(families()), as: UTF8.self) == #"""
                # HELP x_requests Requests \"by\" path\\line\nof two.
                # TYPE x_requests counter
                x_requests_total{path="a\"b\\c\nd"} 3
                # HELP x_build Versions.
                # TYPE x_build info
                x_build_info{version="1"} 1
                # HELP x_seconds Times.
                # TYPE x_seconds histogram
                # UNIT x_seconds seconds
                x_seconds_bucket{route="/",le="0.5"} 1
                x_seconds_bucket{route="/",le="1"} 2
                x_seconds_bucket{route="/",le="+Inf"} 4
                x_seconds_count{route="/"} 4
                x_seconds_sum{route="/"} 3.25
                # EOF

                """#)
    }

    @Test(arguments: [
        (nil, Exposition.text), ("*/*", .text), ("text/plain;version=0.0.4", .text),
        ("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3", .openMetrics),
        ("application/openmetrics-text;q=0.2,text/plain", .text),
    ])
    func `the format is what the client prefers`(accept: String?, exposition: Exposition) {
        #expect(Exposition(accept: accept) == exposition)
    }

    @Test func `requests are counted by route, whatever their path`() {
        let tally = RequestTally()
        for target in ["/api/benchmarks?q=1", "/api/benchmarks", "/nothing/\u{7}", "/api/benchmarks/latest"] {
            let request = Request(method: "GET", target: target)
            tally.note(
                FinishedExchange(
                    request: request, status: 200, contentByteCount: 10, duration: .milliseconds(2)),
                of: Route.matches(request.path).first?.route)
        }
        tally.note(
            FinishedExchange(request: Request(method: "BREW", target: "/"), status: nil),
            of: Route.matches([""]).first?.route)
        let counts = tally.counts
        #expect(counts.requests[.init(route: "/api/benchmarks", method: "GET", status: 200)] == 2)
        #expect(counts.requests[.init(route: "/api/benchmarks/{uuid}", method: "GET", status: 200)] == 1)
        #expect(counts.requests[.init(route: "other", method: "GET", status: 200)] == 1)
        #expect(counts.requests[.init(route: "/", method: "other", status: nil)] == 1)
        #expect(counts.routes["/api/benchmarks"]?.contentByteCount == 20)
        #expect(counts.routes["/api/benchmarks"]?.durations.count == 2)
    }
}
