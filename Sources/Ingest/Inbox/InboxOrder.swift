import Store

/// What the watcher wants done on the filing thread, in this order.
enum InboxOrder: Sendable {
    /// Another directory is the inbox now; nil while there is none.
    case use(Directory?)
    /// A removal did not end in this directory.
    case finishRemoval(in: FilePath)
    case act(DropAction)
}
