import Archives
import HTTP
import JSON
import Model
import System

/// What a run's config archive holds, and single entries of it.
struct ConfigFilesAPI: Sendable {
    /// The most of an entry that is shown; the archive itself has all of it.
    static let shownByteCount = 1 << 20

    /// How many entries an answer lists at most.
    static let entryLimit = 1_000

    let runs: RunReader
    let links: Links

    /// A part of the listing.
    func list(_ reference: RunReference, _ request: Request) throws(Problem) -> Response {
        let part = try ListQuery(request, limit: Self.entryLimit)
        let run = try runs.run(reference)
        guard let listing = try runs.listing(of: run, from: part.from, limit: part.limit) else {
            throw RunReader.withoutConfig(run.id)
        }
        let end = part.range(of: listing.total).upperBound
        return .json([
            "entries": .array(listing.entries.map(\.json)),
            "from": .integer(part.from),
            "total": .integer(listing.total),
            "next": end < listing.total ? .integer(end) : nil,
            "notes": .array(listing.notes.map { .string($0) }),
            "findings": .array(listing.findings.map(\.json)),
        ])
    }

    /// One entry: text in place, anything else as a download.
    func entry(_ reference: RunReference, _ path: String, _ request: Request) throws(Problem) -> Response {
        let run = try runs.run(reference)
        let entry = try entry(of: run, at: path, index: try Self.index(of: request))
        guard entry.kind != .directory else {
            throw Problem(
                .notFound,
                "\(JSONPointer.quoted(entry.path)) is a directory; \(links.configListing(run.id)) lists what is in it."
            )
        }
        let tag = Self.tag(of: entry, in: run)
        if let held = tag.flatMap({ Self.tagHeld(for: $0, request) }) { return Self.notModified(held, run) }
        return Self.response(entry, try content(of: entry, in: run), run, tag: tag)
    }

    /// The entry at an address.
    ///
    /// - Throws: `Problem` that says what is there instead.
    private func entry(
        of run: FiledRun, at path: String, index: Int?
    ) throws(Problem) -> ConfigListing.Entry {
        let name = JSONPointer.quoted(path)
        guard let index else {
            let found = try runs.listedEntries(of: run, at: path).map(\.entry)
            let exact = found.first { $0.path.utf8.elementsEqual(path.utf8) }
            if let entry = exact ?? found.first { return entry }
            throw Problem(.notFound, "The config archive of the run \(run.id) has no member \(name).")
        }
        guard let entry = try runs.listedEntries(of: run, indices: [index]).first?.entry else {
            throw Problem(
                .notFound,
                "The config archive of the run \(run.id) has \(run.config?.entries ?? 0) members, counted from 0."
            )
        }
        guard ConfigListing.address(of: entry.path) == ConfigListing.address(of: path) else {
            throw Problem(
                .notFound,
                "The member \(index) of the config archive is \(JSONPointer.quoted(entry.path)), not \(name)."
            )
        }
        return entry
    }

    private func content(
        of entry: ConfigListing.Entry, in run: FiledRun
    ) throws(Problem) -> ConfigEntryReader.Content {
        let contents = try runs.contents(of: [entry], in: run, byteLimit: Self.shownByteCount)
        guard let content = contents[entry.index] else {
            throw Problem(
                .configDamaged,
                "The config archive no longer has its member \(entry.index); run benchd verify on the server."
            )
        }
        return try content.get()
    }

    private static func index(of request: Request) throws(Problem) -> Int? {
        try Parameters(request, ["index"]).value("index", takes: "a whole number, from 0") { text in
            text.isAllDigits ? Int(text) : nil
        }
    }

    private static func response(
        _ entry: ConfigListing.Entry, _ content: ConfigEntryReader.Content, _ run: FiledRun, tag: EntityTag?
    ) -> Response {
        let text = content.isCut ? TextLines.withoutBrokenEnd(content.bytes) : content.bytes[...]
        let isText = TextLines.isText(text)
        let name = entry.path.split(separator: "/").last.map(String.init) ?? ""
        var response = Response(
            type: isText ? "text/plain; charset=utf-8" : "application/octet-stream",
            bytes: isText ? Array(text) : content.bytes)
        response.headers["Content-Disposition"] =
            isText ? ContentDisposition.inline(name) : ContentDisposition.attachment(name)
        response.headers["Benchd-Entry-Bytes"] = String(entry.byteCount)
        response.headers["Benchd-Entry-Cut"] = String(content.isCut)
        response.entityTag = tag
        response.lastModified = run.configFiled.seconds
        return response
    }

    /// The archive never changes under its digest, so the tag is known before it is opened.
    private static func tag(of entry: ConfigListing.Entry, in run: FiledRun) -> EntityTag? {
        run.receipt.config.map { EntityTag("\($0.digest)-\(entry.index)-\(shownByteCount)") }
    }

    /// The tag, in its coding, under which the client has the entry already; the other conditions need its content.
    private static func tagHeld(for tag: EntityTag, _ request: Request) -> EntityTag? {
        let headers = request.headers
        guard headers["If-Match"] == nil, headers["If-Unmodified-Since"] == nil,
            let field = headers["If-None-Match"], field != "*"
        else { return nil }
        let codings = ContentCoding.accepted(headers["Accept-Encoding"])
        return codings.lazy.map(tag.encoded).first { EntityTagCondition(field).matchesWeakly($0) }
    }

    private static func notModified(_ tag: EntityTag, _ run: FiledRun) -> Response {
        var response = Response(status: 304, headers: ["Vary": "Accept-Encoding"])
        response.entityTag = tag
        response.lastModified = run.configFiled.seconds
        return response
    }
}

extension ListedEntry {
    /// As the API lists it.
    fileprivate var json: JSONValue {
        guard isAddressShared, case .object(let members) = entry.json else { return entry.json }
        return .object(members + [.init("needs_index", true)])
    }
}

extension FiledRun {
    /// When its config archive was filed.
    var configFiled: Timestamp { receipt.configAttached ?? receipt.filed }
}
