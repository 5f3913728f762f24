import Foundation
import TestSupport
import Testing

@testable import System

struct `Directories that are made together`: ~Copyable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `are there, with those above them, and can be made again`() throws {
        let root = try Directory(folder.path)
        for _ in 0..<2 {
            var maker = DirectoryMaker(below: root)
            for path in ["a/b/c", "a/d", "a", "a/b", ""] as [FilePath] {
                let made = try maker.directory(path)
                try maker.synchronize()
                #expect(try made.status().identity == root.directory(path).status().identity)
            }
        }
        try root.createDurably("f", with: [1])
        var maker = DirectoryMaker(below: root)
        let error = #expect(throws: FileError.self) { _ = try maker.directory("f/x") }
        #expect(error?.errno == EEXIST)
    }
}
