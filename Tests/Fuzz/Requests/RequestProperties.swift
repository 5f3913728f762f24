@testable import HTTP
@testable import Model
@testable import System

/// What must hold of every request: it is refused, or answered, whatever stands in its head and its body.
struct RequestProperties {
    private let site = FuzzSite()
    private let ids: [RunID]

    /// A small library: three runs that have little in common, then two runs of each of two setups of a rig.
    init() {
        let odd = [
            #"{"data":{"fio-a":{"ext4":{"metrics":{"plot":{"read_iops":1}},"monitoring":{"iostat":{"series":{"timestamp":[0,1]}}}}}}}"#,
            #"{"system_info":{"hostname":"b"},"data":{"b/c%":{"":{"x":1}}}}"#, #"{"data":{}}"#,
        ]
        let repeats = [("6.1", 100), ("6.1", 104), ("6.8", 150), ("6.8", 0)].map(Self.report)
        let site = site
        ids = (odd + repeats).map { report in
            guard case .success(let id) = site.file(Array(report.utf8)) else { fatalError("no report") }
            return id
        }
    }

    /// A report of two filesystems, whose facts are older than it.
    private static func report(kernel: String, iops: Int) -> String {
        func cell(_ iops: Int) -> String {
            #"{"metrics":{"plot":{"read_iops":\#(iops),"read_bw_bytes":\#(iops * 4096)},"table":{"iodepth":4,"bs":"4k","error":0,"read_io_bytes":40960000}}}"#
        }
        return
            #"{"system_info":{"kernel_version":"\#(kernel)","timestamp":"2026-01-01T00:00:00Z"},"data":{"fio-b":{"ext4_overlay2":\#(cell(iops)),"xfs_overlay2":\#(cell(iops * 2 + 7))}}}"#
    }

    /// A head in lines, an empty line, and a body; `@1` to `@7` in the target stand for the runs.
    func check(_ bytes: [UInt8]) {
        let text = bytes[..<(bytes.firstRange(of: Array("\n\n".utf8))?.lowerBound ?? bytes.count)]
        let body = Array(bytes.dropFirst(text.count + 2))
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let words = lines[0].split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        var headers: HeaderFields = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            headers.append(String(parts[0]), parts.dropFirst().first.map { $0.trimmingSpaces() } ?? "")
        }
        let request = Request(
            method: words[0], target: target(words.dropFirst().first ?? ""),
            version: words.dropFirst(2).first ?? "HTTP/1.1", headers: headers)
        answer(request, body)
        require(site.isSpoolEmpty, "an upload has left something")
    }

    private func target(_ text: String) -> String {
        ids.enumerated().reduce(text) { text, run in
            text.split(separator: "@\(run.offset + 1)", omittingEmptySubsequences: false)
                .joined(separator: "\(run.element)")
        }
    }

    private func answer(_ request: Request, _ body: [UInt8]) {
        if let fault = RequestCheck.fault(in: request) {
            return Answers.check(site.site.response(to: fault, of: request), to: request, of: site.site)
        }
        switch site.site.answer(to: request).now {
        case .response(let response): check(response, request)
        case .work(let compute): check(compute(), request)
        case .stream(let response, let stream):
            stream.end()
            check(response, request)
        case .form(let upload): read(upload, request, body)
        case .awaited: break
        }
    }

    private func check(_ response: Response, _ request: Request) {
        require(response.status < 500 || response.status == 501, "the answer \(response.status)")
        Answers.check(response, to: request, of: site.site)
    }

    /// In pieces of a size that the body itself says.
    private func read(_ upload: FormUpload, _ request: Request, _ body: [UInt8]) {
        let site = site.site
        let size = max(1, Int(body.first ?? 1))
        do throws(FormRefusal) {
            let reader = try FormReader(upload, for: request) { site.response(to: $0, of: request) }
            var rest = body[...]
            while !rest.isEmpty {
                try reader.take(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            try reader.finish { Answers.check($0, to: request, of: site) }
        } catch {
            Answers.check(error.response, to: request, of: site)
        }
    }
}
