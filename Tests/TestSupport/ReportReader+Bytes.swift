package import Model
package import Reports
import System

extension ReportReader {
    /// The outline of a report that a test has as text.
    package static func read(_ text: String) throws(ReportFault) -> Report { try read(Array(text.utf8)) }

    /// The outline of a report that a test has as bytes.
    package static func read(
        _ bytes: [UInt8], items: ReportItem.Sink? = nil
    ) throws(ReportFault) -> Report {
        var rest = bytes[...]
        return try read(
            { (buffer) throws(FileError) in
                let piece = rest.prefix(buffer.count)
                buffer.replaceSubrange(0..<piece.count, with: piece)
                rest = rest.dropFirst(piece.count)
                return piece.count
            }, items: items)
    }
}
