import CArchive

/// The library that checks what the zip reader has read.
package enum ArchiveLibrary {
    /// The version of libarchive that this process uses: "3.6.2".
    package static var version: String {
        // 3006002.
        let number = Int(archive_version_number())
        return "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)"
    }
}
