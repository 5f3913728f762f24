package import Model
import System

/// One promise of `RunLibrary` and `RunArchive`, for the tests of every implementation: each is checked against a library
/// that was empty.
package struct LibraryPromise: Sendable, CustomStringConvertible {
    package typealias Library = RunLibrary & RunArchive

    /// How a promise was broken.
    package struct Broken: Error, CustomStringConvertible {
        package let description: String
    }

    package let description: String
    private let body: @Sendable (any Library) throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (any Library) throws -> Void) {
        self.description = description
        self.body = body
    }

    /// Tries the promise.
    ///
    /// - Throws: `Broken`, or what the library throws.
    package func check(_ library: any Library) throws { try body(library) }

    /// All of them.
    package static let all = filing + reading + listing + measuring
}

func expect(_ isKept: Bool, _ what: String) throws {
    if !isKept { throw LibraryPromise.Broken(description: what) }
}

/// Values of the promises.
enum Sample {
    static let time = Timestamp(milliseconds: 1_800_000_000_000)

    static func report(_ name: String) -> [UInt8] {
        Array(
            #"{"data":{"fio-\#(name)":{"ext4":{"metrics":{"plot":{"read_iops":5}}},"xfs":{}},"stream":{"ext4":{}}},"note":"\#(name)"}"#
                .utf8)
    }

    /// A report of one benchmark on some filesystems, with a kernel and a host name.
    static func measured(
        _ benchmark: String = "fio-a", on filesystems: [String] = ["ext4"], iops: Double = 5,
        kernel: String = "6.1.0-18-amd64"
    ) -> [UInt8] {
        let cell =
            #"{"metrics":{"plot":{"read_iops":\#(iops),"x":0.5},"table":{"bs":"64k","iodepth":16,"error":0}},"#
            + #""monitoring":{"iostat":{"plot":{"vda_util_avg":7.25}}}}"#
        let cells = filesystems.map { "\"\($0)\":\(cell)" }.joined(separator: ",")
        return Array(
            #"{"data":{"\#(benchmark)":{\#(cells)}},"system_info":{"hostname":"host-9","kernel_version":"\#(kernel)","timestamp":"\#(iops)"}}"#
                .utf8)
    }

    static func config(_ text: String) -> [UInt8] {
        var zip = ZipBuilder()
        zip.add("vars/all.yaml", text)
        zip.add("vars/", "")
        zip.add("vars/all.yaml", "twice")
        return zip.bytes
    }

    static func inbox(_ path: FilePath, inode: UInt64 = 1) -> Origin {
        .inbox(path: path, inode: inode, changed: 1)
    }
}

extension RunArchive {
    func file(
        _ report: [UInt8], _ config: [UInt8]? = nil, source: String? = "rig", origin: Origin = .upload,
        warnings: [Problem] = [], mark: RunMark = RunMark(), after seconds: Int64 = 0
    ) throws -> Outcome {
        let drop = try JudgedDrop(
            report: report, config: config, source: source, origin: origin, warnings: warnings, mark: mark,
            in: staging)
        return try file(drop, at: Timestamp(milliseconds: Sample.time.milliseconds + seconds * 1000))
    }

    func attach(_ config: [UInt8], from path: FilePath, after seconds: Int64) throws -> Outcome? {
        try attach(
            JudgedConfig(config, in: staging), toRunFrom: [path], within: .seconds(600),
            at: Timestamp(milliseconds: Sample.time.milliseconds + seconds * 1000))
    }
}

extension Outcome {
    /// The run of a drop that became one or was one.
    var run: RunID {
        get throws {
            guard let id else { throw LibraryPromise.Broken(description: "a drop was rejected") }
            return id
        }
    }
}
