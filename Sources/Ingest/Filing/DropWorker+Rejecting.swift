import Model
import System

extension DropWorker {
    mutating func reject(
        _ members: [DropMember], _ problem: Problem, _ inbox: InboxFolders
    ) -> DropResult {
        let paths = members.map(\.path)
        for member in members { take(member)?.staged.discard() }
        guard let areKept = keep(members, problem, inbox) else { return .failed(paths: paths) }
        let left = paths.filter(inbox.root.hasFile)
        return areKept ? .ended(paths: paths, left: left) : .ended(paths: paths, refused: left)
    }

    /// Whether the files could be moved away; nil where the storage failed.
    mutating func keep(
        _ members: [DropMember], _ problem: Problem, _ inbox: InboxFolders
    ) -> Bool? {
        guard let first = members.first else { return true }
        let origin = inbox.rejections.origin(of: first.path)
        do {
            let files = members.map { Rejections.File(path: $0.path, sight: $0.sight, digest: $0.digest) }
            guard try inbox.rejections.keep(files, origin: origin, problem: problem, at: .now(), log: log)
            else {
                log(
                    .warning,
                    "\(first.path) is rejected and stays in the inbox, because it is too large to be copied to another"
                        + " filesystem; remove it: \(problem.detail)"
                )
                return false
            }
            inbox.rejections.forgetReason(beside: first.path)
            return true
        } catch {
            setbacks.note(members.map(\.path), .file(error))
            unfinished.add(members.map(\.path), at: .now)
            return nil
        }
    }
}
