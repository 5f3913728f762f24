import TestSupport
import Testing

@testable import HTTP

/// Numbers that only a hostile request, a damaged file or a wrong clock has.
@Suite struct OutsideNumberTests {
    @Test(arguments: [
        (Int.min, "Sat, 01 Jan 0000 00:00:00 GMT"), (-62_167_219_201, "Sat, 01 Jan 0000 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (Int.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (67_767_976_233_532_800, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func `a date beyond four digits of a year is the nearest that HTTP can write`(seconds: Int, text: String)
    {
        #expect(HTTPDate.text(seconds) == text)
    }

    @Test(arguments: [
        "Sun, 06 Nov 2147483647 08:49:37 GMT", "Sun, 06 Nov -2147483648 08:49:37 GMT",
        "Sun, 2147483647 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 2147483647:2147483647:2147483647 GMT",
        "Sun, 06 Nov 99999999999 08:49:37 GMT",
    ])
    func `a date with numbers that no date has is none`(text: String) {
        #expect(HTTPDate.seconds(text) == nil)
    }

    @Test(arguments: [
        ("a;q=nan", 1), ("a;q=-nan", 1), ("a;q=1e400", 1), ("a;q=-1e400", 0), ("a;q=inf", 1),
        ("a;q=1e-400", 0),
        ("a;q=", 1), ("a;q=0.5", 0.5), ("a", 1),
    ])
    func `a weight is a number from 0 to 1`(field: String, weight: Double) {
        #expect(QualityList(field)["a"] == weight)
    }

    @Test(arguments: [
        ("bytes=18446744073709551615-", ByteRange.unsatisfiable),
        ("bytes=0-18446744073709551615", .part(0..<10)),
        ("bytes=-18446744073709551615", .part(0..<10)), ("bytes=99999999999999999999-", .unsatisfiable),
        ("bytes=0-99999999999999999999", .part(0..<10)), ("bytes=-0", .unsatisfiable), ("bytes=--1", .whole),
        ("bytes=5-4", .whole), ("bytes=18446744073709551615-18446744073709551615", .unsatisfiable),
    ])
    func `positions of any size make a range or none`(field: String, range: ByteRange) {
        #expect(ByteRange(field, size: 10) == range)
    }
}
