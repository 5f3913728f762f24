import System

/// The digests that a request says of its content (RFC 9530), compared with what comes.
///
/// A body without a content coding is its own representation, so both fields mean the same bytes: those of the body, after
/// a transfer coding is taken off.
struct ContentDigests {
    private static let names = ["Content-Digest", "Repr-Digest"]
    private static let (narrow, wide) = ("sha-256", "sha-512")

    private var narrow: DigestHasher?
    private var wide: WideDigestHasher?
    /// By field and algorithm; algorithms that benchd does not know are left out.
    private let announced: [(field: String, algorithm: String, digest: [UInt8])]

    /// Reads both fields.
    ///
    /// - Throws: `RequestFault.wrongDigest` for a field that is no dictionary of digests, or a digest of the wrong length.
    init(_ headers: HeaderFields) throws(RequestFault) {
        var announced: [(field: String, algorithm: String, digest: [UInt8])] = []
        for name in Self.names {
            guard let field = headers[name] else { continue }
            guard let digests = DigestField.digests(field) else {
                throw .wrongDigest(
                    "The field \(name) cannot be read; it has a form such as \(Self.narrow)=:BASE64: (RFC 9530)."
                )
            }
            for (algorithm, length) in [(Self.narrow, 32), (Self.wide, 64)] {
                guard let digest = digests[algorithm] else { continue }
                guard digest.count == length else {
                    throw .wrongDigest(
                        "The \(algorithm) digest in the field \(name) has \(digest.count) bytes instead of \(length)."
                    )
                }
                announced.append((name, algorithm, digest))
            }
        }
        self.announced = announced
        if announced.contains(where: { $0.algorithm == Self.narrow }) { narrow = DigestHasher() }
        if announced.contains(where: { $0.algorithm == Self.wide }) { wide = WideDigestHasher() }
    }

    /// Takes the next bytes of the content.
    mutating func update(_ bytes: [UInt8]) {
        narrow?.update(bytes[...])
        wide?.update(bytes[...])
    }

    /// Compares, after the last byte.
    ///
    /// - Throws: `RequestFault.wrongDigest` for a digest of other bytes.
    mutating func check() throws(RequestFault) {
        let computed = [Self.narrow: narrow?.finish().bytes, Self.wide: wide?.finish()]
        for (field, algorithm, digest) in announced where computed[algorithm] != digest {
            throw .wrongDigest(
                "The body is not the one that the field \(field) names by its \(algorithm) digest; it changed on its way,"
                    + " or the digest is not that of the whole body. Send it again.")
        }
    }
}
