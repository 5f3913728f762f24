/// Texts as C takes several of them.
package enum CStrings {
    /// Calls `body` with a pointer to each text, each of which ends with a NUL; one that is nil follows the last.
    ///
    /// The pointers are good as long as the call lasts.
    package static func withPointers<Result>(
        _ texts: [[CChar]], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        var pointers: [UnsafePointer<CChar>?] = []
        func next(_ rest: ArraySlice<[CChar]>) -> Result {
            guard let text = rest.first else {
                return (pointers + [nil]).withUnsafeBufferPointer { body($0.baseAddress) }
            }
            return text.withUnsafeBufferPointer {
                pointers.append($0.baseAddress)
                return next(rest.dropFirst())
            }
        }
        return next(texts[...])
    }
}
