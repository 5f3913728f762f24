import Foundation
import Glibc
import TestSupport
import Testing

@testable import Archives
@testable import CLinux
@testable import JSON
@testable import Model
@testable import Store
@testable import System

@Suite struct `A filed file` {
    private static let filed = FiledFile(byteCount: 10, digest: Digest.of(Array("0123456789".utf8)))

    private static func status(
        size: Int = 10, modified: Int = 100, changed: Int = 200, mode: mode_t = S_IFREG
    ) -> FileStatus {
        var status = stat()
        status.st_size = size
        status.st_mode = mode
        status.st_ino = 7
        status.st_mtim.tv_sec = modified
        status.st_ctim.tv_sec = changed
        return FileStatus(status)
    }

    struct Case: CustomTestStringConvertible {
        let what: String
        let now: FileStatus
        var verified: FileStamp? = FileStamp(status())
        var finding: Soundness.Finding?
        let soundness: Soundness

        var testDescription: String { what }
    }

    @Test(arguments: [
        Case(what: "as it was", now: status(), soundness: .whole),
        Case(what: "linked", now: status(changed: 300), soundness: .touched),
        Case(what: "written to", now: status(modified: 101, changed: 300), soundness: .unverified),
        Case(what: "of which nothing is known", now: status(), verified: nil, soundness: .unverified),
        Case(
            what: "shorter", now: status(size: 9),
            soundness: .damaged(reason: "it has 9 bytes and was filed with 10")),
        Case(
            what: "longer", now: status(size: 11),
            soundness: .damaged(reason: "it has 11 bytes and was filed with 10")),
        Case(
            what: "a directory", now: status(mode: S_IFDIR), soundness: .damaged(reason: "it is a directory")),
        Case(
            what: "a pipe", now: status(mode: S_IFIFO),
            soundness: .damaged(reason: "it is no regular file")),
        Case(
            what: "found damaged, and as it was then", now: status(),
            finding: Soundness.Finding(reason: "rotten", stamp: FileStamp(status())),
            soundness: .damaged(reason: "rotten")),
        Case(
            what: "found damaged, and linked or put back with its times since", now: status(changed: 300),
            finding: Soundness.Finding(reason: "rotten", stamp: FileStamp(status())),
            soundness: .unverified),
        Case(
            what: "found damaged, and written to since", now: status(modified: 101),
            finding: Soundness.Finding(reason: "rotten", stamp: FileStamp(status())),
            soundness: .unverified),
        Case(
            what: "found missing, and there again", now: status(changed: 300),
            finding: Soundness.Finding(reason: "it is missing", stamp: nil), soundness: .unverified),
    ])
    func `counts as what size and times say`(_ file: Case) {
        let soundness = Soundness.of(
            file.now, filed: Self.filed, verified: file.verified, finding: file.finding)
        #expect(soundness == file.soundness)
    }

    @Test(
        arguments: [
            (ENOENT, "it is missing"), (ELOOP, "it is a symbolic link"),
            (EIO, "it cannot be read (read: Input/output error)"),
            (EACCES, "it cannot be read (read: Permission denied)"), (EMFILE, nil), (ENOMEM, nil),
            (ENOSPC, nil),
        ] as [(CInt, String?)])
    func `is damaged where the error is its own`(_ code: CInt, _ reason: String?) {
        #expect(Soundness.reason(FileError(operation: "read", path: "x", errno: code)) == reason)
    }

    @Test func `keeps its stamp in the catalog's text`() {
        let stamp = RunStamp(
            report: .verified(FileStamp(Self.status())), receipt: .unverified, config: .absent,
            notes: .verified(FileStamp(Self.status())))
        #expect(RunStamp(text: stamp.text) == stamp)
        #expect(RunStamp(text: "- - -").notes == .absent)
        for text in ["", "1:2 1:2 -", "x", "- -"] {
            #expect(RunStamp(text: text).report == .unverified)
        }
    }

    struct Age: Sendable {
        let modified: Int
        let changed: Int
        let filed: Int64
    }

    /// The clock shows 1,000 s.
    @Test(arguments: [
        Age(modified: 100, changed: 200, filed: 100_000),
        Age(modified: 900, changed: 200, filed: 200_000),
        Age(modified: 5_000_000_000, changed: 200, filed: 200_000),
        Age(modified: 5_000_000_000, changed: 5_000_000_000, filed: 1_000_000),
        Age(modified: -2_177_452_800, changed: 200, filed: -2_177_452_800_000),
        Age(modified: 292_277_026_596, changed: 200, filed: 200_000),
    ])
    func `without a receipt was filed when it was last written to, but never later than it was there`(
        _ age: Age
    ) {
        let status = Self.status(modified: age.modified, changed: age.changed)
        #expect(status.filed(at: Timestamp(milliseconds: 1_000_000)).milliseconds == age.filed)
    }
}

@Suite struct `A receipt` {
    private static let file: JSONValue = [
        "bytes": 1, "sha256": .string(Digest.of([1]).description),
    ]

    private static func json(config: JSONValue?) -> JSONValue {
        let members: [JSONValue.Member] = [
            .init("uuid", "0a1b2c3d4e5f"), .init("filed", "2026-11-23T18:41:18.123Z"), .init("report", file),
        ]
        return .object(members + (config.map { [.init("config", $0)] } ?? []))
    }

    @Test(arguments: [nil, .null, file] as [JSONValue?])
    func `names a config or none`(_ config: JSONValue?) {
        #expect((Receipt(json: Self.json(config: config))?.config != nil) == (config == Self.file))
        #expect(Receipt(json: Self.json(config: config)) != nil)
    }

    @Test(arguments: ["x", ["bytes": 1], .array([])] as [JSONValue])
    func `that names something else is none, and not one without a config`(_ config: JSONValue) {
        #expect(Receipt(json: Self.json(config: config)) == nil)
    }
}

struct `What is found damaged`: ~Copyable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `is told once each, and the first of many one by one`() throws {
        let condition = Condition { _, _ in }
        let board = DamageBoard(condition: condition)
        let ids = (0..<(DamageBoard.limit + 5)).compactMap { RunID(String(format: "%012x", $0)) }
        for id in ids {
            let damage = PartDamage(
                id: id, part: .report, damage: Damage(path: "data/x.json", reason: "it is missing"))
            board.note(damage, stamp: nil)
        }
        #expect(condition.troubles.count == Condition.damageLimit + 1)
        #expect(condition.troubles.allSatisfy { !$0.part.stopsWork })
        for id in ids { board.clear(.report, id) }
        #expect(condition.troubles.isEmpty)
    }

    @Test func `is forgotten of a run that is gone`() throws {
        let condition = Condition { _, _ in }
        let store = try Store.open(
            folder.path.appending("data"), limits: ArchiveLimits(byteCount: 1 << 20), condition: condition
        ).store
        let id = try #require(RunID("0123456789ab"))
        store.filedFiles.board.note(
            PartDamage(id: id, part: .report, damage: Damage(path: "x.json", reason: "it is missing")),
            stamp: nil)
        #expect(condition.troubles.count == 1)
        store.reconsiderDamages()
        #expect(condition.troubles.isEmpty)
    }

    @Test func `keeps a link in the place of the lock from being followed`() throws {
        try folder.write(Array("precious".utf8), to: "elsewhere")
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "data"), withIntermediateDirectories: true)
        let lock = folder.url.appending(path: "data/.lock").path
        for make in [symlink, link] {
            #expect(make(folder.url.appending(path: "elsewhere").path, lock) == 0)
            #expect(throws: LibraryError.self) {
                try Store.open(folder.path.appending("data"), limits: ArchiveLimits(byteCount: 1 << 20))
            }
            #expect(try Data(contentsOf: folder.url.appending(path: "elsewhere")) == Data("precious".utf8))
            unlink(lock)
        }
    }

    @Test(arguments: ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm", ".staging"])
    func `keeps a link among its own files from being followed`(_ name: String) throws {
        try folder.write(Array("precious".utf8), to: "elsewhere")
        try folder.write([], to: "data/.lock")
        #expect(
            symlink(
                folder.url.appending(path: "elsewhere").path, folder.url.appending(path: "data/\(name)").path)
                == 0)
        #expect(throws: LibraryError.self) {
            try Store.open(folder.path.appending("data"), limits: ArchiveLimits(byteCount: 1 << 20))
        }
        #expect(try Data(contentsOf: folder.url.appending(path: "elsewhere")) == Data("precious".utf8))
    }
}
