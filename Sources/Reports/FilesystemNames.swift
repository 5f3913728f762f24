import JSON
import Model

/// The filesystems that a report names, each once however often it is named.
struct FilesystemNames {
    private var places: [KeyFingerprint: Int] = [:]
    private var names: [Report.Name] = []

    /// The place of a name in the order of their first occurrence.
    mutating func place(of key: JSONKey) -> Int {
        if let place = places[key.fingerprint] { return place }
        places[key.fingerprint] = names.count
        names.append(Report.Name(key))
        return names.count - 1
    }

    /// The names in order, and where each of the places is in it.
    consuming func sorted() -> (names: [Report.Name], places: [Int]) {
        let order = names.indices.sorted { names[$0].text.isBytewiseBefore(names[$1].text) }
        var places = [Int](repeating: 0, count: names.count)
        for (place, first) in order.enumerated() { places[first] = place }
        return (order.map { names[$0] }, places)
    }
}
