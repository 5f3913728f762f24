import Model

/// How numbers read in options.
extension ValueFormat {
    /// A share as an option takes it: "8.3%".
    static func option(_ share: Double, roundedUp: Bool = false) -> String {
        String(percent(share, roundedUp: roundedUp).filter { $0 != " " })
    }
}
