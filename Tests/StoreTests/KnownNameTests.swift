import TestSupport
import Testing

@testable import Model
@testable import Store
@testable import System

@Suite struct `Numbers of names`: ~Copyable {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func codes() throws -> NameCodes {
        let database = try Database(folder.path.appending("catalog"))
        try CatalogSchema.prepare(database)
        return NameCodes(database)
    }

    @Test func `a name has one number of its kind`() throws {
        let codes = try codes()
        let first = try codes.code(of: "tps")
        #expect(try codes.code(of: "tps") == first)
        #expect(try codes.code(of: "tps", CatalogSchema.NameKind(.plot)) != first)
        #expect(try CatalogSchema.code(of: "tps", in: codes.database) == first)
    }

    @Test func `a number that was undone with its transaction is not given again`() throws {
        let codes = try codes()
        #expect(throws: CatalogError.self) {
            try codes.database.transaction { () throws(CatalogError) in
                _ = try codes.code(of: "lost")
                throw CatalogError(operation: "test", message: "undone", cause: .other)
            }
        }
        let other = try codes.code(of: "other")
        let lost = try codes.code(of: "lost")
        #expect(lost != other)
        #expect(try CatalogSchema.code(of: "lost", in: codes.database) == lost)
    }

    @Test(arguments: [("K", "\u{212A}"), ("\u{E9}", "e\u{301}")])
    func `names that are equal by Unicode alone have numbers of their own`(first: String, second: String)
        throws
    {
        let codes = try codes()
        let one = try codes.code(of: first)
        #expect(try codes.code(of: second) != one)
        #expect(try codes.code(of: first) == one)
    }
}
