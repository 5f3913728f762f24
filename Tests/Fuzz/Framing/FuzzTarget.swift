// What libFuzzer calls (llvm.org/docs/LibFuzzer.html).

/// Runs one input: a byte that says how it is cut, then what a client sends.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let seed = bytes.first else { return 0 }
    FramingProperties.check(Array(bytes.dropFirst()), seed: seed)
    return 0
}
