import Model

/// How pages say a change.
enum ChangeText {
    /// A ratio as a change: "+12.3 %"; far from 1 as a factor: "×34", "÷120"; beyond 1000 only that.
    static func of(_ ratio: Double) -> String {
        guard ratio <= 1_000 else { return "> ×1000" }
        guard ratio >= 0.001 else { return "< ÷1000" }
        if ratio >= 9.995 { return "×" + ValueFormat.text(ratio, unit: nil) }
        if ratio < 0.01 { return "÷" + ValueFormat.text(1 / ratio, unit: nil) }
        let tenths = ((ratio - 1) * 1_000).rounded()
        if tenths == 0 { return "0.0 %" }
        return (tenths > 0 ? "+" : "−") + fixed(abs(tenths)) + " %"
    }

    private static func fixed(_ tenths: Double) -> String {
        let text = ValueFormat.exact(tenths / 10)
        return text.contains(".") ? text : text + ".0"
    }
}
