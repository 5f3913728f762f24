// What libFuzzer calls (llvm.org/docs/LibFuzzer.html). This is compiled into one module with Web.

nonisolated(unsafe) private let requests = RequestProperties()  // libFuzzer has one thread.

/// Runs one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    requests.check(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
