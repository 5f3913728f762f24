private import CLinux
private import Glibc

/// What the process was started with, besides its arguments.
package enum ProcessEnvironment {
    /// The variables by their names (environ(7)); text that is not UTF-8 is repaired, of a name that comes twice the first counts.
    package static var variables: [String: String] {
        var variables: [String: String] = [:]
        guard var next = benchd_environment() else { return variables }
        while let entry = next.pointee {
            let parts = String(cString: entry).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            if parts.count == 2, variables[name] == nil { variables[name] = String(parts[1]) }
            next += 1
        }
        return variables
    }

    /// The working directory (getcwd(3)); nil where it was removed or cannot be reached.
    package static var workingDirectory: FilePath? {
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return FilePath(bytes: Array(UnsafeRawBufferPointer(start: path, count: strlen(path))))
    }

    /// The name of this machine (gethostname(2)); empty where it has none.
    package static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return name.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
