import CCurl
import Model
import System

extension RuleFile {
    /// What will keep targets from being reached, as far as that can be seen without a message: a sentence each, without a
    /// full stop.
    package var doubts: [String] {
        (rules.isEmpty ? ["the file of rules has no rule, so nothing is watched"] : [])
            + targets.flatMap(\.doubts)
    }
}

extension AlertTarget {
    fileprivate var doubts: [String] {
        var doubts: [String] = []
        if !allowsPrivate, benchd_is_private_text(host) != 0 {
            doubts.append(
                "the address of the target \(name) is private; allow-private: true lets messages go there")
        }
        if let secretFile {
            do throws(FileError) {
                _ = try Self.secret(in: secretFile)
            } catch {
                doubts.append("the secret of the target \(name) cannot be read: \(error)")
            }
        }
        return doubts
    }

    /// The host of its address, without brackets.
    private var host: String {
        let rest = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
        let authority = rest.prefix { !"/?#".contains($0) }
        let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        if place.hasPrefix("[") { return String(place.dropFirst().prefix { $0 != "]" }) }
        return String(place.prefix { $0 != ":" })
    }

    private static let secretLimit = 4096

    /// A file without the line ends at its end.
    ///
    /// - Throws: `FileError` where it cannot be read.
    static func secret(in path: FilePath) throws(FileError) -> [UInt8] {
        let directory = try Directory(path.directory.isEmpty ? "." : path.directory)
        var bytes = try directory.read(path.lastComponent, limit: secretLimit)
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
            bytes.removeLast()
        }
        return bytes
    }

    /// Sends a message that says that it is a test.
    ///
    /// - Returns: Why it did not get there, in one sentence without a full stop; nil where it was taken.
    package func sendTest(server: String) -> String? {
        let now = Timestamp.now()
        let event = AlertEvent(
            key: "test|\(name)|\(now)", rule: "test", at: now,
            summary: "this is a test of the target \(name); nothing has happened")
        do throws(FileError) {
            let secret = try secretFile.map { (path) throws(FileError) in try Self.secret(in: path) }
            let message = WebhookMessage(event, to: self, server: server, links: Links(), secret: secret)
            switch Webhook().send(message, to: self) {
            case .delivered: return nil
            case .failed(let reason): return reason
            }
        } catch {
            return "its secret cannot be read: \(error)"
        }
    }
}
