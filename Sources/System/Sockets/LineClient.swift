import Glibc

/// Asks the server that listens at a name (`LineServer`).
package enum LineClient {
    private static let answerLimit = 1 << 20

    /// Sends a line and returns the line that comes back, both without their end; nil where nobody listens.
    ///
    /// - Throws: `FileError`; `ETIMEDOUT` where no answer comes within `limit`, `EPIPE` where the server ends without one.
    package static func ask(
        _ line: [UInt8], at name: FilePath, in directory: Directory, within limit: Duration
    ) throws(FileError) -> [UInt8]? {
        let path = directory.path(of: name)
        guard let socket = try LocalSocket.connect(to: name, in: directory, waiting: limit) else {
            return nil
        }
        guard LocalSocket.send(line + [UInt8(ascii: "\n")], to: socket.raw) else {
            throw .current("send", path)
        }
        let end = ContinuousClock.now + limit
        var answer: [UInt8] = []
        while answer.last != UInt8(ascii: "\n") {
            guard ContinuousClock.now < end else {
                throw FileError(operation: "receive", path: path, errno: ETIMEDOUT)
            }
            switch LocalSocket.receive(from: socket.raw) {
            case .bytes(let bytes): answer += bytes
            case .nothing: throw FileError(operation: "receive", path: path, errno: ETIMEDOUT)
            case .end: throw FileError(operation: "receive", path: path, errno: EPIPE)
            case .failed(let code): throw FileError(operation: "receive", path: path, errno: code)
            }
            guard answer.count <= answerLimit else {
                throw FileError(operation: "receive", path: path, errno: EMSGSIZE)
            }
        }
        return answer.dropLast()
    }
}
