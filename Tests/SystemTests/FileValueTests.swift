import Glibc
import Testing

@testable import System

@Suite struct `Values of files` {
    @Test(arguments: [
        (Int.max, 999_999_999, Int64.max), (292_277_026_596, 0, .max), (9_223_372_036, 854_775_808, .max),
        (9_223_372_036, 854_775_807, .max), (1, 5, 1_000_000_005), (-1, 999_999_999, -1),
        (-9_223_372_037, 145_224_191, .min), (Int.min, 0, .min),
    ])
    func `a file's times are cut at the last nanosecond that can be counted`(
        _ seconds: Int, _ nanoseconds: Int, _ expected: Int64
    ) {
        var status = stat()
        (status.st_mtim.tv_sec, status.st_mtim.tv_nsec) = (seconds, nanoseconds)
        (status.st_ctim.tv_sec, status.st_ctim.tv_nsec) = (seconds, nanoseconds)
        #expect(FileStatus(status).modified == expected)
        #expect(FileStatus(status).changed == expected)
    }

    @Test func `a digest is SHA-256`() {
        let digest = Digest.of(Array("abc".utf8))
        #expect(digest.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(digest.description) == digest)
        #expect(Digest("zz") == nil)
    }

    @Test func `a path is shown without control characters and keeps its bytes`() {
        let path = FilePath(bytes: [0x61, 0x0A, 0xFF, 0xC3, 0xA9, 0x5C])
        #expect(path.description == "a\\x0A\\xFFé\\x5C")
        #expect(path.text == nil)
        #expect(FilePath("a/b").appending("c").components.map(\.description) == ["a", "b", "c"])
    }
}
