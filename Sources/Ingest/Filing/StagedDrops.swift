import System

/// The staged files whose drops the board has not decided on yet, by ticket; used by the filing thread alone.
struct StagedDrops {
    private var files: [Ticket: StagedDropFile] = [:]

    /// Keeps a staged file until it is taken or discarded; a nil keeps nothing.
    mutating func keep(_ file: StagedDropFile?, as ticket: Ticket) { files[ticket] = file }

    /// A staged file that stays here.
    func file(of ticket: Ticket) -> StagedDropFile? { files[ticket] }

    /// Hands over the staged file of a member; nil for a bad file, of which nothing is staged.
    mutating func take(_ member: DropMember) -> StagedDropFile? {
        member.ticket.flatMap { files.removeValue(forKey: $0) }
    }

    /// Removes a staged file, which nobody needs any more.
    mutating func discard(_ ticket: Ticket) { files.removeValue(forKey: ticket)?.staged.discard() }
}
