import Model
import Store
import System

extension ControlClient {
    /// Has a mark changed and prints the mark that the run has now; returns the exit code.
    func perform(_ request: MarkRequest) throws -> Int32 {
        let answer = try answer(to: request.json, read: MarkAnswer.init(json:)) { store in
            MarkAnswer(try store.mark(request.run, request.change), of: request.run)
        }
        switch answer {
        case .marked(let id, let mark):
            StandardStream.output.write(Self.text(id, mark))
            return 0
        case .refused(let reason): throw CommandFault(LogText.escaping(reason))
        }
    }

    private static func text(_ id: RunID, _ mark: RunMark) -> String {
        let lines = [
            mark.label.map { "label: \($0)" },
            mark.note.map {
                "note: "
                    + $0.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n    ")
            },
            mark.tags.isEmpty ? nil : "tags: \(mark.tags.joined(separator: ", "))",
            mark.exclusion.map { "excluded: \($0)" },
            mark.isPinned ? "pinned" : nil,
        ]
        return (["run \(id)"] + lines.compactMap(\.self)).joined(separator: "\n  ") + "\n"
    }
}
