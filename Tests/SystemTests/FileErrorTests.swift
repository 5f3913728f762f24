import Glibc
import Testing

@testable import System

@Suite struct `An error of a system call` {
    @Test(arguments: [
        (EACCES, "open data/x: Permission denied; give benchd's user that right"),
        (ENOSPC, "open data/x: No space left on device; make room"),
        (EIO, "open data/x: Input/output error; repair the disk"),
        (EMFILE, "open data/x: Too many open files; raise the limit of open files"),
        (ENOENT, "open data/x: No such file or directory"),
        (ELOOP, "open data/x: It is a symbolic link or lies below one, and benchd follows no link"),
    ])
    func `says what failed, and what to do where that is known`(errno: CInt, sentence: String) {
        let error = FileError(operation: "open", path: "data/x", errno: errno)
        #expect("\(error)" == sentence)
        #expect(sentence.hasPrefix(error.cause))
    }
}
