/// By which powers amounts of bytes are read; the raw value is its name in addresses.
package enum BytePrefixes: String, CaseIterable, Sendable {
    /// Powers of 1000: kB, MB.
    case si
    /// Powers of 1024: KiB, MiB (IEC 80000-13).
    case iec

    /// The prefixes that an address asks for with `units`; anything else means SI.
    package init(address text: String?) {
        self = text.flatMap(BytePrefixes.init) ?? .si
    }
}
