import Model

/// What a command threw, for people.
enum FaultText {
    /// One sentence, with what helps where the catalog is damaged.
    static func text(of error: any Error) -> String {
        guard case .catalog(let fault)? = error as? LibraryError, fault.cause == .content else {
            return "\(error)"
        }
        return "\(error); benchd reindex makes the catalog again"
    }
}
