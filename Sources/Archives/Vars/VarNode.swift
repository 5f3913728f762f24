import Model

/// What a file of settings holds at one place.
indirect enum VarNode: Equatable {
    case value(ConfigVar.Value)
    case list([VarNode])
    case map([Member])
    /// A list or a map without elements, as it is written; it is no name of anything.
    case empty(String)
    /// What is not kept: it lies too deep, or is beyond the number of values.
    case unread

    /// A key and what it has.
    struct Member: Equatable {
        let name: String
        var node: VarNode
    }

    /// The text of a member; nil where the node is no map, or the member no text that is kept.
    func text(of name: String) -> String? {
        guard case .map(let members) = self,
            case .value(.text(let text))? = members.first(where: { $0.name == name })?.node
        else { return nil }
        return text
    }
}
