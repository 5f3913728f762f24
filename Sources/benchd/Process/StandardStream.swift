import Glibc

/// Standard output and error, unbuffered: one call a line, so that lines of several threads do not mix.
enum StandardStream: Int32 {
    case output = 1
    case error = 2

    /// Writes; a reader that is gone is no error.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(rawValue, bytes, bytes.count)
    }
}
