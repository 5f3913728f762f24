// What libFuzzer calls (llvm.org/docs/LibFuzzer.html).

/// Runs one input: the text of a file of settings, in each format, and of a benchd.yaml.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    for file in ["a.yaml", "a.json", "a.ini"] { SettingsProperties.check(bytes, as: file) }
    MarkProperties.check(bytes)
    return 0
}
