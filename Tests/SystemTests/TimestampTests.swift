import Testing

@testable import System

@Suite struct `A time` {
    @Test(arguments: [
        ("2026-11-23T18:41:18.123Z", 1_795_459_278_123), ("1970-01-01T00:00:00.000Z", 0),
        ("1969-12-31T23:59:59.999Z", -1),
    ])
    func `a time is written and read as RFC 3339`(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        (Int64.min, "0000-01-01T00:00:00.000Z"), (Int64.min + 500, "0000-01-01T00:00:00.000Z"),
        (-62_167_219_200_001, "0000-01-01T00:00:00.000Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (253_402_300_800_000, "9999-12-31T23:59:59.999Z"),
        (Int64.max, "9999-12-31T23:59:59.999Z"),
    ])
    func `a time beyond what RFC 3339 can write is the nearest that it can`(_ number: Int64, _ text: String) {
        let time = Timestamp(milliseconds: number)
        #expect(time.description == text)
        #expect(Timestamp(text) == time)
    }

    @Test(arguments: [
        "", "Z", "2026-11-23", "2026-11-23T18:41:18", "2026-11-23T18:41:18+00:00", "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T18:60:00Z", "2026-11-23T18:41:18.Z",
        "2026-11-23T18:41:18.12x4Z", "292277026596-12-04T15:30:07Z", "-0001-01-01T00:00:00Z",
        "99999999999999999999-01-01T00:00:00.000Z", "2026-11-23T18:41:18.99999999999999999999Z",
        "２０２６-11-23T18:41:18Z",
    ])
    func `nothing else is a time`(_ text: String) {
        #expect(Timestamp(text) == nil)
    }
}
