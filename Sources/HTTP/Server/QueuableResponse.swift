import CMicroHTTPD

/// A response in libmicrohttpd's form, which counts its references.
struct QueuableResponse: ~Copyable {
    private let handle: OpaquePointer

    /// Builds it; nil when memory or descriptors have run out.
    init?(_ outgoing: Outgoing, for connection: Connection, _ context: ServerContext) {
        guard let handle = Self.makeHandle(outgoing.payload, connection, context) else { return nil }
        self.handle = handle
        for field in outgoing.headers.fields {
            // It refuses only what no field may hold, and a response without that field is the lesser harm.
            _ = MHD_add_response_header(handle, field.name, field.value)
        }
    }

    deinit { MHD_destroy_response(handle) }

    /// Queues it as the answer to a connection's current request.
    func queue(on connection: OpaquePointer, status: Int) -> Bool {
        MHD_queue_response(connection, CUnsignedInt(status), handle) == .YES
    }

    private static func makeHandle(
        _ payload: Outgoing.Payload, _ connection: Connection, _ context: ServerContext
    ) -> OpaquePointer? {
        switch payload {
        case .bytes(let bytes):
            return bytes.withUnsafeBytes { bytes in
                MHD_create_response_from_buffer(
                    bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .file(let slice):
            if case .memory(let bytes) = slice.source { return makeHandle(bytes, slice) }
            return makeHandle(FileBody(slice, BodyWait(connection, context)))
        case .stream(let stream): return makeHandle(StreamBody(stream, connection))
        case .coding(let slice, let coding, let permit):
            return CodedReader(slice, in: coding, permit).flatMap {
                makeHandle(CodedBody($0, BodyWait(connection, context)))
            }
        case .unsized: return makeUnsizedHandle()
        }
    }

    /// Sends the bytes from where they are, and lets go of them when they are sent.
    private static func makeHandle(_ bytes: SharedBytes, _ slice: FileSlice) -> OpaquePointer? {
        let part = bytes.memory[Int(slice.offset)..<Int(slice.offset + slice.length)]
        let owner = Unmanaged.passRetained(bytes)
        let handle = MHD_create_response_from_buffer_with_free_callback_cls(
            part.count, UnsafeMutableRawPointer(mutating: UnsafeRawBufferPointer(rebasing: part).baseAddress),
            { owner in if let owner { Unmanaged<SharedBytes>.fromOpaque(owner).release() } }, owner.toOpaque()
        )
        if handle == nil { owner.release() }
        return handle
    }

    /// How much of a file is in memory for a response.
    private static let blockSize = 64 * 1024

    /// Not by descriptor: libmicrohttpd (0.9.75) waits for ever for what a file has lost since its size was asked for.
    private static func makeHandle(_ body: FileBody) -> OpaquePointer? {
        let context = Unmanaged.passRetained(body)
        let handle = MHD_create_response_from_callback(
            body.length, max(1, min(blockSize, Int(clamping: body.length))),
            { context, position, buffer, size in
                guard let context, let buffer else { return benchd_end_with_error }
                let body = Unmanaged<FileBody>.fromOpaque(context).takeUnretainedValue()
                let room = UnsafeMutableRawBufferPointer(start: buffer, count: size)
                return body.read(into: room, at: position) ?? benchd_end_with_error
            },
            context.toOpaque(),
            { context in
                if let context { Unmanaged<FileBody>.fromOpaque(context).release() }
            })
        if handle == nil { context.release() }
        return handle
    }

    private static func makeHandle(_ body: StreamBody) -> OpaquePointer? {
        let context = Unmanaged.passRetained(body)
        let handle = MHD_create_response_from_callback(
            benchd_size_unknown, 16 * 1024,
            { context, _, buffer, size in
                guard let context, let buffer else { return benchd_end_with_error }
                let body = Unmanaged<StreamBody>.fromOpaque(context).takeUnretainedValue()
                switch body.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size)) {
                case .bytes(let count): return count
                case .end: return benchd_end_of_stream
                }
            },
            context.toOpaque(),
            { context in
                guard let context else { return }
                let body = Unmanaged<StreamBody>.fromOpaque(context).takeRetainedValue()
                body.stream.end()
            })
        if handle == nil { context.release() }
        return handle
    }

    private static func makeHandle(_ body: CodedBody) -> OpaquePointer? {
        let context = Unmanaged.passRetained(body)
        let handle = MHD_create_response_from_callback(
            benchd_size_unknown, 32 * 1024,
            { context, _, buffer, size in
                guard let context, let buffer else { return benchd_end_with_error }
                let body = Unmanaged<CodedBody>.fromOpaque(context).takeUnretainedValue()
                switch body.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size)) {
                case .bytes(let count): return count
                case .waits: return 0
                case .end: return benchd_end_of_stream
                case .failed: return benchd_end_with_error
                }
            },
            context.toOpaque(),
            { context in
                if let context { Unmanaged<CodedBody>.fromOpaque(context).release() }
            })
        if handle == nil { context.release() }
        return handle
    }

    /// A body that is never read.
    ///
    /// Where the size is not known, libmicrohttpd would end also the answer to a HEAD with a last chunk, which the
    /// client takes for the beginning of the next response; without chunks, the connection's end is that of the content.
    private static func makeUnsizedHandle() -> OpaquePointer? {
        let handle = MHD_create_response_from_callback(
            benchd_size_unknown, 1, { _, _, _, _ in benchd_end_of_stream }, nil, nil)
        if let handle { benchd_forbid_chunks(handle) }
        return handle
    }
}

/// A stream, and the connection that it is sent over.
private final class StreamBody: Sendable {
    let stream: EventStream
    let connection: Connection

    init(_ stream: EventStream, _ connection: Connection) {
        self.stream = stream
        self.connection = connection
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> EventStream.Next {
        stream.read(into: buffer) { [connection] in
            connection.suspend()
            return { connection.resume() }
        }
    }
}

/// A slice that libmicrohttpd asks for piece by piece.
private final class FileBody: Sendable {
    private let slice: FileSlice
    private let wait: BodyWait

    init(_ slice: FileSlice, _ wait: BodyWait) {
        (self.slice, self.wait) = (slice, wait)
    }

    var length: UInt64 { slice.length }

    /// Reads a piece, 0 bytes while it waits for them; nil where the file has not got it, so that the connection closes before
    /// the length it was promised.
    func read(into buffer: UnsafeMutableRawBufferPointer, at position: UInt64) -> Int? {
        guard position < slice.length else { return nil }
        let count = min(buffer.count, Int(clamping: slice.length - position))
        guard let waits = wait.begins(for: position..<position + UInt64(count), of: slice) else { return nil }
        if waits { return 0 }
        let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        return slice.fill(piece, at: position) ? count : nil
    }
}

/// A slice that is compressed while libmicrohttpd asks for it.
private final class CodedBody {
    private let reader: CodedReader
    private let wait: BodyWait

    init(_ reader: CodedReader, _ wait: BodyWait) {
        (self.reader, self.wait) = (reader, wait)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> CodedReader.Piece {
        reader.read(into: buffer) { [wait] range, slice in wait.begins(for: range, of: slice) }
    }
}
