import JSON

/// The times of some samples, as the series that is the clock has them.
struct ClockReader {
    private var times: [Int: Double] = [:]

    /// No clock: samples stand at their numbers.
    init() {}

    /// Reads the times of some samples from a list of all; those that it lacks stand at their numbers.
    init(_ indices: Set<Int>, from scanner: inout JSONScanner) throws(JSONReadError) {
        var index = 0
        try scanner.array { (scanner) throws(JSONReadError) in
            if indices.contains(index) {
                times[index] = try scanner.sample()
            } else {
                try scanner.skip()
            }
            index += 1
        }
    }

    /// When a sample was taken.
    func time(of index: Int) -> Double { times[index] ?? Double(index) }
}
