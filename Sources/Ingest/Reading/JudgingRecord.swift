import Synchronization
import System

/// Keeps in `data/.judging` what is being judged, without a sync: a process that ends there leaves it, a power cut may not.
final class JudgingRecord: Sendable {
    private static let name: FilePath = ".judging"
    private static let sizeLimit = 1 << 20

    private struct State {
        var table: JudgingTable
        var isForgiving = false
    }

    private let state: Mutex<State>
    /// Nil where it cannot be kept: then nothing is noted.
    private let file: OwnedDescriptor?
    private let path: FilePath

    /// The record of a data folder.
    init(in folder: Directory, log: LogSink) {
        path = folder.path(of: Self.name)
        var table = JudgingTable()
        do throws(FileError) {
            if let status = try folder.statusIfPresent(of: Self.name) {
                // benchd never writes a larger file.
                if status.byteCount <= Self.sizeLimit {
                    table = JudgingTable(of: try folder.read(Self.name, limit: Self.sizeLimit))
                }
                // The file is always created again, so that nothing is written through a link of that name.
                try folder.remove(Self.name)
            }
            file = try folder.create(Self.name)
        } catch {
            log(
                .warning,
                "cannot write which drops are being judged, so a drop that ends benchd may do so at each start: \(error)"
            )
            file = nil
        }
        state = Mutex(State(table: table))
        state.withLock { keep(&$0) }
    }

    /// Judges a file; nil, without a judgement, where that has ended the process at two starts.
    func judging<Result, Failure: Error>(
        _ path: FilePath, _ sight: FileSight, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        let key = JudgingTable.Key(path, sight)
        guard change({ $0.begin(key) }) else { return nil }
        defer { change { $0.end(key) } }
        return try body()
    }

    /// What is judged from now on does not count: the process is asked to end.
    func forgive() {
        state.withLock { state in
            state.table.forgive()
            keep(&state)
            state.isForgiving = true
        }
    }

    private func change<Result: Sendable>(_ body: (inout JudgingTable) -> Result) -> Result {
        state.withLock { state in
            let result = body(&state.table)
            keep(&state)
            return result
        }
    }

    private func keep(_ state: inout State) {
        if state.isForgiving { return }
        // Without it a drop that ends the process has more tries than two, no more.
        try? file?.writeStart(state.table.bytes, path: path)
    }
}
