import Model
import System

/// What becomes of a run in the library that it is moved to; a pure decision.
enum Arrival: Equatable {
    case new
    /// It is there, with all that is moved.
    case known
    /// It is there, and lacks the config, or has the notes of an earlier migration.
    case outdated(config: Bool, mark: Bool)
    /// It was removed there, and stays so.
    case removed
    /// Something else is there; one sentence without a full stop.
    case conflict(String)

    /// A run as the library has it.
    struct Held {
        let receipt: Receipt
        let mark: RunMark
        /// Whether nobody there has said anything of it since it was moved.
        let isMarkMoved: Bool
    }

    /// Decides over a run by its receipt and mark; a mark that cannot be read, which is nil, changes none.
    ///
    /// `held` is the run of that id in the library, nil where there is none; `twins` are the runs there whose report has these
    /// bytes; `isRemoved` says whether the run, or its bytes, were removed there.
    static func decide(
        _ receipt: Receipt, _ mark: RunMark?, held: Held?, twins: [RunTwin], isRemoved: Bool
    ) -> Arrival {
        let config = receipt.config?.digest
        let twin = twins.first { $0.id != receipt.id && $0.config == config }
        guard let held else {
            if isRemoved { return .removed }
            return twin.map { .conflict("its bytes are filed there as the run \($0.id)") } ?? .new
        }
        if let reason = difference(receipt, held.receipt) { return .conflict(reason) }
        let lacksConfig = held.receipt.config == nil && config != nil
        if lacksConfig, let twin {
            return .conflict("its bytes with its config are filed there as the run \(twin.id)")
        }
        let isMarkOther = mark.map { $0 != held.mark } ?? false
        guard !isMarkOther || held.isMarkMoved else {
            return .conflict(
                "people have said something else of it there, which stays; set it with benchd note, exclude or pin"
            )
        }
        return lacksConfig || isMarkOther ? .outdated(config: lacksConfig, mark: isMarkOther) : .known
    }

    /// Why a run of the same id is another one; nil where it is not.
    ///
    /// Warnings may differ: they follow the rules of the version that has read the run.
    private static func difference(_ receipt: Receipt, _ held: Receipt) -> String? {
        guard held.report == receipt.report else { return "another report is filed there under its id" }
        if let config = receipt.config, let other = held.config, config != other {
            return "another config is filed there with it"
        }
        let isSame =
            held.filed == receipt.filed && held.source == receipt.source && held.origin == receipt.origin
            && held.uploader == receipt.uploader
        guard isSame else { return "its receipt there says another time, rig or origin" }
        // Where only one of them has a config, it has come since.
        guard held.config == nil || receipt.config == nil || held.configAttached == receipt.configAttached
        else { return "its receipt there says another time for its config" }
        return nil
    }
}

extension Arrival {
    /// What becomes of a tombstone.
    enum Burial: Equatable {
        /// It is there.
        case known
        case new
        /// One sentence without a full stop.
        case conflict(String)
    }

    /// Decides over a tombstone, and the run of its id in the library that it is moved to; nil where there is none.
    static func decide(_ tombstone: Tombstone, held: Held?, isKnown: Bool) -> Burial {
        if isKnown { return .known }
        guard let held else { return .new }
        guard held.receipt.report == tombstone.report else {
            return .conflict("it was removed, and another report is filed there under its id")
        }
        guard !held.mark.isPinned || held.isMarkMoved else {
            return .conflict("it was removed, and is pinned there; benchd pin --undo lets it go")
        }
        return .new
    }
}
