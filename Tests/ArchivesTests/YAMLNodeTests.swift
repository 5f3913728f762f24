import Testing

@testable import Archives

@Suite struct YAMLNodeTests {
    private func read(_ text: String) throws -> YAMLNode? { try YAMLNode.read(Array(text.utf8)) }

    @Test func `texts, lists and maps have their lines`() throws {
        let root = try #require(try read("a: 1\nb:\n  - x\n  - {c: 'y z'}\n"))
        let members = try #require(root.members)
        #expect(members.map(\.key) == ["a", "b"] && members.map(\.line) == [1, 2])
        #expect(members[0].value.text == "1")
        let list = try #require(members[1].value.list)
        #expect(
            list.map(\.line) == [3, 4] && list[0].text == "x" && list[1].members?.first?.value.text == "y z")
    }

    @Test(arguments: ["", "# nothing\n", "---\n...\n"]) func `a file without content is none or empty`(
        text: String
    ) throws {
        let root = try read(text)
        #expect(root == nil || root?.text == "")
    }

    @Test(arguments: [
        ("a: 1\na: 2", "line 2: the key a comes twice"),
        ("x: &y 1\nz: *y", "line 2: aliases are not taken here"),
        ("[[[[[[[[[1]]]]]]]]]", "more than 8 levels"), ("a: 1\n---\nb: 2", "one document"),
        ("? [x]\n: 1", "a key must be a short text"),
        ("a: [", "broken YAML"),
    ])
    func `what such a file has no use for is refused`(text: String, message: String) {
        #expect(throws: YAMLNodeFault.self) { try read(text) }
        do {
            _ = try read(text)
        } catch {
            #expect("\(error)".contains(message))
        }
    }
}
