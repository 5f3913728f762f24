extension [Double] {
    /// Puts the value into a place that would be there if all were sorted; none before it is larger, none after it is smaller.
    ///
    /// It takes a time that grows with their number, where sorting takes more. None may be NaN.
    ///
    /// - Returns: The value; nil where there is no such place.
    mutating func select(_ place: Int) -> Double? {
        guard indices.contains(place) else { return nil }
        var rest = startIndex..<endIndex
        // Values in an order that makes each step a small one are sorted instead.
        var stepsLeft = 64
        while rest.count > 16, stepsLeft > 0 {
            stepsLeft -= 1
            let (lower, upper) = partition(rest)
            if place < lower {
                rest = rest.lowerBound..<lower
            } else if place >= upper {
                rest = upper..<rest.upperBound
            } else {
                return self[place]
            }
        }
        self[rest].sort()
        return self[place]
    }

    /// Divides a range of at least three values into the small and the large ones by the middle one of three.
    ///
    /// - Returns: Where the small ones end, and where the large ones begin; between both all values are equal.
    private mutating func partition(_ range: Range<Int>) -> (Int, Int) {
        let (first, last) = (range.lowerBound, range.upperBound - 1)
        let three = [self[first], self[first + range.count / 2], self[last]].sorted()
        let pivot = three[1]
        var (low, high) = (first, last)
        while low <= high {
            while self[low] < pivot { low += 1 }
            while self[high] > pivot { high -= 1 }
            guard low <= high else { break }
            swapAt(low, high)
            low += 1
            high -= 1
        }
        return (high + 1, low)
    }
}
