import Testing

@testable import System

@Suite struct QuantityTests {
    @Test(arguments: [
        (Duration.seconds(26 * 3600), "26h"), (.seconds(7 * 86400), "7d"), (.seconds(90), "90s"),
        (.milliseconds(1500), "1500ms"),
        (.zero, "0d"), (.seconds(3600), "1h"),
    ])
    func `a duration in its largest whole unit`(duration: Duration, text: String) {
        #expect(Quantity.text(duration) == text)
        #expect(Quantity.duration(text) == duration)
    }
}
