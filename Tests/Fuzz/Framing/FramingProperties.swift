@testable import HTTP

/// What must hold of whatever a client sends, however it is cut into pieces.
enum FramingProperties {
    private struct Outcome: Equatable {
        var passed: [UInt8] = []
        var requests: [Request] = []
        var fault: RequestFault?
    }

    static func check(_ bytes: [UInt8], seed: UInt8) {
        let whole = outcome(of: [bytes[...]])
        precondition(outcome(of: pieces(of: bytes, seed: seed)) == whole, "pieces are read in another way")
        precondition(
            outcome(of: bytes.indices.map { bytes[$0...$0] }) == whole, "bytes are read in another way")
        let again = outcome(of: [whole.passed[...]])
        precondition(again.passed == whole.passed, "what passes does not pass as it is")
        precondition(
            again.requests.map(\.passedHeader) == whole.requests.map(\.passedHeader),
            "what passes is read in another way")
        precondition(again.fault == nil, "what passes is refused")
        precondition(
            whole.requests.allSatisfy { RequestCheck.fault(in: $0) == nil }, "an unsound request passes")
    }

    /// Pieces of sizes that look random, and are the same for the same input.
    private static func pieces(of bytes: [UInt8], seed: UInt8) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        var state = UInt32(seed) &+ 1
        while !rest.isEmpty {
            state = state &* 1_664_525 &+ 1_013_904_223
            let count = Int(state >> 24) % 40 + 1
            pieces.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    private static func outcome(of pieces: [ArraySlice<UInt8>]) -> Outcome {
        var framer = RequestFramer(peer: .local, limits: ServerLimits())
        var outcome = Outcome()
        var buffer = [UInt8](repeating: 0, count: 97)
        for piece in pieces {
            piece.withUnsafeBytes { framer.take($0) }
            while framer.readyCount > 0 {
                let count = buffer.withUnsafeMutableBytes { framer.pass(into: $0) }
                precondition(count > 0, "nothing passes though some is ready")
                outcome.passed += buffer.prefix(count)
            }
        }
        while let request = framer.takeRequest() { outcome.requests.append(request) }
        outcome.fault = framer.refusal?.fault
        return outcome
    }
}
