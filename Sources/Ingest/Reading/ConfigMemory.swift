import Model
import Synchronization
import System

/// What the last config archives say, by their digests: rigs send the same one with every report.
///
/// What an archive says depends on its bytes alone, so one that is known is not read again. Archives that are no configs are not
/// kept. Safe from any thread.
final class ConfigMemory: Sendable {
    private static let limit = 8
    /// Of a larger archive, or one with more members or settings, nothing is kept.
    private static let byteLimit = 64 << 10
    private static let itemLimit = 200

    /// The last used comes last.
    private let configs = Mutex<[(digest: Digest, config: ReadConfig)]>([])

    /// What the archive with a digest says; nil where that is not known.
    func config(_ digest: Digest) -> ReadConfig? {
        configs.withLock { configs in
            guard let place = configs.firstIndex(where: { $0.digest == digest }) else { return nil }
            let known = configs.remove(at: place)
            configs.append(known)
            return known.config
        }
    }

    /// Keeps what an archive says.
    func keep(_ config: ReadConfig, of file: FiledFile) {
        guard file.byteCount <= Self.byteLimit, config.listing.entries.count <= Self.itemLimit,
            config.vars.vars.count <= Self.itemLimit
        else { return }
        configs.withLock { configs in
            configs.removeAll { $0.digest == file.digest }
            if configs.count == Self.limit { configs.removeFirst() }
            configs.append((file.digest, config))
        }
    }
}
