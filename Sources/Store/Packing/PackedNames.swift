/// The names that a report has, as numbers of the catalog, in a few bytes.
enum PackedNames {
    static func pack(_ names: NameSet) -> [UInt8] {
        var writer = PackedWriter()
        for part in [names.benchmarks, names.filesystems, names.families, names.drivers] {
            writer.list(part) { $0.count(Int($1)) }
        }
        return writer.bytes
    }

    /// Nil where the bytes are damaged.
    static func unpack(_ bytes: [UInt8]) -> NameSet? {
        var reader = PackedReader(bytes)
        let read = { (reader: inout PackedReader) in
            reader.list { $0.count().flatMap(UInt32.init(exactly:)) }
        }
        guard let benchmarks = read(&reader), let filesystems = read(&reader), let families = read(&reader),
            let drivers = read(&reader), reader.isAtEnd
        else { return nil }
        return NameSet(
            benchmarks: benchmarks, filesystems: filesystems, families: families, drivers: drivers)
    }
}
