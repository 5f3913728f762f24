import Glibc

extension FilePath {
    /// Whether this is `directory` or lies below it; everything is below the empty path.
    package func isBelow(_ directory: FilePath) -> Bool {
        guard !directory.isEmpty else { return true }
        guard bytes.count > directory.bytes.count else { return self == directory }
        return bytes[directory.bytes.count] == UInt8(ascii: "/") && bytes.starts(with: directory.bytes)
    }

    /// The absolute path without symbolic links, as far as it leads to something (realpath(3)).
    package var resolved: FilePath {
        var existing = hasPrefix("/") ? self : FilePath(".").appending(self)
        var missing: [FilePath] = []
        while true {
            if let real = existing.realPath { return missing.reversed().reduce(real) { $0.appending($1) } }
            missing.append(existing.lastComponent)
            existing = existing.directory.isEmpty ? "/" : existing.directory
        }
    }

    private var realPath: FilePath? {
        guard let found = withCString({ realpath($0, nil) }) else { return nil }
        defer { free(found) }
        return FilePath(bytes: Array(UnsafeRawBufferPointer(start: found, count: strlen(found))))
    }
}
