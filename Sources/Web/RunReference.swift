import Model

/// A run as a path names it.
enum RunReference: Equatable {
    case latest
    case id(RunID)

    /// As a path has it.
    var text: String {
        switch self {
        case .latest: "latest"
        case .id(let id): id.description
        }
    }

    /// Reads "latest" or an id; nil for anything else, so that no other text ever becomes a file name.
    init?(_ text: String) {
        if text == "latest" {
            self = .latest
        } else if let id = RunID(text) {
            self = .id(id)
        } else {
            return nil
        }
    }
}
