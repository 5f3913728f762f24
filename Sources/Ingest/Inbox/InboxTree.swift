import CLinux
import Glibc
import Model
import System

/// The inbox and the directories below it: watches each and finds what is in it.
///
/// Used by the inbox thread alone.
struct InboxTree {
    /// What was found, with paths below the inbox.
    enum Sighting: Equatable {
        case file(FilePath, FileStatus, DropBoard.Cause)
        case temporary(FilePath, FileStatus)
        /// Something that is nothing to take.
        case other(FilePath)
        /// What a removal that did not end left in this directory.
        case leftover(FilePath)
        case lost(FilePath)
        /// Only a scan shows what the directory holds now.
        ///
        /// If there is a reason, it is logged.
        case mustScan(FilePath, reason: String?)
    }

    /// Why it is not known what a directory holds.
    enum Gap: Equatable {
        /// It can be listed, but no watch is to be had.
        case unwatched(FileError)
        /// Neither is it listed, and we lack the right to.
        case forbidden(FileError)
        /// It could not be listed just now.
        case failed(FileError)
        /// Its path has more bytes than a path may have.
        case tooDeep(FileError)
    }

    let root: Directory
    /// Nil where the inbox is polled.
    let inotify: Inotify?
    private var directories: [Int32: FilePath] = [:]
    private var watches: [FilePath: Int32] = [:]
    private(set) var gaps: [FilePath: Gap] = [:]
    /// The watch on the directory that has the inbox's name, and that name.
    private let above: (watch: Int32, name: FilePath)?

    /// The tree of the inbox that is at `path` now.
    init(root: Directory, at path: FilePath, inotify: Inotify?) {
        self.root = root
        self.inotify = inotify
        // inotify reports no removal of a directory that is open.
        let parent = FilePath(path.hasPrefix("/") ? "/" : ".").appending(path.directory)
        // Without that watch the next scan notices it.
        above = (try? inotify?.watchNames(of: Directory(parent))).map { ($0, path.lastComponent) }
    }

    /// Whether it is unknown what a path stands for now.
    func isUnknown(_ path: FilePath) -> Bool {
        gaps.contains { directory, gap in
            if case .unwatched = gap { return false }
            return path.isBelow(directory)
        }
    }

    // MARK: Scanning

    /// Everything in a directory and below it; a directory is watched before it is listed, so nothing slips between.
    ///
    /// With `sweeping`, directories that have been empty for long are removed.
    mutating func scan(_ directory: FilePath, sweeping now: Timestamp? = nil) -> [Sighting] {
        var sightings: [Sighting] = []
        var pending = [directory]
        var visited: Set<FilePath> = []
        while let next = pending.popLast() {
            gaps[next] = nil
            visited.insert(next)
            do {
                let opened = try root.directory(next)
                watch(opened, next)
                let names = try opened.names()
                if names.isEmpty, let now { try sweep(next, opened, at: now) }
                let cause: DropBoard.Cause = inotify == nil || gaps[next] != nil ? .changing : .complete
                for name in names { look(at: name, in: opened, next, cause, &sightings, &pending) }
            } catch {
                note(error, in: next)
            }
        }
        if directory.isEmpty && gaps.isEmpty { forget { !visited.contains($0) } }
        return sightings
    }

    private mutating func look(
        at name: FilePath, in opened: Directory, _ directory: FilePath, _ cause: DropBoard.Cause,
        _ sightings: inout [Sighting], _ pending: inout [FilePath]
    ) {
        let path = directory.appending(name)
        let role = DropName.role(of: name)
        if name == SourceRemoval.directoryName { return sightings.append(.leftover(directory)) }
        if role == .reason || role == .other && name.isHidden { return }
        do {
            guard let status = try opened.statusIfPresent(of: name) else {
                return sightings.append(.lost(path))
            }
            switch (status.kind, role) {
            case (_, .temporary): sightings.append(.temporary(path, status))
            case (.directory, _): pending.append(path)
            case (.regular, .report), (.regular, .config), (.regular, .notes):
                sightings.append(.file(path, status, cause))
            default: sightings.append(.other(path))
            }
        } catch {
            note(error, in: directory)
        }
    }

    private mutating func note(_ error: FileError, in directory: FilePath) {
        switch error.errno {
        case ENOENT, ENOTDIR, ELOOP: forget { $0.isBelow(directory) }
        case EACCES, EPERM: gaps[directory] = .forbidden(error)
        case ENAMETOOLONG: gaps[directory] = .tooDeep(error)
        default: gaps[directory] = .failed(error)
        }
    }

    private func sweep(_ path: FilePath, _ opened: Directory, at now: Timestamp) throws(FileError) {
        guard EmptyDirectory.mayGo(path, try opened.status(), at: now) else { return }
        // A drop that came just now keeps it, and a directory that is not ours to remove stays.
        try? root.directory(path.directory).removeDirectory(path.lastComponent)
    }

    // MARK: Watches

    /// Watches a directory, again where it is watched already: that costs one call, and mends what notices were lost.
    private mutating func watch(_ opened: Directory, _ directory: FilePath) {
        guard let inotify else { return }
        do {
            let watch = try inotify.watch(opened)
            if let stale = watches[directory], stale != watch { end(stale) }
            // One inode has one watch: a directory that moved is known by its new path from now on.
            if let old = directories[watch], old != directory { watches[old] = nil }
            directories[watch] = directory
            watches[directory] = watch
        } catch {
            gaps[directory] = .unwatched(error)
        }
    }

    private mutating func end(_ watch: Int32) {
        inotify?.unwatch(watch)
        if let directory = directories.removeValue(forKey: watch) { watches[directory] = nil }
    }

    private mutating func forget(where isGone: (FilePath) -> Bool) {
        for (directory, watch) in watches where isGone(directory) { end(watch) }
        gaps = gaps.filter { !isGone($0.key) }
    }

    // MARK: Notices

    /// What notices mean: each is a hint to look, and what is there now counts.
    mutating func sightings(of events: [Inotify.Event]) -> [Sighting] {
        var sightings: [Sighting] = []
        for event in events { notice(event, &sightings) }
        return sightings
    }

    private mutating func notice(_ event: Inotify.Event, _ sightings: inout [Sighting]) {
        if event.isAny(of: .overflow) {
            return sightings.append(.mustScan("", reason: "the inotify queue overflowed"))
        }
        if let above, event.watch == above.watch {
            return event.name == above.name ? sightings.append(.mustScan("", reason: nil)) : ()
        }
        guard let directory = directories[event.watch] else { return }
        if event.isAny(of: .ended) {
            end(event.watch)
            // A directory that is gone has no drops. If it cannot be opened, the scan of its parent notes
            // that.
            if directory.isEmpty || (try? root.directory(directory)) != nil {
                sightings.append(.mustScan(directory, reason: "its inotify watch ended"))
            }
        } else if event.isAny(of: .lost) {
            // For any other directory, the event on its parent is enough.
            if directory.isEmpty { sightings.append(.mustScan("", reason: nil)) }
        } else if event.isAny(of: .directory) {
            noticeDirectory(event, directory.appending(event.name), &sightings)
        } else if !event.name.isEmpty {
            noticeFile(event, directory, &sightings)
        }
    }

    private mutating func noticeDirectory(
        _ event: Inotify.Event, _ path: FilePath, _ sightings: inout [Sighting]
    ) {
        if event.name.isEmpty || event.name.isHidden { return }
        if event.isAny(of: .movedAway) {
            // A watch follows its directory wherever it goes, under a path that is no longer true.
            forget { $0.isBelow(path) }
        }
        let isNews = !event.isAny(of: .attributes) || gaps[path] != nil
        if isNews { sightings.append(.mustScan(path, reason: nil)) }
    }

    private mutating func noticeFile(
        _ event: Inotify.Event, _ directory: FilePath, _ sightings: inout [Sighting]
    ) {
        // A name from which a file was moved away may mean another by now: one that was exchanged with it is whole.
        let mayGrow = event.isAny(of: [.created, .written, .attributes])
        var pending: [FilePath] = []
        do {
            let opened = try root.directory(directory)
            look(
                at: event.name, in: opened, directory, mayGrow ? .changing : .complete, &sightings, &pending)
            for path in pending { sightings += [.lost(path), .mustScan(path, reason: nil)] }
        } catch {
            note(error, in: directory)
            if gaps[directory] == nil { sightings.append(.lost(directory.appending(event.name))) }
        }
    }
}
