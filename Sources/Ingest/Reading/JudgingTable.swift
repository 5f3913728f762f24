import System

/// Which drops are being judged, and how often that has ended the process; a value without disk.
struct JudgingTable: Equatable {
    /// Which file it is: it changes with the file.
    struct Key: Hashable, Comparable {
        let text: String

        init(_ path: FilePath, _ sight: FileSight) {
            // Without the device, whose number may be another after a reboot.
            text = "\(sight.identity.inode):\(sight.changed):\(Digest.of(path.bytes).description.prefix(16))"
        }

        fileprivate init(text: Substring) {
            self.text = String(text)
        }

        static func < (left: Key, right: Key) -> Bool { left.text < right.text }
    }

    /// After so many ends it is judged no more.
    private static let patience = 2
    /// What no drop asks for any more goes at some time.
    private static let suspectLimit = 64

    private var underWay: Set<Key> = []
    private var ends: [Key: Int] = [:]

    init() {}

    /// What a process has left: what it was judging has ended it.
    init(of bytes: [UInt8]) {
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            // What comes after is left of a longer text.
            if line == "." { return }
            let fields = line.split(separator: " ")
            guard fields.count == 3, let count = Int(fields[1]), (0...Self.patience).contains(count) else {
                continue
            }
            let key = Key(text: fields[2])
            ends[key] = fields[0] == "judging" ? count + 1 : count
            if ends.count == Self.suspectLimit { return }
        }
    }

    /// Begins a judgement; false where it has ended the process too often.
    mutating func begin(_ key: Key) -> Bool {
        guard ends[key, default: 0] < Self.patience else { return false }
        underWay.insert(key)
        return true
    }

    /// A judgement has ended, and the process has not.
    mutating func end(_ key: Key) {
        underWay.remove(key)
        ends[key] = nil
    }

    /// What is under way is not to count: the process ends because it was asked to.
    mutating func forgive() { underWay = [] }

    /// The table as it is kept.
    var bytes: [UInt8] {
        let keys = underWay.union(ends.keys).sorted()
        let lines = keys.map {
            "\(underWay.contains($0) ? "judging" : "suspect") \(ends[$0, default: 0]) \($0.text)\n"
        }
        return Array((lines.joined() + ".\n").utf8)
    }
}
