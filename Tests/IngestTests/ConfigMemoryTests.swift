import TestSupport
import Testing

@testable import Ingest
@testable import Model
@testable import System

@Suite struct `Configs that are known`: ~Copyable {
    private let folder: TemporaryFolder
    private let judge: DropJudge

    init() throws {
        folder = try TemporaryFolder()
        judge = DropJudge(
            settings: IngestSettings(inbox: folder.path), cancellation: Cancellation(),
            configs: ConfigMemory())
    }

    private func archive(_ text: String) -> [UInt8] {
        var zip = ZipBuilder()
        zip.add("vars/a.yaml", text)
        return zip.bytes
    }

    private func stage(_ bytes: [UInt8]) throws -> StagedFile { try Directory(folder.path).stage(bytes) }

    @Test func `one is read once, whatever file has its bytes`() throws {
        let bytes = archive("size: 4k\n")
        let first = try judge.config(in: try stage(bytes))
        let second = try stage(bytes)
        // Nothing is left that could be read.
        second.discard()
        let known = try judge.config(in: second)
        #expect(known.listing == first.listing && known.vars == first.vars)
        #expect(known.vars.vars.map(\.text) == ["4k"])
    }

    @Test func `another one is read`() throws {
        _ = try judge.config(in: try stage(archive("size: 4k\n")))
        let other = try judge.config(in: try stage(archive("size: 8k\n")))
        #expect(other.vars.vars.map(\.text) == ["8k"])
    }

    @Test func `the one that was not used for longest is forgotten`() throws {
        let files = try (0..<9).map { try stage(archive("size: \($0)\n")) }
        for file in files.dropLast() { _ = try judge.config(in: file) }
        _ = try judge.config(in: files[0])
        _ = try judge.config(in: files[8])
        let known = files.map { judge.configs.config($0.file.digest) != nil }
        #expect(known == [true, false, true, true, true, true, true, true, true])
    }

    @Test func `a large one is not kept`() throws {
        let many = (0..<300).map { "name\($0): \($0)\n" }.joined()
        for bytes in [archive(many), archive("#" + String(repeating: "x", count: 70_000))] {
            let file = try stage(bytes)
            _ = try judge.config(in: file)
            #expect(judge.configs.config(file.file.digest) == nil)
        }
    }
}
