import Glibc

/// Standard output and error, unbuffered: one call a line, so that lines of several threads do not mix.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    /// A descriptor that is closed would be given to the next file, which would then get what is written here.
    static func openThoseClosed() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 { _ = open("/dev/null", O_RDWR) }
    }

    /// Writes; a reader that is gone is no error.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(rawValue, bytes, bytes.count)
    }
}
