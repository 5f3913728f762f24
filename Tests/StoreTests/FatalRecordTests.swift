import TestSupport
import Testing

@testable import Model
@testable import Store

@Suite struct `Runs that ended the process`: ~Copyable {
    private static let id = "0123456789ab"
    private static let other = "0193abcd-ef01-7234-8abc-0123456789ab"
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func runs(_ content: String, version: String = "1.0") throws -> [String] {
        try folder.write(Array(content.utf8), to: ".fatal")
        return try FatalRecord(in: folder.path, version: version).runs.map(\.description).sorted()
    }

    @Test func `are read for the version that met them`() throws {
        #expect(
            try runs("1.0 \(Self.id)\n1.0 \(Self.other)\n0.9 000000000000\n1.0 \(Self.id)\n") == [
                Self.id, Self.other,
            ])
        #expect(try folder.names() == [".fatal"])
    }

    @Test func `are forgotten by another version, with the file`() throws {
        #expect(try runs("1.0 \(Self.id)\n", version: "1.1").isEmpty)
        #expect(try folder.names().isEmpty)
    }

    @Test(arguments: ["", "\n \n", "1.0\n", "1.0 ../x\n", "1.0 0123456789ab x\n", "1.0 0123456789", "\0"])
    func `are none that a damaged line names`(_ content: String) throws {
        #expect(try runs(content).isEmpty)
    }

    @Test func `are none without a file, and no file is made`() throws {
        #expect(try FatalRecord(in: folder.path, version: "1.0").runs.isEmpty)
        #expect(try folder.names().isEmpty)
    }

    @Test func `a record that is no file is passed over`() throws {
        try folder.write([1], to: ".fatal/x")
        #expect(try FatalRecord(in: folder.path, version: "1.0").runs.isEmpty)
    }
}
