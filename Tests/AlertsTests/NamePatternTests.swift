import Testing

@testable import Alerts

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("fio-randread-4k", "fio-randread-4k", true), ("fio-randread-4k", "fio-randread-4", false),
        ("*", "", true),
        ("*", "anything", true), ("fio-*", "fio-", true), ("fio-*", "xfio-", false),
        ("*-4k", "fio-randread-4k", true),
        ("*-4k", "fio-randread-4kb", false), ("a*b*c", "abc", true), ("a*b*c", "aXbYc", true),
        ("a*b*c", "acb", false),
        ("a*a", "a", false), ("a*a", "aa", true), ("**", "x", true), ("*ab*", "aab", true),
        ("*aab", "aaab", true), ("", "", true),
        ("", "x", false), ("ä*", "äß", true),
    ])
    func `a star stands for any text`(pattern: String, name: String, fits: Bool) {
        #expect(NamePattern(pattern).fits(name) == fits)
    }

    @Test func `a pattern without a star is a name`() {
        #expect(NamePattern("rig-07").name == "rig-07")
        #expect(NamePattern("rig-*").name == nil && !NamePattern("rig-*").fitsAll && NamePattern("*").fitsAll)
    }
}
