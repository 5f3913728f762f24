import Synchronization

/// A body that is sent as it comes, until one side ends it; any thread may write.
///
/// While there is nothing to send its connection is suspended, so that it costs no thread.
package final class EventStream: Sendable {
    fileprivate struct State {
        var bytes: [UInt8] = []
        var isEnded = false
        /// Has the connection go on; nil while it is not suspended.
        var resumption: Resumption?
        /// Told once when nothing more can be sent.
        var onEnd: (@Sendable () -> Void)?
    }

    /// Has a suspended connection go on, from any thread.
    typealias Resumption = @Sendable () -> Void

    private let byteLimit: Int
    private let state: Mutex<State>

    /// A stream that keeps at most so many bytes for a client that does not take them; then it ends.
    ///
    /// `onEnd` is called once, on any thread, when the client is gone or the stream has ended.
    package init(byteLimit: Int, onEnd: @escaping @Sendable () -> Void) {
        self.byteLimit = byteLimit
        state = Mutex(State(onEnd: onEnd))
    }

    /// Sends bytes, all or none; false where the stream has ended, which it does where the client is too slow.
    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        let (isTaken, onEnd) = state.withLock { state -> (Bool, (@Sendable () -> Void)?) in
            if state.isEnded { return (false, nil) }
            let fits = state.bytes.count + bytes.count <= byteLimit
            if fits { state.bytes += bytes } else { state.isEnded = true }
            state.resume()
            return (fits, fits ? nil : state.onEnd.take())
        }
        onEnd?()
        return isTaken
    }

    /// Sends what was written, and ends.
    package func end() {
        let onEnd = state.withLock { state in
            state.isEnded = true
            state.resume()
            return state.onEnd.take()
        }
        onEnd?()
    }

    /// What comes next for libmicrohttpd.
    enum Next {
        case bytes(Int)
        case end
    }

    /// Gives what was written; where there is nothing, has the connection suspended, on whose thread it is called.
    func read(into buffer: UnsafeMutableRawBufferPointer, suspending suspend: () -> Resumption) -> Next {
        state.withLock { state in
            if state.bytes.isEmpty {
                if state.isEnded { return .end }
                state.resumption = suspend()
                return .bytes(0)
            }
            let count = min(buffer.count, state.bytes.count)
            buffer.copyBytes(from: state.bytes.prefix(count))
            state.bytes.removeFirst(count)
            return .bytes(count)
        }
    }
}

extension EventStream.State {
    // Under the lock, which orders it after suspending.
    fileprivate mutating func resume() {
        resumption.take()?()
    }
}
