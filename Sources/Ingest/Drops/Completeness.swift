import System

/// Whether a file of the inbox is complete (docs/drop-protocol.md, "When a file is taken"): decisions over values alone.
enum Completeness {
    /// What is known of a file before a byte of it is read.
    enum Readiness: Equatable {
        case readable
        /// Someone writes to it, or may do so.
        case busy
        /// No regular file.
        case notTaken
    }

    /// Decides whether a file may be read that has been quiet for so long.
    static func readiness(
        kind: FileStatus.Kind, writers: OwnedDescriptor.Writers, quiet: Duration, settle: Duration
    ) -> Readiness {
        guard kind == .regular else { return .notTaken }
        switch writers {
        case .some: return .busy
        case .unknown: return quiet < settle ? .busy : .readable
        case .none: return .readable
        }
    }

    /// What is wrong with the content that was read.
    enum Fault: Equatable {
        case endsEarly
        case other
    }

    /// What follows from a fault.
    enum Verdict: Equatable {
        case final
        case readAgain(at: ContinuousClock.Instant)
    }

    /// Decides over a fault that was found at `now` in a file that is, or is not, what it was at its last event.
    static func verdict(
        on fault: Fault, isUnchanged: Bool, wasDoubted: Bool, lastEvent: ContinuousClock.Instant,
        at now: ContinuousClock.Instant, settings: IngestSettings
    ) -> Verdict {
        let quietEnd = lastEvent + (fault == .endsEarly ? settings.settleTruncated : settings.settle)
        let isSecondLook = fault == .endsEarly || wasDoubted
        return isUnchanged && isSecondLook && now >= quietEnd ? .final : .readAgain(at: max(quietEnd, now))
    }
}
