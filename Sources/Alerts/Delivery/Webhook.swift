import CCurl
import Model
import Synchronization
import System

/// Sends messages by libcurl, which is loaded with the first one; safe from any thread.
// unchecked: what the pointer leads to is written once, by one word, and read by libcurl's thread.
final class Webhook: @unchecked Sendable {
    enum Result: Equatable {
        case delivered
        /// It may be tried again; with the reason in one sentence without a full stop.
        case failed(String)
    }

    /// A receiver that takes longer counts as not there.
    private static let patience = 15

    // unchecked: the functions of a library that stays loaded.
    private struct Library: @unchecked Sendable {
        var functions = benchd_curl()
    }

    private let library = Mutex<Library?>(nil)
    private let isStopping: UnsafeMutablePointer<CInt>

    init() {
        isStopping = .allocate(capacity: 1)
        isStopping.initialize(to: 0)
    }

    deinit { isStopping.deallocate() }

    /// Ends the message that is being sent, and each that is begun from now on.
    func stop() { isStopping.pointee = 1 }

    /// Sends a message once.
    func send(_ message: WebhookMessage, to target: AlertTarget) -> Result {
        guard let library = loaded() else {
            return .failed("there is no libcurl on this machine; install the package libcurl4")
        }
        var functions = library.functions
        let fields = message.fields.map { Array($0.utf8CString) }
        let answer = target.url.withCString { url in
            message.body.withUnsafeBytes { body in
                CStrings.withPointers(fields) { pointers in
                    benchd_curl_post(
                        &functions, url, body.baseAddress?.assumingMemoryBound(to: CChar.self), body.count,
                        pointers,
                        fields.count, target.allowsPrivate ? 1 : 0, Self.patience, isStopping)
                }
            }
        }
        return Self.result(answer)
    }

    private func loaded() -> Library? {
        library.withLock { library in
            if library == nil {
                var found = Library()
                if benchd_curl_load(&found.functions) != 0 { library = found }
            }
            return library
        }
    }

    private static func result(_ answer: benchd_curl_answer) -> Result {
        guard answer.code == 0 else {
            if answer.is_private != 0 {
                return .failed("its address is private; allow-private: true in the rules allows that")
            }
            var answer = answer
            let reason = withUnsafeBytes(of: &answer.reason) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            return .failed(LogText.escaping(reason))
        }
        if (200..<300).contains(answer.status) { return .delivered }
        return .failed("the receiver answered \(answer.status)")
    }
}
