import System

/// What the watcher wants done on the filing thread, in this order.
enum InboxOrder: Sendable {
    /// Another directory is the inbox now, which the log says once it is open.
    case use(Directory, notice: String)
    /// The inbox is gone.
    case leave
    /// A removal did not end in this directory.
    case finishRemoval(in: FilePath)
    case act(DropAction)
}

extension InboxOrder: CustomStringConvertible {
    /// What is done, for people: "reading rig-07/aggregated_report.json".
    var description: String {
        switch self {
        case .use: "opening the inbox"
        case .leave: "leaving the inbox"
        case .finishRemoval(let directory): "finishing a removal in \(directory)/"
        case .act(.read(let path, _, _, _, _)): "reading \(path)"
        case .act(.file(let report, _, _)): "filing \(report.path)"
        case .act(.attach(let late)): "attaching \(late.path)"
        case .act(.reject(let members, _)):
            "rejecting \(members.map(\.path.description).joined(separator: ", "))"
        case .act(.discard): "removing a copy"
        }
    }
}

extension InboxOrder {
    /// Whether it may mean a run that an order before it files, so that it cannot be carried out before that is filed.
    var mayMeanFiledRun: Bool {
        switch self {
        case .act(.read), .act(.file), .act(.discard): false
        case .use, .leave, .finishRemoval, .act(.attach), .act(.reject): true
        }
    }
}
