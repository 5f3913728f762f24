/// How a request's body is taken: as a form whose parts stream into a sink.
package struct FormUpload: Sendable {
    /// The largest body that is read, in bytes.
    let sizeLimit: UInt64
    /// Takes the parts.
    let sink: any FormSink

    /// Makes the value from its fields; nothing is checked.
    package init(sizeLimit: UInt64, sink: any FormSink) {
        self.sizeLimit = sizeLimit
        self.sink = sink
    }
}

/// The header of a form's part.
package struct FormPart: Equatable, Sendable {
    /// The field's name.
    package let name: String
    /// The file's name as the sender has it, which may be anything and is never a path here; nil where there is none.
    package let filename: String?
}

/// Takes the parts of a form while they arrive.
///
/// The calls come one after the other, on a thread of the server, and must not wait for more than a write to the page
/// cache. After a refusal, `cancel` follows; otherwise either `finish` or `cancel` is the last call.
package protocol FormSink: AnyObject, Sendable {
    /// A part begins.
    ///
    /// - Throws: `FormRefusal` when the form is refused; the rest of it is not read.
    func begin(_ part: FormPart) throws(FormRefusal)

    /// The next bytes of the part.
    ///
    /// - Throws: `FormRefusal` when the form is refused; the rest of it is not read.
    func receive(_ bytes: ArraySlice<UInt8>) throws(FormRefusal)

    /// The part is complete.
    ///
    /// - Throws: `FormRefusal` when the form is refused; the rest of it is not read.
    func endPart() throws(FormRefusal)

    /// The form is complete. `reply` is called once, at any time and from any thread; the request waits for it.
    func finish(reply: @escaping @Sendable (Response) -> Void)

    /// The form was broken off or refused: whatever it left is to be removed.
    func cancel()
}

/// The answer that ends the reading of a form.
package struct FormRefusal: Error, Sendable {
    /// What is sent.
    let response: Response

    /// A refusal with a response.
    package init(_ response: Response) {
        self.response = response
    }
}
