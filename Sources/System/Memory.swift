import CLinux

/// The memory of this process.
package enum Memory {
    /// Keeps little of what is freed, and has few arenas; called before the first thread (mallopt(3)).
    package static func keepLittle() { benchd_keep_little_memory() }

    /// Gives freed memory back to the system where it is more than `byteCount` (malloc_trim(3)).
    ///
    /// Called by the thread that may have freed the last of a large value.
    package static func giveBack(above byteCount: Int) { benchd_trim_memory(byteCount) }
}
