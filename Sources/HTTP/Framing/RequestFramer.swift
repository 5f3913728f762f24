import System

/// Where the requests of one connection begin and end, decided byte by byte before libmicrohttpd sees any of them.
///
/// A header is held back until it is whole and sound. Then what libmicrohttpd needs of it is passed on, in a form of ours
/// (``Request/passedHeader``). The lines of a chunked body are passed on the same way, without extensions and trailer. So
/// libmicrohttpd has no other reading of a request than this one.
struct RequestFramer: Sendable {
    private enum State {
        case head(RequestHead)
        /// Content that passes as it is.
        case body(UInt64)
        case chunkSize(ChunkLine)
        case chunk(UInt64)
        /// The line end behind a chunk.
        case chunkEnd(ChunkLine)
        case trailer(ChunkLine)
        /// Nothing after this is a request.
        case ended
    }

    private let limits: ServerLimits
    private let peer: Peer
    private var state: State
    /// What may pass, and how much of it has.
    private var ready: [UInt8] = []
    private var passedCount = 0
    /// The bytes of a chunked body that do not pass: extensions and trailer.
    private var leftOutCount = 0
    /// The requests whose headers may pass, the oldest first.
    private var requests: [Request] = []
    /// The request whose body comes, or came last.
    private var latest: Request?
    /// Why the connection ends behind what may pass, and what can be said of the request that it refuses.
    private(set) var refusal: Refusal?

    /// A request that is refused before libmicrohttpd sees it.
    struct Refusal: Sendable {
        let fault: RequestFault
        let request: Request
    }

    init(peer: Peer, limits: ServerLimits) {
        self.peer = peer
        self.limits = limits
        state = .head(RequestHead(limits: limits))
    }

    /// Whether nothing that comes from now on can be a request or a part of one.
    var hasEnded: Bool { if case .ended = state { true } else { false } }

    /// How many bytes may pass.
    var readyCount: Int { ready.count - passedCount }

    /// Whether a part of a header has come that is not whole.
    var isInHead: Bool {
        if case .head(let head) = state { head.isBegun } else { false }
    }

    /// How many of the next bytes are content, and may pass without being copied; 0 while others are to pass first.
    var plainCount: UInt64 {
        guard readyCount == 0 else { return 0 }
        switch state {
        case .body(let count), .chunk(let count): return count
        default: return 0
        }
    }

    /// The request whose header has been passed on for the longest time, once.
    mutating func takeRequest() -> Request? {
        requests.isEmpty ? nil : requests.removeFirst()
    }

    /// Gives bytes that may pass.
    mutating func pass(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, readyCount)
        ready.withUnsafeBytes { bytes in
            buffer.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: bytes[passedCount..<passedCount + count]))
        }
        passedCount += count
        if readyCount == 0 {
            ready.removeAll(keepingCapacity: ready.capacity <= Self.keptByteCount)
            passedCount = 0
        }
        return count
    }

    /// Notes that content has passed without being copied.
    mutating func notePassed(_ count: Int) {
        switch state {
        case .body(let rest): state = Self.afterBody(rest - UInt64(count), limits)
        case .chunk(let rest): state = afterChunk(rest - UInt64(count))
        default: break
        }
    }

    /// Takes what the client has sent; all of it is judged, up to the first fault.
    mutating func take(_ input: UnsafeRawBufferPointer) {
        var rest = input
        while !rest.isEmpty {
            if case .ended = state { return }
            do throws(RequestFault) {
                let count = try step(rest)
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } catch {
                refuse(error)
            }
        }
    }

    private static let keptByteCount = 64 * 1024

    private mutating func refuse(_ fault: RequestFault) {
        var request = latest
        if case .head(let head) = state { request = head.likelyRequest(from: peer) }
        refusal = Refusal(
            fault: fault, request: request ?? Request(method: "-", target: "-", version: "-", peer: peer))
        state = .ended
    }

    /// Takes the next bytes of the current part; returns how many.
    private mutating func step(_ input: UnsafeRawBufferPointer) throws(RequestFault) -> Int {
        switch state {
        case .ended: return input.count
        case .head(let head): return try take(input, of: head)
        case .body(let rest):
            let count = Int(min(rest, UInt64(input.count)))
            ready += input[..<count]
            state = Self.afterBody(rest - UInt64(count), limits)
            return count
        case .chunk(let rest):
            let count = Int(min(rest, UInt64(input.count)))
            ready += input[..<count]
            state = afterChunk(rest - UInt64(count))
            return count
        case .chunkSize(var line):
            let (count, isWhole) = try line.take(input)
            state = .chunkSize(line)
            if isWhole { try endSize(line) }
            return count
        case .chunkEnd(var line):
            // One byte at a time: the first wrong one decides what is said, however the bytes are cut.
            let (count, isWhole) = try line.take(UnsafeRawBufferPointer(rebasing: input.prefix(1)))
            guard line.bytes.allSatisfy({ $0 == RequestHead.carriageReturn }) else {
                throw .malformedRequest("A chunk is longer than its size says.")
            }
            state = .chunkEnd(line)
            if isWhole {
                ready += "\r\n".utf8
                state = .chunkSize(ChunkLine(byteLimit: limits.chunkLineByteCount))
            }
            return count
        case .trailer(var line):
            let (count, isWhole) = try line.take(input)
            state = .trailer(line)
            if isWhole { try endTrailerLine(line) }
            return count
        }
    }

    private mutating func take(
        _ input: UnsafeRawBufferPointer, of head: consuming RequestHead
    ) throws(RequestFault) -> Int {
        // So that its bytes are not copied when more come.
        state = .ended
        let count: Int
        do throws(RequestFault) {
            count = try head.take(input)
        } catch {
            // What has come of it says what is refused.
            state = .head(head)
            throw error
        }
        state = .head(head)
        if head.isWhole { try end(head) }
        return count
    }

    private mutating func end(_ head: RequestHead) throws(RequestFault) {
        let request = try head.request(from: peer)
        if let fault = RequestCheck.fault(in: request, limits) { throw fault }
        ready += request.passedHeader.bytes
        requests.append(request)
        latest = request
        state = Self.body(of: request, limits)
    }

    private static func body(of request: Request, _ limits: ServerLimits) -> State {
        if request.headers["Transfer-Encoding"] != nil {
            return .chunkSize(ChunkLine(byteLimit: limits.chunkLineByteCount))
        }
        return afterBody(request.declaredBodySize ?? 0, limits)
    }

    private static func afterBody(_ rest: UInt64, _ limits: ServerLimits) -> State {
        rest > 0 ? .body(rest) : .head(RequestHead(limits: limits))
    }

    private func afterChunk(_ rest: UInt64) -> State {
        rest > 0 ? .chunk(rest) : .chunkEnd(ChunkLine(byteLimit: limits.chunkLineByteCount))
    }

    private mutating func endSize(_ line: ChunkLine) throws(RequestFault) {
        let size = try line.size()
        let written = Array("\(String(size, radix: 16))\r\n".utf8)
        try leaveOut(max(0, line.bytes.count + 2 - written.count))
        if size > 0 {
            ready += written
            state = .chunk(size)
        } else {
            state = .trailer(ChunkLine(byteLimit: limits.chunkLineByteCount))
        }
    }

    private mutating func endTrailerLine(_ line: ChunkLine) throws(RequestFault) {
        guard !line.bytes.isEmpty else {
            ready += "0\r\n\r\n".utf8
            // A body without a declared size is the last thing that a connection says, so that a second reading of its end
            // would find nothing behind it.
            state = .ended
            return
        }
        _ = try RequestHead.field(line.bytes[...])
        try leaveOut(line.bytes.count)
        state = .trailer(ChunkLine(byteLimit: limits.chunkLineByteCount))
    }

    /// Counts bytes that do not pass: without a limit a client could have us read for ever, and libmicrohttpd get nothing.
    private mutating func leaveOut(_ count: Int) throws(RequestFault) {
        leftOutCount += count
        guard leftOutCount <= limits.headByteCount else {
            throw .headTooLarge(
                "The chunked body has more than \(limits.headByteCount) bytes of extensions and trailer.")
        }
    }
}
