/// Changes a field of an entry in both of its headers, so that their agreement does not end every attempt.
struct ZipMutator {
    private(set) var bytes: [UInt8]
    private var state: UInt64

    /// Where a field lies after the signatures of the two headers; nil where the local one has none.
    private struct Field {
        let central: Int
        let local: Int?
        let width: Int
    }

    private static let nameLength = Field(central: 28, local: 26, width: 2)
    private static let fields = [
        Field(central: 4, local: nil, width: 2), Field(central: 8, local: 6, width: 2),
        Field(central: 10, local: 8, width: 2), Field(central: 12, local: 10, width: 4),
        Field(central: 16, local: 14, width: 4), Field(central: 20, local: 18, width: 4),
        Field(central: 24, local: 22, width: 4), nameLength,
        Field(central: 30, local: 28, width: 2), Field(central: 32, local: nil, width: 2),
        Field(central: 38, local: nil, width: 4), Field(central: 42, local: nil, width: 4),
    ]
    private static let values: [UInt64] = [
        0, 1, 8, 9, 99, 0x0800, 0x0808, 0x0300, 0x7FFF, 0xFFFF, 0xA1FF_0000, 0x11FF_0000, 0x81A4_0000,
        0x7FFF_FFFF, 0xFFFF_FFFF,
    ]

    init(bytes: [UInt8], seed: UInt64) {
        self.bytes = bytes
        state = seed
    }

    /// False where there is no entry to change.
    mutating func mutate() -> Bool {
        let centrals = positions(of: [0x50, 0x4B, 1, 2], headerByteCount: 46)
        let locals = positions(of: [0x50, 0x4B, 3, 4], headerByteCount: 30)
        guard !centrals.isEmpty, !locals.isEmpty else { return false }
        let place = Int(random() % UInt64(centrals.count))
        let central = centrals[place]
        let local = random() % 4 == 0 || place >= locals.count ? nil : locals[place]
        if random() % 3 == 0 {
            changeName(central: central, local: local)
        } else {
            changeField(central: central, local: local)
        }
        return true
    }

    private mutating func changeField(central: Int, local: Int?) {
        let field = Self.fields[Int(random() % UInt64(Self.fields.count))]
        let old = integer(at: central + field.central, width: field.width)
        let new =
            switch random() % 4 {
            case 0: Self.values[Int(random() % UInt64(Self.values.count))]
            case 1: old ^ 1 << (random() % UInt64(8 * field.width))
            case 2: old &+ random() % 5 &- 2
            default: random()
            }
        set(new, at: central + field.central, width: field.width)
        if let local, let offset = field.local { set(new, at: local + offset, width: field.width) }
    }

    private mutating func changeName(central: Int, local: Int?) {
        let length = integer(at: central + Self.nameLength.central, width: 2)
        guard length > 0 else { return }
        let place = Int(random() % length)
        let byte = Array("/\\.:~\0\n ".utf8 + [0x80, 0xC3, 0xFF, UInt8(truncatingIfNeeded: random())])[
            Int(random() % 12)]
        set(UInt64(byte), at: central + 46 + place, width: 1)
        if let local { set(UInt64(byte), at: local + 30 + place, width: 1) }
    }

    private func positions(of signature: [UInt8], headerByteCount: Int) -> [Int] {
        guard bytes.count >= headerByteCount else { return [] }
        return (0...(bytes.count - headerByteCount)).filter {
            bytes[$0] == signature[0] && bytes[$0..<($0 + 4)].elementsEqual(signature)
        }
    }

    private func integer(at position: Int, width: Int) -> UInt64 {
        bytes[position..<(position + width)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func set(_ value: UInt64, at position: Int, width: Int) {
        for byte in 0..<width where bytes.indices.contains(position + byte) {
            bytes[position + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(byte)))
        }
    }

    /// SplitMix64 (Steele, Lea, Flood, 2014).
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
