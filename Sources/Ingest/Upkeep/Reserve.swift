import Glibc
import Model
import System

/// The space that benchd leaves free, so that what was begun can end: notices, rejections, the catalog.
struct Reserve: Sendable {
    /// A filesystem that benchd writes to.
    struct Disk: Sendable {
        /// As sentences call it: "the inbox".
        let name: String
        /// Nil while it is not there.
        let directory: @Sendable () -> Directory?
    }

    /// 0 for none: then only the disks themselves say that they are full.
    let byteCount: Int
    let data: Disk
    let inbox: Disk
    let condition: Condition

    /// Measures the free space of both disks, and sets the trouble if the reserve is used.
    func check() {
        let sentences = [data, inbox].compactMap { disk -> String? in
            // A disk that does not say is no reason to hold drops up: writing to it says what is wrong.
            guard let directory = disk.directory(), let available = try? directory.availableByteCount(),
                available < byteCount
            else { return nil }
            return "Too little space is free for \(disk.name): \(Self.text(available)) in"
                + " \(directory.path); benchd keeps \(Self.text(byteCount)) free (--min-free)."
        }
        let remedy = "Drops wait and uploads are refused; make room, and benchd goes on by itself."
        condition.set(.space, to: sentences.isEmpty ? nil : (sentences + [remedy]).joined(separator: " "))
    }

    /// Free space of both disks, in bytes; without one that does not say.
    var freeByteCounts: [IngestGauges.Folder: Int] {
        let folders: [(IngestGauges.Folder, Disk)] = [(.data, data), (.inbox, inbox)]
        return Dictionary(
            uniqueKeysWithValues: folders.compactMap { folder, disk in
                // What cannot be measured is left out.
                (try? disk.directory()?.availableByteCount()).flatMap(\.self).map { (folder, $0) }
            })
    }

    /// Whether a drop may be staged; where not, the condition says so.
    ///
    /// - Throws: `FileError` with `ENOSPC` where this drop alone would use the reserve.
    func admits(dropOf wanted: Int) throws(FileError) -> Bool {
        if byteCount == 0 { return true }
        check()
        guard let data = data.directory() else { return true }
        let available = try data.availableByteCount()
        guard available >= byteCount else { return false }
        guard available - wanted >= byteCount else {
            throw FileError(
                operation: "write \(Self.text(wanted)) and leave \(Self.text(byteCount)) free in",
                path: data.path, errno: ENOSPC)
        }
        return true
    }

    /// Why an upload of so many bytes is not taken; nil where it is.
    func objection(toUploadOf wanted: Int) -> Problem? {
        if byteCount == 0 { return nil }
        check()
        do throws(FileError) {
            for disk in [inbox, data] {
                guard let available = try disk.directory()?.availableByteCount(),
                    available - wanted < byteCount
                else { continue }
                return Problem(
                    .storageFull,
                    "There is too little space for an upload: \(Self.text(available)) are free for \(disk.name), where"
                        + " \(Self.text(byteCount)) stay free; send it again when there is room.")
            }
            return nil
        } catch {
            return Problem(error)
        }
    }

    private static func text(_ byteCount: Int) -> String {
        byteCount < 10 << 20 ? "\(byteCount >> 10) KiB" : "\(byteCount >> 20) MiB"
    }
}
