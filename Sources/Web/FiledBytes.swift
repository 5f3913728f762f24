import HTTP
import Model
import System

/// Bytes of a filed report or config archive, for an answer.
struct FiledBytes: Sendable {
    let slice: FileSlice
    /// Whether they are sure to be those of the receipt, so that the answer may have validators.
    private let isCertain: Bool

    /// A range of what was opened for the answer.
    init(_ content: any RunContent, _ range: Range<Int>) {
        let distance = OpenFile.Distance(
            isNear: { content.isNear(Range($0)) }, fetch: { content.fetch(Range($0)) })
        let file = OpenFile(distance) { buffer, offset in
            guard let offset = Int(exactly: offset) else { return false }
            var bytes = buffer.mutableBytes
            return content.fill(&bytes, at: offset)
        }
        slice = FileSlice(file: file, offset: UInt64(range.lowerBound), length: UInt64(range.count))
        isCertain = content.isCertain
    }

    /// An answer with the bytes; without validators and digest while the file must be read again.
    func response(type: String, tag: EntityTag, modified: Int, digest: Digest? = nil) -> Response {
        var response = Response.file(slice, type: type, tag: tag, modified: modified)
        response.digest = digest == .unread ? nil : digest
        if !isCertain { (response.entityTag, response.lastModified, response.digest) = (nil, nil, nil) }
        return response
    }
}

extension Range<Int> {
    /// Positions within a file, which fit.
    fileprivate init(_ positions: Range<UInt64>) {
        self = Int(clamping: positions.lowerBound)..<Int(clamping: positions.upperBound)
    }
}
