import CLinux
import Glibc

extension OwnedDescriptor {
    /// What the open file is.
    ///
    /// - Throws: `FileError` of fstat(2).
    package func status(path: FilePath) throws(FileError) -> FileStatus { try Self.status(raw, path: path) }

    /// What the file is that `descriptor` stands for.
    ///
    /// - Throws: `FileError` of fstat(2).
    package static func status(_ descriptor: CInt, path: FilePath) throws(FileError) -> FileStatus {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .current("stat", path) }
        return FileStatus(status)
    }

    /// Drops the file's pages from memory, except those that wait to be written, so that the next read comes from the disk
    /// (posix_fadvise(2), POSIX_FADV_DONTNEED).
    package func forgetCached() { benchd_drop_cached(raw) }

    /// Writes all of `bytes` at the file's position, however often write(2) takes only a part.
    ///
    /// - Throws: `FileError` of write(2).
    package func write(_ bytes: ArraySlice<UInt8>, path: FilePath) throws(FileError) {
        var failure: FileError?
        bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Glibc.write(raw, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                if count > 0 {
                    done += count
                } else if count == 0 || errno != EINTR {
                    failure =
                        count == 0
                        ? FileError(operation: "write", path: path, errno: EIO) : .current("write", path)
                    return
                }
            }
        }
        if let failure { throw failure }
    }

    /// Writes `bytes` over the start of the file, in one call.
    ///
    /// - Throws: `FileError` of pwrite(2), also where the kernel takes only a part; then its code may mean nothing.
    package func writeStart(_ bytes: [UInt8], path: FilePath) throws(FileError) {
        guard pwrite(raw, bytes, bytes.count, 0) == bytes.count else { throw .current("write", path) }
    }

    /// Reads into the front of `buffer` from `position` of the file that `descriptor` stands for.
    ///
    /// - Returns: the number of bytes, 0 at the end.
    /// - Throws: `FileError` of pread(2).
    package static func read(
        _ descriptor: CInt, at position: Int, into buffer: inout [UInt8], path: FilePath
    ) throws(FileError) -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress, $0.count, off_t(position))
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw .current("read", path) }
        }
    }

    /// Fills `buffer` from `position` of the file that `descriptor` stands for.
    ///
    /// - Returns: the number of bytes, fewer only at the end of the file; nil after an error (pread(2)).
    package static func read(
        _ descriptor: CInt, at position: Int, into buffer: UnsafeMutableRawBufferPointer
    ) -> Int? {
        var count = 0
        while count < buffer.count {
            let result = pread(
                descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count,
                off_t(position) + count)
            if result < 0, errno == EINTR { continue }
            if result < 0 { return nil }
            if result == 0 { break }
            count += result
        }
        return count
    }

    /// Puts the file's position to its start.
    ///
    /// - Throws: `FileError` of lseek(2).
    package func seekToStart(path: FilePath) throws(FileError) {
        guard lseek(raw, 0, SEEK_SET) == 0 else { throw .current("seek", path) }
    }

    /// Reads `range` of the file that `descriptor` stands for, short only where the file ends before it does.
    ///
    /// - Throws: `FileError` of pread(2).
    package static func read(
        _ descriptor: CInt, _ range: Range<Int>, path: FilePath
    ) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
            while filled < range.count {
                let target = buffer.baseAddress.map { $0 + filled }
                let count = pread(descriptor, target, range.count - filled, off_t(range.lowerBound + filled))
                if count == 0 { return }
                if count > 0 {
                    filled += count
                } else if errno != EINTR {
                    failure = .current("read", path)
                    return
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Has the disk begin to write what was written so far, and does not wait for it; a later sync waits less.
    ///
    /// Nothing is durable by it, and a disk that fails is found out by that sync (sync_file_range(2)).
    package func beginWriteback() { benchd_begin_writeback(raw) }

    /// Makes the content durable by fsync(2); after a failure the file must be written again.
    ///
    /// - Throws: `FileError` of fsync(2).
    package func synchronize(path: FilePath) throws(FileError) {
        while fsync(raw) != 0 {
            guard errno == EINTR else { throw .current("fsync", path) }
        }
    }

    /// Whether someone may be writing to this file, as a read lease tells (fcntl(2), F_SETLEASE).
    package enum Writers: Sendable {
        case none
        case some
        /// The filesystem or our rights do not allow leases.
        case unknown
    }

    /// Takes a read lease for an instant and gives it back.
    ///
    /// On a network filesystem a refused lease says nothing: NFS refuses all that it has no delegation for.
    package func writers() -> Writers {
        if Filesystem(of: raw).isRemote { return .unknown }
        if benchd_lease_read(raw) == 0 {
            _ = benchd_lease_release(raw)
            return .none
        }
        return errno == EAGAIN || errno == EBUSY ? .some : .unknown
    }
}
