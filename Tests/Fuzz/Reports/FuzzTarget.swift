// What libFuzzer calls (llvm.org/docs/LibFuzzer.html). This is compiled into one module with Web.

/// A store grows with each report, so it is made again after some of them.
nonisolated(unsafe) private var reports = ReportProperties()  // libFuzzer has one thread.

/// Runs one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    reports.check(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Mutates one input in place: as libFuzzer does, or by whole tokens of JSON.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
    _ start: UnsafeMutablePointer<UInt8>?, _ count: Int, _ capacity: Int, _ seed: UInt32
) -> Int {
    guard let start, seed % 4 != 0 else { return libFuzzerMutate(start, count, capacity) }
    var mutator = JSONMutator(
        bytes: Array(UnsafeBufferPointer(start: start, count: count)), seed: UInt64(seed))
    mutator.mutate()
    guard mutator.bytes.count <= capacity, mutator.bytes.count > 0 else {
        return libFuzzerMutate(start, count, capacity)
    }
    _ = UnsafeMutableBufferPointer(start: start, count: capacity).update(fromContentsOf: mutator.bytes)
    return mutator.bytes.count
}

@_silgen_name("LLVMFuzzerMutate")
private func libFuzzerMutate(_ start: UnsafeMutablePointer<UInt8>?, _ count: Int, _ capacity: Int) -> Int
