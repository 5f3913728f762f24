import TestSupport
import Testing

@testable import Archives
@testable import JSON
@testable import Model

struct `Links in config archives`: ~Copyable {
    let folder: ArchiveFolder

    init() throws { folder = try ArchiveFolder() }

    private static let link: UInt16 = 0o120777

    private static func bytes(_ links: [(String, String)], _ change: (inout ZipBuilder) -> Void = { _ in })
        -> [UInt8]
    {
        var zip = ZipBuilder()
        for (path, target) in links { zip.add(path, target, mode: link) }
        change(&zip)
        return zip.bytes
    }

    @Test(arguments: [
        ("current.yml", "inventory/prod/group_vars/all.yml"), ("a/b", "../c"), ("a/b/c", "../../d/./e"),
        ("a", "."), ("a/b", ".."), ("a", "not there"), ("a/b", "c/../d"), ("a", "a"), ("ü", "größe"),
    ])
    func `are listed with their target, and read as it`(_ path: String, _ target: String) throws {
        let bytes = Self.bytes([(path, target)])
        let entry = try folder.list(bytes).entries[0]
        #expect(entry.kind == .link && entry.target == target && entry.path == path)
        #expect(entry.json["type"] == "link" && entry.json["target"] == .string(target))
        #expect(try folder.read(0, of: bytes).bytes == Array(target.utf8))
    }

    @Test(arguments: [
        ("a", "/etc/passwd"), ("a", "\\\\server\\share"), ("a", "C:\\x"), ("a", "c:x"), ("a", ".."),
        ("a", "../x"),
        ("a/b", "../../x"), ("a/b", "..\\..\\x"), ("a", "b/../../x"), ("a", "./../x"), ("a/b", ".. /.. /x"),
        ("./a/./b", "../../x"), ("a//b", "../../x"),
    ])
    func `are refused where they lead out`(_ path: String, _ target: String) throws {
        #expect(
            folder.fault(Self.bytes([(path, target)])) == .linksOut(count: 1, entry: path, target: target))
    }

    @Test func `are all counted, with a cure`() throws {
        let links = [("in", "x"), ("b", "/etc"), ("c/d", "../../x"), ("e", "..")]
        let fault = folder.fault(Self.bytes(links))
        let problem = try #require(fault).problem
        #expect(
            problem.detail
                == "The config archive is refused: 3 links lead out of the archive, the first is \"b\" to \"/etc\";"
                + " pack the files themselves (zip without -y, rsync -L, tar -h) or leave the links out, and send it again."
        )
        #expect(problem.json["entry"] == "b" && problem.json["links"] == 3)
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let reason: String
        let make: @Sendable () -> [UInt8]
    }

    static let refused = [
        Row(testDescription: "by way of another link", reason: "1 link leads out") {
            // x/l is the top, so that "x/l/../y" lies above it.
            bytes([("x/l", "../."), ("m", "x/l/../y")])
        },
        Row(testDescription: "by way of another link in other case", reason: "1 link leads out") {
            bytes([("x/l", ".."), ("m", "X/L/../y")])
        },
        Row(testDescription: "with an entry below them", reason: "\"l/a\" lies below a link") {
            bytes([("l", "d")]) { $0.add("l/a", "1") }
        },
        Row(testDescription: "with a link below them", reason: "\"d/L/m\" lies below a link") {
            bytes([("d/l", ".."), ("d/L/m", "..")])
        },
        Row(testDescription: "with a directory of their name that has entries", reason: "lies below a link") {
            bytes([("l", "d")]) { $0.add("l/./a", "1") }
        },
        Row(testDescription: "encrypted", reason: "its target cannot be read") {
            bytes([]) { $0.add("l", "0123456789abc", mode: link, flags: 1) }
        },
        Row(testDescription: "packed in another way", reason: "Unsupported ZIP compression method") {
            bytes([]) { $0.add("l", "x", mode: link, method: 14) }
        },
        Row(testDescription: "with a NUL", reason: "has an empty target, or a NUL in it") {
            bytes([("l", "a\0b")])
        },
        Row(testDescription: "without a target", reason: "has an empty target, or a NUL in it") {
            bytes([("l", "")])
        },
        Row(testDescription: "with a long target", reason: "has a target of 1025 bytes, and 1024") {
            bytes([("l", String(repeating: "t", count: 1025))])
        },
        Row(testDescription: "with a deep target", reason: "has a target of 65 levels, and 64") {
            bytes([("l", String(repeating: "t/", count: 65))])
        },
        Row(testDescription: "damaged", reason: "another checksum") {
            bytes([]) { $0.add("l", "x", mode: link, crc: 7) }
        },
        Row(testDescription: "that are directories by name", reason: "is a link and a directory") {
            bytes([("l/", "x")])
        },
    ]

    @Test(arguments: refused)
    func `are refused`(_ row: Row) throws {
        let fault = folder.fault(row.make())
        let detail = try #require(fault).problem.detail
        #expect(detail.contains(row.reason), "\(detail)")
    }
}
