import System

/// Files of drops that were filed, and were touched before they could be removed: what they were when they were filed.
///
/// Such a file is found again as the run that it became, not as a second one.
struct TouchedSources {
    private var sights: [FilePath: FileSight] = [:]

    /// Notes what an ending has found.
    mutating func note(_ touched: [FilePath: FileSight]) { sights.merge(touched) { $1 } }

    /// The ctime of a drop's file; for one that was only touched after filing, the ctime that it had then.
    mutating func changed(_ member: DropMember) -> Int64 {
        guard let earlier = sights.removeValue(forKey: member.path),
            member.sight.differsInCtimeAlone(from: earlier)
        else { return member.sight.changed }
        return earlier.changed
    }
}
