import System

/// Reads one form body into its sink, and tells the sink the end whatever happens.
final class FormReader {
    private let upload: FormUpload
    private let respond: (RequestFault) -> Response
    private var parser: MultipartParser
    private var digests: ContentDigests
    private var byteCount: UInt64 = 0

    /// Judges a request by its header alone.
    ///
    /// - Throws: `FormRefusal` for a body that is too large, coded or no form, and for a digest that cannot be read.
    init(_ upload: FormUpload, for request: Request, respond: @escaping (RequestFault) -> Response)
        throws(FormRefusal)
    {
        do throws(RequestFault) {
            if request.declaredBodySize ?? 0 > upload.sizeLimit {
                throw .bodyTooLarge(limit: upload.sizeLimit)
            }
            if let coding = Self.coding(request.headers["Content-Encoding"]) { throw .codedBody(coding) }
            digests = try ContentDigests(request.headers)
            parser = MultipartParser(boundary: try Self.boundary(request.headers["Content-Type"]))
        } catch {
            upload.sink.cancel()
            throw FormRefusal(respond(error))
        }
        self.upload = upload
        self.respond = respond
    }

    /// Takes the next chunk of the body.
    ///
    /// - Throws: `FormRefusal` when the form is refused, by the sink or because it is none.
    func take(_ chunk: [UInt8]) throws(FormRefusal) {
        do throws(FormRefusal) {
            byteCount += UInt64(chunk.count)
            guard byteCount <= upload.sizeLimit else {
                throw FormRefusal(respond(.bodyTooLarge(limit: upload.sizeLimit)))
            }
            digests.update(chunk)
            for event in try events(in: chunk) { try deliver(event) }
        } catch {
            upload.sink.cancel()
            throw error
        }
    }

    /// Ends the body; from here on the answer is the sink's.
    ///
    /// - Throws: `FormRefusal` for a form that is not complete, or not the one that its digest names.
    func finish(reply: @escaping @Sendable (Response) -> Void) throws(FormRefusal) {
        guard parser.isComplete else {
            upload.sink.cancel()
            throw FormRefusal(respond(.malformedForm("The body ends before the form's closing boundary.")))
        }
        do throws(RequestFault) {
            try digests.check()
        } catch {
            upload.sink.cancel()
            throw FormRefusal(respond(error))
        }
        upload.sink.finish(reply: reply)
    }

    /// The sender is gone.
    func cancel() {
        upload.sink.cancel()
    }

    private func events(in chunk: [UInt8]) throws(FormRefusal) -> [MultipartParser.Event] {
        do throws(RequestFault) {
            return try parser.events(in: chunk)
        } catch {
            throw FormRefusal(respond(error))
        }
    }

    private func deliver(_ event: MultipartParser.Event) throws(FormRefusal) {
        switch event {
        case .partBegan(let part): try upload.sink.begin(part)
        case .content(let bytes): try upload.sink.receive(bytes)
        case .partEnded: try upload.sink.endPart()
        }
    }

    /// The content coding of a body; nil where it is sent as it is.
    private static func coding(_ contentEncoding: String?) -> String? {
        let names = contentEncoding?.split(separator: ",").map { $0.trimmingSpaces() } ?? []
        return names.first { !$0.isEmpty && !$0.equalsIgnoringCase("identity") }
    }

    private static func boundary(_ contentType: String?) throws(RequestFault) -> String {
        guard let contentType, contentType.lowercased().hasPrefix("multipart/form-data") else {
            throw .notAForm
        }
        guard let type = ParameterizedValue(contentType), type.value == "multipart/form-data" else {
            throw .malformedForm("The Content-Type cannot be read.")
        }
        guard let boundary = type["boundary"], (1...70).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
        else { throw .malformedForm("The Content-Type names no boundary of 1 to 70 characters.") }
        return boundary
    }
}
