import HTTP
import Synchronization

/// The fields of a small form, such as that of the page /login.
final class LoginForm: FormSink {
    private struct State {
        var name = ""
        var fields: [String: [UInt8]] = [:]
    }

    /// The largest form, in bytes.
    static let sizeLimit: UInt64 = 16 << 10

    private let respond: @Sendable ([String: String]) -> Response
    private let state = Mutex(State())

    /// A form that is answered by `respond`, which gets the fields by their names.
    init(_ respond: @escaping @Sendable ([String: String]) -> Response) {
        self.respond = respond
    }

    func begin(_ part: FormPart) {
        state.withLock { state in
            state.name = part.name
            state.fields[part.name] = []
        }
    }

    func receive(_ bytes: ArraySlice<UInt8>) {
        state.withLock { $0.fields[$0.name, default: []] += bytes }
    }

    func endPart() {}

    func finish(reply: @escaping @Sendable (Response) -> Void) {
        let fields = state.withLock { $0.fields.mapValues { String(decoding: $0, as: UTF8.self) } }
        reply(respond(fields))
    }

    func cancel() {}
}

/// Where a reader goes after the login.
enum LoginTarget {
    private static let longest = 2048

    /// A path of this site; the site's first page where the text is none.
    ///
    /// Browsers take "//host" and "/\host" for other hosts.
    static func path(_ text: String?, base: String) -> String {
        guard let text, text.hasPrefix("\(base)/"), !text.hasPrefix("//"), text.utf8.count <= longest,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }),
            !hasDotSegment(text)
        else { return "\(base)/" }
        return text
    }

    /// Whether a browser would go up from a segment, out of the site perhaps.
    private static func hasDotSegment(_ text: String) -> Bool {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        return path.split(separator: "/").contains { segment in
            let plain = segment.lowercased().replacing("%2e", with: ".")
            return plain == "." || plain == ".."
        }
    }

    /// The address of the page /login that leads back to a request.
    static func login(before request: Request, base: String) -> String {
        let target = request.target
        let whole = target.hasPrefix("\(base)/") ? target : base + target
        let next = path(target.hasPrefix("/") ? whole : nil, base: base)
        return next == "\(base)/" ? "\(base)/login" : "\(base)/login?next=\(PercentEncoding.component(next))"
    }
}
