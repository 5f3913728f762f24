// What libFuzzer calls (llvm.org/docs/LibFuzzer.html). This is compiled into one module with Store.

/// Runs one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    ArchiveProperties.check(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Mutates one input in place: as libFuzzer does, or as a zip.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
    _ start: UnsafeMutablePointer<UInt8>?, _ count: Int, _ capacity: Int, _ seed: UInt32
) -> Int {
    var mutator = ZipMutator(
        bytes: Array(UnsafeBufferPointer(start: start, count: count)), seed: UInt64(seed))
    guard let start, seed % 2 == 0, mutator.mutate() else {
        return libFuzzerMutate(start, count, capacity)
    }
    _ = UnsafeMutableBufferPointer(start: start, count: count).update(fromContentsOf: mutator.bytes)
    return count
}

@_silgen_name("LLVMFuzzerMutate")
private func libFuzzerMutate(_ start: UnsafeMutablePointer<UInt8>?, _ count: Int, _ capacity: Int) -> Int
