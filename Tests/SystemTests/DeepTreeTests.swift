import Glibc
import TestSupport
import Testing

@testable import System

/// Trees that no path leads to the end of, as anyone who may write to the inbox can make them.
@Suite struct DeepTreeTests: ~Copyable {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a tree of any depth is removed with few descriptors and little stack`() throws {
        let root = try Directory(folder.path)
        try Self.makeTree(in: root, depth: 20_000)
        try folder.write([1], to: "a/b/file")
        try root.removeContents()
        #expect(try root.names().isEmpty)
    }

    @Test func `directories that have the name of one that moves up stay apart`() throws {
        for name in ["a/x/1", "a/y/x/1", "b/x/1", "x/x/x/1", "1/1/1"] { try folder.write([1], to: name) }
        let root = try Directory(folder.path)
        try root.removeContents()
        #expect(try root.names().isEmpty)
    }

    /// From the inside: each directory is moved into a new one.
    private static func makeTree(in root: Directory, depth: Int) throws {
        _ = try root.makingDirectory("d")
        for _ in 0..<depth {
            let outer = try root.makingDirectory("outer")
            try root.rename("d", into: outer, as: "d")
            try root.rename("outer", into: root, as: "d")
        }
    }
}
