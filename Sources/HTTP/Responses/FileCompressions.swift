import Synchronization

/// How many files are compressed while they are sent, which the threads that send do themselves, piece by piece.
///
/// Each of them takes a few milliseconds of such a thread in every turn, so there is a limit; beyond it a file is sent as
/// it is.
final class FileCompressions: Sendable {
    /// The right to compress one file, given back when it is released.
    final class Permit: Sendable {
        private let owner: FileCompressions

        fileprivate init(_ owner: FileCompressions) {
            self.owner = owner
        }

        deinit { owner.count.withLock { $0 -= 1 } }
    }

    /// At two milliseconds for each turn of each, other answers wait for some tens of milliseconds at most.
    static let limit = 16

    private let count = Mutex(0)

    /// A permit; nil while there are too many.
    func permit() -> Permit? {
        let isFree = count.withLock { count in
            guard count < Self.limit else { return false }
            count += 1
            return true
        }
        return isFree ? Permit(self) : nil
    }
}
