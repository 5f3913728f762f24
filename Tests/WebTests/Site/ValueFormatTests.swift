import Testing

@testable import Web

/// Numbers as people read them; templates/README.md has the rules, Tests/JavaScript the same cases for the scripts.
@Suite struct ValueFormatTests {
    @Test(
        arguments: [
            (0, nil, "0"), (48870.528237, "operations/s", "48.87k"), (999.94, nil, "999.9"),
            (999.95, nil, "1k"),
            (1234, "count", "1.234k"), (-1234, nil, "-1.234k"), (9.99949, nil, "9.999"), (9.9995, nil, "10"),
            (99.995, nil, "100"), (0.001, nil, "0.001"), (0.00099, nil, "9.9e-4"), (1e20, nil, "1e8T"),
            (726_400, "ns", "726.4 µs"), (0.7264, "ms", "726.4 µs"), (1500, "us", "1.5 ms"),
            (3600, "s", "3600 s"),
            (450_361, "bytes", "450.4 kB"), (71458.12, "KiB/s", "73.17 MB/s"), (1e9, "bytes/s", "1 GB/s"),
            (52.13, "%", "52.13 %"), (111.1, "% of one core", "1.111 cores"), (0.5, "unheard of", "0.5"),
        ] as [(Double, String?, String)])
    func `a value is scaled to its unit`(value: Double, unit: String?, text: String) {
        #expect(ValueFormat.text(value, unit: unit) == text)
    }

    @Test(arguments: [(48870.528237, "48870.528237"), (100, "100"), (0.1, "0.1"), (-2.50, "-2.5"), (0, "0")])
    func `an exact value has no digit too many`(value: Double, text: String) {
        #expect(ValueFormat.exact(value) == text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1204, "1,204"), (1_234_567, "1,234,567")])
    func `a count has its thousands apart`(number: Int, text: String) {
        #expect(ValueFormat.count(number) == text)
    }
}
