import JSON
import Model
import System

/// Hands a report to scanners piece by piece, and keeps what the library said where it could not be read.
final class ReportPieces {
    let content: any RunContent
    private(set) var failure: LibraryError?

    init(_ content: any RunContent) { self.content = content }

    /// The bytes of a range, which end too early where they cannot be read: a scanner takes that for a fault.
    func source(of range: Range<Int>) -> JSONScanner.Source {
        var position = range.lowerBound
        return { [self] (buffer) throws(FileError) in
            let end = min(range.upperBound, position + buffer.count)
            guard position < end else { return 0 }
            do throws(LibraryError) {
                let bytes = try content.read(position..<end)
                buffer.replaceSubrange(0..<bytes.count, with: bytes)
                position = end
                return bytes.count
            } catch {
                failure = error
                return 0
            }
        }
    }
}
