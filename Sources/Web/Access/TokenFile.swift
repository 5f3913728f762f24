import Glibc
import System

/// Why tokens cannot be used, for the operator.
package struct TokenFault: Error, Equatable, Sendable, CustomStringConvertible {
    let path: FilePath
    /// Nil where no line is at fault.
    let line: Int?
    package let reason: String

    /// One sentence; it never has a token.
    package var description: String {
        line.map { "line \($0) of \(path): \(reason)" } ?? "cannot use \(path): \(reason)"
    }
}

/// A file of tokens: lines of the form `name:scope:token`, comments that begin with `#`, and empty lines.
struct TokenFile: Equatable, Sendable {
    let path: FilePath

    private static let largest = 1 << 20
    private static let mostTokens = 1000
    private static let shortestSecret = 16
    private static let longestName = 64

    /// Adds the file's tokens to a table.
    ///
    /// - Returns: What the operator should know of the file; nil where nothing is odd.
    /// - Throws: `TokenFault` where it cannot be read, where others may write it, and for the first line that is wrong.
    func read(into table: inout TokenTable) throws(TokenFault) -> String? {
        let bytes: [UInt8]
        let permissions: UInt32
        do throws(FileError) {
            // A link may lead to it, as where a container has its secrets.
            let place = path.resolved
            let directory = try Directory(place.directory.isEmpty ? "/" : place.directory)
            permissions = try directory.openForReading(place.lastComponent).status(path: path).permissions
            bytes = try directory.read(place.lastComponent, limit: Self.largest)
        } catch {
            throw TokenFault(path: path, line: nil, reason: error.cause)
        }
        guard permissions & 0o002 == 0 else {
            throw TokenFault(
                path: path, line: nil, reason: "every user may write it; chmod o-rwx makes it safe")
        }
        try Self.read(bytes, of: path, into: &table)
        return permissions & 0o004 == 0
            ? nil : "every user may read \(path), which has tokens; chmod o-rwx makes it safe"
    }

    /// Adds the tokens of a file's bytes to a table.
    static func read(
        _ bytes: [UInt8], of path: FilePath, into table: inout TokenTable
    ) throws(TokenFault) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TokenFault(path: path, line: nil, reason: "it is not UTF-8")
        }
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            let line = line.trimmingSpaces()
            if line.isEmpty || line.hasPrefix("#") { continue }
            let fault = { (reason: String) in TokenFault(path: path, line: index + 1, reason: reason) }
            let token: Token
            do throws(Reason) {
                token = try self.token(line)
            } catch {
                throw fault(error.text)
            }
            guard table.add(token) else { throw fault("another name has the same token") }
            guard table.tokens.count <= mostTokens else {
                throw fault("there are more than \(mostTokens) tokens")
            }
        }
    }

    private struct Reason: Error { let text: String }

    private static func token(_ line: String) throws(Reason) -> Token {
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw Reason(text: "a token is written name:scope:token") }
        let name = String(parts[0])
        guard (1...longestName).contains(name.utf8.count),
            name.utf8.allSatisfy({ $0.isLetterOrDigit || "-._@".utf8.contains($0) })
        else {
            throw Reason(text: "a name has 1 to \(longestName) letters, digits and characters of -._@")
        }
        guard let scope = Token.Scope(rawValue: String(parts[1])) else {
            throw Reason(text: "a scope is upload, read or badge")
        }
        return Token(name: name, digest: try digest(parts[2]), scopes: [scope])
    }

    private static func digest(_ secret: Substring) throws(Reason) -> Digest {
        if secret.hasPrefix("sha256:") {
            guard let digest = Digest(String(secret.dropFirst("sha256:".count))) else {
                throw Reason(text: "after sha256: come 64 hexadecimal digits")
            }
            return digest
        }
        guard secret.utf8.count >= shortestSecret else {
            throw Reason(text: "a token has at least \(shortestSecret) characters; benchd token makes one")
        }
        guard secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Reason(text: "a token has printable ASCII characters and no spaces")
        }
        return Digest.of(Array(secret.utf8))
    }
}

/// A new token, as a client sends it and as a file has it.
package struct NewToken: Sendable {
    /// What the client sends: 64 hexadecimal digits, 256 bits from the kernel.
    package let secret: String
    /// The line of a token file, with the digest alone.
    package let line: String

    /// Makes a token.
    ///
    /// - Throws: `TokenFault` for a name or scope that a token file may not have.
    package init(name: String, scope: String) throws(TokenFault) {
        secret = Self.random()
        line = "\(name):\(scope):sha256:\(Digest.of(Array(secret.utf8)))"
        var table = TokenTable()
        try TokenFile.read(Array(line.utf8), of: "the new token", into: &table)
    }

    /// 64 hexadecimal digits that nobody can guess.
    static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<32).map { _ in Hexadecimal.text(UInt8.random(in: .min ... .max, using: &generator)) }
            .joined()
    }
}
