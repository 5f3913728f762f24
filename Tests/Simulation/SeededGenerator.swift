import Glibc

/// Random numbers that are the same in every run: SplitMix64 (Steele, Lea and Flood 2014).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A generator; equal seeds give equal numbers.
    package init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// From above 0 up to 1.
    package mutating func uniform() -> Double { (Double(next() >> 11) + 1) / 9_007_199_254_740_992 }

    /// Of mean 0 and variance 1 (Box and Muller 1958).
    package mutating func normal() -> Double {
        (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
    }

    /// Of Student's t distribution with three degrees of freedom.
    package mutating func studentT3() -> Double {
        let squares = (0..<3).reduce(0.0) { sum, _ in
            let value = normal()
            return sum + value * value
        }
        return normal() / (squares / 3).squareRoot()
    }
}
