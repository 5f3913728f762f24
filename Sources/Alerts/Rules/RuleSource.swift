import Synchronization

/// The rules that count now; safe from any thread.
final class RuleSource: Sendable {
    private let file: Mutex<RuleFile>

    init(_ file: RuleFile) { self.file = Mutex(file) }

    var current: RuleFile { file.withLock(\.self) }

    func replace(by file: RuleFile) { self.file.withLock { $0 = file } }
}
