import Testing

@testable import Model
@testable import System

@Suite struct `The same bytes again` {
    static let config = Digest.of([1])
    static let other = Digest.of([2])
    static let ids = ["000000000001", "000000000002"].compactMap(RunID.init)

    /// Runs with the same report by their configs, in the order filed; the drop's config; what it is.
    static let drops: [(runs: [Digest?], config: Digest?, decision: Deduplication)] = [
        ([], nil, .new),
        ([], config, .new),
        ([nil], nil, .duplicate(ids[0])),
        ([config], nil, .duplicate(ids[0])),
        ([config], config, .duplicate(ids[0])),
        ([nil], config, .attach(ids[0])),
        ([other], config, .new),
        ([other, config], config, .duplicate(ids[1])),
        ([other, nil], config, .attach(ids[1])),
        ([nil, config], config, .duplicate(ids[1])),
        ([nil, nil], config, .attach(ids[0])),
        ([other, config], nil, .duplicate(ids[0])),
    ]

    @Test(arguments: drops.indices)
    func `are the run that they were`(_ index: Int) {
        let (runs, config, decision) = Self.drops[index]
        let twins = zip(Self.ids, runs).map { RunTwin(id: $0, config: $1) }
        #expect(Deduplication.decide(config: config, twins: twins) == decision)
    }

    static let filed = Timestamp(milliseconds: 1_700_000_000_000)

    /// The run's config, how long ago it was filed, and what becomes of the late config; ten minutes are allowed.
    static let lateConfigs: [(run: Digest?, age: Duration, decision: LateConfig)] = [
        (nil, .zero, .attach),
        (nil, .seconds(600), .attach),
        (nil, .milliseconds(600_001), .belongsToNoRun),
        (nil, .seconds(7 * 24 * 3600), .belongsToNoRun),
        (config, .zero, .isAttached),
        (config, .seconds(7 * 24 * 3600), .isAttached),
        (other, .zero, .belongsToNoRun),
        // The clock stepped back since.
        (nil, .seconds(-5), .attach),
        (nil, .seconds(-600), .attach),
        (nil, .seconds(-3600), .belongsToNoRun),
    ]

    @Test(arguments: lateConfigs.indices)
    func `and a late config is of the last run, if that was just now`(_ index: Int) throws {
        let (config, age, decision) = Self.lateConfigs[index]
        let run = Receipt(
            id: Self.ids[0], filed: Self.filed, source: nil, origin: .upload,
            report: FiledFile(byteCount: 1, digest: .of([])),
            config: config.map { FiledFile(byteCount: 1, digest: $0) })
        let now = Timestamp(
            milliseconds: Self.filed.milliseconds + age.components.seconds * 1000
                + age.components.attoseconds / 1_000_000_000_000_000)
        #expect(
            LateConfig.decide(config: Self.config, run: run, at: now, within: .seconds(600)) == decision)
    }
}
