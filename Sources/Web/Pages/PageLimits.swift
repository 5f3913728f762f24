import JSON
import Model

/// How much of a run one page shows, and how large its HTML may become.
enum PageLimits {
    /// The most bytes of HTML.
    static let byteCount = 2_000_000

    /// What fits where names and values are as usual.
    static var usual: SummaryLimits {
        var limits = SummaryLimits()
        limits.benchmarks = 50
        limits.entries = 400
        limits.byteCount = 1 << 20
        limits.topByteCount = 512 << 10
        limits.otherByteCount = 8 << 10
        limits.excerpt.stringByteCount = 1_024
        limits.excerpt.memberCount = 10_000
        return limits
    }

    /// Renders with the usual limits, and with smaller ones while the HTML is too large.
    ///
    /// - Parameter render: Makes the HTML within limits.
    /// - Returns: The first HTML that is small enough, or the one within the smallest limits.
    /// - Throws: What `render` throws.
    static func fit(
        _ render: (SummaryLimits) throws(Problem) -> [UInt8]
    ) throws(Problem) -> [UInt8] {
        var limits = usual
        while true {
            let html = try render(limits)
            let smaller = limits.scaled(by: percent(html.count))
            if html.count <= byteCount || smaller == limits { return html }
            limits = smaller
        }
    }

    /// What part of HTML of this size would be a little smaller than it may be.
    private static func percent(_ htmlByteCount: Int) -> Int {
        max(1, min(80, byteCount / max(1, htmlByteCount / 80)))
    }
}

extension SummaryLimits {
    /// Limits of a part of these, in percent, but never so small that nothing is left.
    func scaled(by percent: Int) -> SummaryLimits {
        var limits = self
        func scale(_ limit: WritableKeyPath<SummaryLimits, Int>, least: Int) {
            limits[keyPath: limit] = max(least, self[keyPath: limit] * percent / 100)
        }
        scale(\.benchmarks, least: 1)
        scale(\.entries, least: 1)
        scale(\.byteCount, least: 16 << 10)
        scale(\.topByteCount, least: 16 << 10)
        scale(\.sectionByteCount, least: 8 << 10)
        scale(\.otherByteCount, least: 256)
        scale(\.others, least: 4)
        scale(\.configEntries, least: 10)
        scale(\.excerpt.stringByteCount, least: 128)
        scale(\.excerpt.memberCount, least: 100)
        return limits
    }
}
