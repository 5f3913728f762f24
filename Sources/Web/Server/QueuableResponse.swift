import CMicroHTTPD
import Glibc

/// A response in libmicrohttpd's form, which counts its references.
struct QueuableResponse: ~Copyable {
    private let handle: OpaquePointer

    /// Builds it; nil when memory or descriptors have run out.
    init?(_ outgoing: Outgoing) {
        guard let handle = Self.makeHandle(outgoing.payload) else { return nil }
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

    private static func makeHandle(_ payload: Outgoing.Payload) -> OpaquePointer? {
        switch payload {
        case .bytes(let bytes):
            return bytes.withUnsafeBytes { bytes in
                MHD_create_response_from_buffer(
                    bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
            }
        case .file(let slice): return makeHandle(slice)
        case .gzipping(let slice, let permit):
            return GzipFileReader(slice, permit).flatMap(makeHandle)
        }
    }

    private static func makeHandle(_ slice: FileSlice) -> OpaquePointer? {
        guard let descriptor = slice.file.duplicate() else { return nil }
        // From here on the descriptor is the response's, which closes it.
        let handle = MHD_create_response_from_fd_at_offset64(slice.length, descriptor, slice.offset)
        if handle == nil { _ = close(descriptor) }
        return handle
    }

    private static func makeHandle(_ reader: GzipFileReader) -> OpaquePointer? {
        let context = Unmanaged.passRetained(reader)
        let handle = MHD_create_response_from_callback(
            benchd_size_unknown, 32 * 1024,
            { context, _, buffer, size in
                guard let context, let buffer else { return benchd_end_with_error }
                let reader = Unmanaged<GzipFileReader>.fromOpaque(context).takeUnretainedValue()
                switch reader.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size)) {
                case .bytes(let count): return count
                case .end: return benchd_end_of_stream
                case .failed: return benchd_end_with_error
                }
            },
            context.toOpaque(),
            { context in
                if let context { Unmanaged<GzipFileReader>.fromOpaque(context).release() }
            })
        if handle == nil { context.release() }
        return handle
    }
}
