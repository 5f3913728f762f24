import Testing

@testable import Ingest
@testable import System

@Suite struct `Whether a file is complete` {
    struct Look: CustomTestStringConvertible {
        let kind: FileStatus.Kind
        let writers: OwnedDescriptor.Writers
        let quiet: Duration
        let readiness: Completeness.Readiness

        var testDescription: String { "\(kind), writers \(writers), quiet for \(quiet): \(readiness)" }
    }

    @Test(arguments: [
        Look(kind: .regular, writers: .none, quiet: .zero, readiness: .readable),
        Look(kind: .regular, writers: .some, quiet: .seconds(3600), readiness: .busy),
        Look(kind: .regular, writers: .unknown, quiet: .milliseconds(499), readiness: .busy),
        Look(kind: .regular, writers: .unknown, quiet: .milliseconds(500), readiness: .readable),
        Look(kind: .directory, writers: .none, quiet: .seconds(3600), readiness: .notTaken),
        Look(kind: .symbolicLink, writers: .none, quiet: .seconds(3600), readiness: .notTaken),
        Look(kind: .special, writers: .some, quiet: .zero, readiness: .notTaken),
    ])
    func `before it is read`(_ look: Look) {
        let readiness = Completeness.readiness(
            kind: look.kind, writers: look.writers, quiet: look.quiet, settle: .milliseconds(500))
        #expect(readiness == look.readiness)
    }

    struct Fault: CustomTestStringConvertible {
        let fault: Completeness.Fault
        var isUnchanged = true
        var wasDoubted = false
        let quiet: Duration
        /// How long until it is read again; nil where the verdict is final.
        let wait: Duration?

        var testDescription: String {
            "\(fault), \(isUnchanged ? "unchanged" : "changed"), \(wasDoubted ? "doubted" : "not doubted"), quiet for \(quiet)"
        }
    }

    @Test(arguments: [
        Fault(fault: .endsEarly, quiet: .zero, wait: .seconds(30)),
        Fault(fault: .endsEarly, quiet: .seconds(29), wait: .seconds(1)),
        Fault(fault: .endsEarly, quiet: .seconds(30), wait: nil),
        Fault(fault: .endsEarly, isUnchanged: false, quiet: .seconds(40), wait: .zero),
        Fault(fault: .endsEarly, wasDoubted: true, quiet: .seconds(29), wait: .seconds(1)),
        Fault(fault: .other, quiet: .zero, wait: .milliseconds(500)),
        Fault(fault: .other, quiet: .seconds(1), wait: .zero),
        Fault(fault: .other, wasDoubted: true, quiet: .milliseconds(400), wait: .milliseconds(100)),
        Fault(fault: .other, wasDoubted: true, quiet: .milliseconds(500), wait: nil),
        Fault(fault: .other, isUnchanged: false, wasDoubted: true, quiet: .seconds(1), wait: .zero),
    ])
    func `after it was found bad`(_ fault: Fault) {
        let lastEvent = ContinuousClock.now
        let now = lastEvent + fault.quiet
        let verdict = Completeness.verdict(
            on: fault.fault, isUnchanged: fault.isUnchanged, wasDoubted: fault.wasDoubted,
            lastEvent: lastEvent,
            at: now, settings: IngestSettings(inbox: "inbox"))
        #expect(verdict == (fault.wait.map { .readAgain(at: now + $0) } ?? .final))
    }
}
