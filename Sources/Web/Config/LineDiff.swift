/// How one sequence of lines becomes another.
///
/// The shortest edit script by E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), as long as that is
/// cheap; else everything between the common beginning and the common end is one change. Either is true, and turns
/// the one sequence into the other.
enum LineDiff {
    /// Lines of the baseline that give way to lines of the other; one of the two may be empty.
    struct Change: Equatable, Sendable {
        let baseline: Range<Int>
        let other: Range<Int>
    }

    /// The most lines that a shortest script removes and adds; its memory grows with their square.
    static let largestDistance = 1000

    /// The changes in order, with a common line at least between two of them.
    ///
    /// Every comparison of two lines is taken off `effort`; where that ends the search is given up.
    static func changes<Line: Equatable>(from baseline: [Line], to other: [Line], effort: inout Int)
        -> [Change]
    {
        let shorter = min(baseline.count, other.count)
        let start = (0..<shorter).first { baseline[$0] != other[$0] } ?? shorter
        let end = (0..<(shorter - start)).first {
            baseline[baseline.count - 1 - $0] != other[other.count - 1 - $0]
        }
        let endCount = end ?? shorter - start
        let whole = Change(
            baseline: start..<(baseline.count - endCount), other: start..<(other.count - endCount))
        effort -= start + endCount
        if whole.baseline.isEmpty, whole.other.isEmpty { return [] }
        if whole.baseline.isEmpty || whole.other.isEmpty { return [whole] }
        var search = Search(baseline[whole.baseline], other[whole.other])
        return search.changes(effort: &effort) ?? [whole]
    }
}

/// Myers' greedy search: for each number of edits, how far along each diagonal one can get.
private struct Search<Line: Equatable> {
    private let baseline: ArraySlice<Line>
    private let other: ArraySlice<Line>
    /// The furthest positions in the baseline, after each number of edits d, on every second diagonal from -d to d:
    /// the others cannot be reached with it.
    private var reached: [[Int32]] = []

    init(_ baseline: ArraySlice<Line>, _ other: ArraySlice<Line>) {
        self.baseline = baseline
        self.other = other
    }

    /// Nil when the search was given up.
    mutating func changes(effort: inout Int) -> [LineDiff.Change]? {
        let limit = min(baseline.count + other.count, LineDiff.largestDistance)
        for distance in 0...limit {
            effort -= distance
            guard effort > 0 else { return nil }
            var furthest: [Int32] = []
            furthest.reserveCapacity(distance + 1)
            for diagonal in stride(from: -distance, through: distance, by: 2) {
                let from = distance == 0 ? 0 : position(after: distance, on: diagonal)
                let reach = slide(from, diagonal)
                effort -= reach - from
                furthest.append(Int32(reach))
                if diagonal == baseline.count - other.count, reach >= baseline.count {
                    return script(distance)
                }
            }
            reached.append(furthest)
        }
        return nil
    }

    /// Where an edit leads to on a diagonal, before any common lines.
    private func position(after distance: Int, on diagonal: Int) -> Int {
        let added = furthest(distance - 1, diagonal + 1)
        let removed = furthest(distance - 1, diagonal - 1)
        return isAddition(distance, diagonal) ? added : removed + 1
    }

    private func isAddition(_ distance: Int, _ diagonal: Int) -> Bool {
        furthest(distance - 1, diagonal - 1) < furthest(distance - 1, diagonal + 1)
    }

    private func furthest(_ distance: Int, _ diagonal: Int) -> Int {
        abs(diagonal) > distance ? -1 : Int(reached[distance][(diagonal + distance) / 2])
    }

    private func slide(_ start: Int, _ diagonal: Int) -> Int {
        var position = start
        while position < baseline.count, position - diagonal < other.count,
            baseline[baseline.startIndex + position] == other[other.startIndex + position - diagonal]
        {
            position += 1
        }
        return position
    }

    /// Goes back along the edits, from the end, and joins those that touch.
    private func script(_ distance: Int) -> [LineDiff.Change] {
        var changes: [LineDiff.Change] = []
        var diagonal = baseline.count - other.count
        for distance in stride(from: distance, to: 0, by: -1) {
            let end = position(after: distance, on: diagonal)
            let isAddition = isAddition(distance, diagonal)
            let otherEnd = end - diagonal
            add(
                baseline: (isAddition ? end : end - 1)..<end,
                other: (isAddition ? otherEnd - 1 : otherEnd)..<otherEnd, before: &changes)
            diagonal += isAddition ? 1 : -1
        }
        return changes.reversed()
    }

    private func add(
        baseline range: Range<Int>, other otherRange: Range<Int>, before changes: inout [LineDiff.Change]
    ) {
        var change = LineDiff.Change(
            baseline: range.shifted(by: baseline.startIndex), other: otherRange.shifted(by: other.startIndex))
        if let next = changes.last, next.baseline.lowerBound == change.baseline.upperBound,
            next.other.lowerBound == change.other.upperBound
        {
            changes.removeLast()
            change = LineDiff.Change(
                baseline: change.baseline.lowerBound..<next.baseline.upperBound,
                other: change.other.lowerBound..<next.other.upperBound)
        }
        changes.append(change)
    }
}

extension Range<Int> {
    fileprivate func shifted(by distance: Int) -> Range<Int> {
        (lowerBound + distance)..<(upperBound + distance)
    }
}
