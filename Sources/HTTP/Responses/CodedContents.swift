import System

/// Gives the coded form of a response: from memory, or made now, or made while it is sent.
final class CodedContents: Sendable {
    /// A coded form.
    struct Form: Sendable {
        let payload: Outgoing.Payload
        /// The digest of the coded bytes, where they are at hand.
        var digest: Digest?
    }

    /// How much coded content is kept, in bytes.
    static let keptByteCount = 16 << 20
    /// The largest file that is compressed as a whole, in bytes; what is larger is compressed while it is sent.
    static let largestPrepared: UInt64 = 8 << 20
    /// Compressing more than this takes longer than a thread that sends may take, in bytes.
    private static let dearByteCount: UInt64 = 64 << 10

    private let prepared: PreparedContents
    /// The right to compress while sending.
    let compressions = FileCompressions()

    /// Coded forms, of which at most so many bytes are kept.
    init(keptByteCount: Int = CodedContents.keptByteCount) {
        prepared = PreparedContents(byteLimit: keptByteCount)
    }

    /// The form of a response in a coding; nil for identity, and where it must be sent as it is.
    ///
    /// `mayPrepare` says whether the calling thread may compress a large content as a whole.
    func form(of response: Response, in coding: ContentCoding, mayPrepare: Bool) -> Form? {
        if coding == .identity { return nil }
        if coding == .gzip, let gzipped = response.gzipped { return Form(payload: .file(gzipped)) }
        if let key = key(response, coding), let there = prepared[key] { return Self.form(there) }
        if mayPrepare || !isDear(response), let form = preparedForm(of: response, in: coding) { return form }
        guard case .file(let slice) = response.body, let permit = compressions.permit() else { return nil }
        return Form(payload: .coding(slice, coding, permit))
    }

    /// Whether the form takes so long to make that a worker must do it.
    func mustBePrepared(_ response: Response, in coding: ContentCoding) -> Bool {
        guard coding != .identity, isDear(response), isPreparable(response) else { return false }
        if coding == .gzip, response.gzipped != nil { return false }
        return key(response, coding).map { prepared[$0] == nil } ?? true
    }

    private func isDear(_ response: Response) -> Bool { response.body.byteCount > Self.dearByteCount }

    /// What has no tag may be another content at the next request, so a file of that kind is only read while it is sent.
    private func isPreparable(_ response: Response) -> Bool {
        switch response.body {
        case .bytes: true
        case .file(let slice):
            response.entityTag != nil && slice.length <= Self.largestPrepared && prepared.hasRoom
        }
    }

    private func preparedForm(of response: Response, in coding: ContentCoding) -> Form? {
        guard isPreparable(response) else { return nil }
        let slice =
            switch response.body {
            case .bytes(let bytes): FileSlice(bytes)
            case .file(let slice): slice
            }
        guard let bytes = CodedReader.all(of: slice, in: coding) else { return nil }
        guard let key = key(response, coding), prepared.hasRoom else { return Form(payload: .bytes(bytes)) }
        return Self.form(prepared.keep(bytes, as: key))
    }

    private func key(_ response: Response, _ coding: ContentCoding) -> PreparedContents.Key? {
        response.entityTag.map { PreparedContents.Key(tag: $0.opaque, coding: coding) }
    }

    private static func form(_ content: PreparedContent) -> Form {
        Form(payload: .file(content.slice), digest: content.digest)
    }
}
