import Glibc
import Testing

@testable import Ingest
@testable import Model
@testable import System

@Suite struct `What the storage keeps from being filed` {
    private let start = ContinuousClock.now
    private var setbacks = Setbacks()

    private static func failure(_ errno: CInt, _ operation: String = "fsync") -> LibraryError {
        .file(FileError(operation: operation, path: "data/x", errno: errno))
    }

    @Test mutating func `says nothing where another daemon only works on the same report`() {
        setbacks.note(.upload, .contended, at: start)
        #expect(setbacks.sentences.isEmpty && setbacks.nextEnd == nil)
        setbacks.note(.upload, .unavailable("no route"), at: start)
        #expect(setbacks.sentences.count == 1)
    }

    @Test(arguments: [
        (
            ENOSPC,
            "The disk is full (fsync data/x: No space left on device): 1 file waits in the inbox; make room"
        ),
        (
            EDQUOT,
            "The disk is full (fsync data/x: Disk quota exceeded): 1 file waits in the inbox; make room"
        ),
        (
            EIO,
            "The storage fails (fsync data/x: Input/output error): 1 file waits in the inbox; repair the disk"
        ),
        (
            EROFS,
            "The disk cannot be written (fsync data/x: Read-only file system): 1 file waits in the inbox; mount it for writing"
        ),
        (
            EMFILE,
            "There are no file descriptors left (fsync data/x: Too many open files): 1 file waits in the inbox;"
                + " raise the limit of open files"
        ),
    ])
    mutating func `is said with what to do`(errno: CInt, sentence: String) {
        setbacks.note(.drop("x"), Self.failure(errno), at: start)
        #expect(Array(setbacks.sentences.values) == ["\(sentence), and benchd goes on by itself."])
    }

    @Test mutating func `is counted, by the kind of trouble`() {
        for path: FilePath in ["a", "b"] { setbacks.note(.drop(path), Self.failure(EIO), at: start) }
        setbacks.note(.upload, Self.failure(ENOSPC), at: start)
        setbacks.note(.upload, Self.failure(EDQUOT), at: start)
        #expect(Set(setbacks.sentences.keys) == [.storage(errno: EIO), .storage(errno: ENOSPC)])
        #expect(setbacks.sentences[.storage(errno: EIO)]?.contains("2 files wait") == true)
        #expect(setbacks.sentences[.storage(errno: ENOSPC)]?.contains("uploads fail") == true)
    }

    @Test mutating func `ends with the drop`() {
        setbacks.note(.drop("a"), Self.failure(EIO), at: start)
        setbacks.note(.drop("b"), Self.failure(EIO), at: start)
        setbacks.clear(.drop("a"))
        #expect(setbacks.sentences[.storage(errno: EIO)]?.contains("1 file waits") == true)
        setbacks.clear(.drop("b"))
        #expect(setbacks.sentences.isEmpty)
        #expect(setbacks.nextEnd == nil)
    }

    @Test mutating func `of an upload ends with anything that is filed`() {
        setbacks.note(.upload, Self.failure(EIO), at: start)
        setbacks.note(.spooling, Self.failure(ENOSPC), at: start)
        setbacks.clear(.drop("a"))
        #expect(Set(setbacks.sentences.keys) == [.storage(errno: ENOSPC)])
    }

    @Test mutating func `is forgotten when it was not told again`() {
        setbacks.note(.drop("a"), Self.failure(EIO), at: start)
        setbacks.note(.upload, Self.failure(EIO), at: start)
        setbacks.note(.upload, Self.failure(EIO), at: start + .seconds(10))
        #expect(setbacks.nextEnd == start + .seconds(25))
        setbacks.forget(at: start + .seconds(24))
        #expect(setbacks.nextEnd == start + .seconds(25))
        setbacks.forget(at: start + .seconds(25))
        #expect(setbacks.nextEnd == start + .seconds(90))
        #expect(setbacks.sentences[.storage(errno: EIO)]?.contains("1 file waits") == true)
        setbacks.forget(at: start + .seconds(90))
        #expect(setbacks.sentences.isEmpty)
    }
}
