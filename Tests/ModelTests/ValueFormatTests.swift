import Foundation
import TestSupport
import Testing

@testable import Model

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
        #expect(ValueFormat.text(value, unit: unit.flatMap(MetricUnit.init)) == text)
    }

    @Test(
        arguments: [
            (1023, .bytes, "0.999 KiB"), (1024, .bytes, "1 KiB"), (999, .bytes, "999 B"),
            (999.95 * 1024, .bytesPerSecond, "0.977 MiB/s"), (71458.12, .kibibytesPerSecond, "69.78 MiB/s"),
            (3 * 1024 * 1024, .bytesPerSample, "3 MiB/sample"), (1500, .microseconds, "1.5 ms"),
            (48870.528237, .operationsPerSecond, "48.87k"), (1e15, .bytes, "909.5 TiB"),
        ] as [(Double, MetricUnit, String)])
    func `IEC prefixes change amounts of bytes alone`(value: Double, unit: MetricUnit, text: String) {
        #expect(ValueFormat.text(value, unit: unit, .iec) == text)
    }

    @Test(
        arguments: [
            ("5e-324", nil, "5e-324"), ("5e-324", "s", "5e-324 s"), ("-5e-324", "ns", "-5e-324 ns"),
            ("-0.0", "s", "0 ns"), ("1e-300", nil, "1e-300"), ("9e-301", "count", "9e-301"),
            ("2.5e-310", "% of one core", "2.5e-310 % of one core"), ("1e300", "bytes", "1e288 TB"),
            ("1e303", "ms", "1e+303 ms"), ("1e306", "KiB/s", "1e+306 KiB/s"),
            ("1.7976931348623157e308", nil, "1.7976931348623157e+308"),
            ("-1.7976931348623157e308", "%", "-1.7976931348623157e+308 %"),
            ("9223372036854775808", "bytes", "9.223e6 TB"), ("18446744073709551616", nil, "1.845e7T"),
            ("9007199254740993", "ns", "9.007e6 s"), ("0.30000000000000004", "ms", "300 µs"),
        ] as [(String, String?, String)])
    func `a number far beyond every step is the shortest decimal, in the report's own unit`(
        number: String, unit: String?, text: String
    ) throws {
        #expect(ValueFormat.text(try #require(Double(number)), unit: unit.flatMap(MetricUnit.init)) == text)
    }

    @Test(arguments: [
        (3.1, "+310 % or −75.7 %"), (0.05, "+5 % or −4.8 %"), (1, "+100 % or −50 %"),
        (Double.infinity, "+more than 999 % or −100 %"),
    ])
    func `what is seen downwards is less than upwards`(share: Double, text: String) {
        #expect(ValueFormat.detectable(share) == text)
    }

    @Test func `a number of any power of two has digits`() {
        for exponent in -1074...1023 {
            for unit in [nil, "ns", "s", "bytes", "KiB/s", "%", "% of one core"] {
                let text = ValueFormat.text(scalbn(1, exponent), unit: unit.flatMap(MetricUnit.init))
                #expect(
                    text.first?.isNumber == true && !text.contains("inf") && !text.hasPrefix("0 "), "\(text)")
            }
        }
    }

    @Test(arguments: [(48870.528237, "48870.528237"), (100, "100"), (0.1, "0.1"), (-2.50, "-2.5"), (0, "0")])
    func `an exact value has no digit too many`(value: Double, text: String) {
        #expect(ValueFormat.exact(value) == text)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1204, "1,204"), (1_234_567, "1,234,567"), (-1204, "-1,204"), (-999, "-999"),
        (.min, "-9,223,372,036,854,775,808"),
    ])
    func `a count has its thousands apart`(number: Int, text: String) {
        #expect(ValueFormat.count(number) == text)
    }
}
