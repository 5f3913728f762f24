import Store

/// The list of runs, `/`.
struct RunListPage: Sendable {
    let runs: RunReader
    let policy: UploadPolicy
    let inbox: FilePath
    /// Where a client that says no Host has come to.
    let address: ListenAddress

    /// The context of templates/pages/runs.html.
    func context(_ request: Request) throws(Problem) -> TemplateValue {
        var query = RunQuery()
        let cursor = request.query("cursor")
        if let cursor { query.cursor = try RunListAPI.cursor(cursor) }
        let page = try runs.runs(query)
        return [
            "page_title": "Runs",
            "server": server(request),
            "is_first_page": .bool(cursor == nil),
            "total": page.total == 0 ? .null : .string(ValueFormat.count(page.total)),
            "runs": .list(page.runs.map(Self.context)),
            "next": .text(page.next.map { "/?cursor=\($0)" }),
        ]
    }

    private static func context(_ run: Run) -> TemplateValue {
        [
            "uuid": .string(run.id.description),
            "link": .string(run.link),
            "source": .text(run.source),
            "filed": .string(run.filed.description),
            "filed_text": .string(run.filed.pageText),
            "benchmark_count": .string(ValueFormat.count(run.benchmarks.count)),
            "benchmarks": .list(run.benchmarks.map { .string($0) }),
            "filesystems": .list(run.filesystems.map { .string($0) }),
            "config_link": run.config == nil ? .null : .string("/api\(run.link)/config"),
            "size": .string(ValueFormat.size(run.report.byteCount)),
        ]
    }

    private func server(_ request: Request) -> TemplateValue {
        let sent = request.headers["Host"] ?? ""
        let host = sent.isEmpty ? address.description : sent
        return [
            "inbox": .string(Self.quotedForShell(inbox)),
            "host": .string(HostField(host)?.name ?? host),
            "base_url": .string("http://\(host)"),
            "uploads_open": .bool(policy.isOpen),
        ]
    }

    /// A path as a word of a shell command.
    private static func quotedForShell(_ path: FilePath) -> String {
        let text = String(decoding: path.bytes, as: UTF8.self)
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                || "/._-+,@%".utf8.contains(byte)
        }
        if isPlain { return text }
        return "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
    }
}

extension Timestamp {
    /// As pages show it: "2026-11-23 18:41:18 UTC".
    var pageText: String {
        description.prefix(19).split(separator: "T").joined(separator: " ") + " UTC"
    }
}
