import Archives
import HTTP
import JSON
import Model
import System

/// The parts of one upload, as far as they have come; files that are not taken must be discarded.
struct UploadParts: ~Copyable {
    private enum Field: String {
        case report = "file"
        case config = "config_file"
        case source
        case label
        case note
        case tags

        /// What it says of the run; nil for what says nothing of it.
        var words: MarkText? {
            switch self {
            case .report, .config, .source: nil
            case .label: .label
            case .note: .note
            case .tags: .tag
            }
        }

        var isFile: Bool { self == .report || self == .config }
    }

    private static let longestSource = 64
    private static let largestSourceField = 1024

    /// How much is written between two looks at the space that is left.
    private static let stride = 8 << 20

    private let settings: UploadSettings
    /// What the current part is; nil for a field that means nothing here, and between parts.
    private var field: Field?
    /// A browser sends a file field where no file was chosen as an empty part with an empty file name.
    private var mayBeUnchosen = false
    private var writer: StagedWriter?
    /// How many bytes of a config above the limit have come; 0 while there is none.
    private var oversize = 0
    /// Bytes written since the last look at the space that is left.
    private var unchecked = 0
    private var text: [UInt8] = []
    /// How many bytes of the current field have come, which may be more than are kept.
    private var textByteCount = 0
    private var words = UploadedWords()
    private var seen: Set<Field> = []
    private var files: [Field: StagedFile] = [:]
    private var source: String?

    init(_ settings: UploadSettings) {
        self.settings = settings
    }

    /// Begins a part; a field that means nothing here is passed over.
    mutating func begin(_ part: FormPart) throws(Problem) {
        field = Field(rawValue: part.name)
        guard let field else { return }
        guard seen.insert(field).inserted else {
            throw Problem(.uploadMalformed, "The form has more than one field \"\(field.rawValue)\".")
        }
        (text, textByteCount) = ([], 0)
        guard field.isFile else { return }
        mayBeUnchosen = part.filename == ""
        do throws(FileError) {
            writer = try StagedWriter(Self.spoolName(field), in: settings.intake.spool())
        } catch {
            throw problem(error)
        }
    }

    /// Takes the next bytes of the part.
    mutating func receive(_ bytes: ArraySlice<UInt8>) throws(Problem) {
        switch field {
        case nil: break
        case .source:
            text += bytes
            if text.count > Self.largestSourceField { throw Self.badSource }
        case .report:
            try expectRoom(for: bytes)
            try write(bytes)
        case .config: try receiveConfig(bytes)
        case .label, .note, .tags:
            textByteCount += bytes.count
            if textByteCount <= UploadedWords.fieldLimit { text += bytes }
        }
    }

    private mutating func expectRoom(for bytes: ArraySlice<UInt8>) throws(Problem) {
        let byteCount = (writer?.byteCount ?? 0) + bytes.count
        guard byteCount > settings.reportLimit else { return }
        throw Problem(
            .reportTooLarge, "The report is larger than \(settings.reportLimit) bytes.",
            members: [.init("limit", .integer(settings.reportLimit))])
    }

    /// A config above the limit costs the config alone: what has come is deleted, the rest is counted and left out.
    private mutating func receiveConfig(_ bytes: ArraySlice<UInt8>) throws(Problem) {
        let written = writer?.byteCount ?? 0
        guard oversize > 0 || written + bytes.count > settings.configLimit else { return try write(bytes) }
        writer.take()?.discard()
        oversize += written + bytes.count
    }

    /// Ends the part.
    mutating func endPart() throws(Problem) {
        defer { field = nil }
        switch field {
        case nil: break
        case .source: source = try Self.source(text)
        case .report?, .config?: try endFile()
        case .label?, .note?, .tags?:
            if let words = field?.words { self.words.take(text, as: words, byteCount: textByteCount) }
        }
    }

    /// The complete drop of an uploader, whose files are the taker's from now on; nil without a report.
    mutating func takeDrop(from uploader: String?) -> UploadedDrop? {
        guard let report = files[.report] else { return nil }
        defer { files = [:] }
        let problem =
            oversize > 0
            ? ArchiveFault.tooLarge(byteCount: oversize, limit: settings.configLimit).problem : nil
        return UploadedDrop(
            report: report, config: files[.config], source: source, uploader: uploader, mark: words.mark,
            warnings: [problem].compactMap(\.self) + words.problems)
    }

    /// Removes all files that were not taken.
    mutating func discard() {
        writer.take()?.discard()
        for file in files.values { file.discard() }
        files = [:]
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>) throws(Problem) {
        unchecked += bytes.count
        if unchecked >= Self.stride {
            unchecked = 0
            if let objection = settings.intake.objection(toUploadOf: 0) { throw objection }
        }
        do throws(FileError) {
            try writer?.write(bytes)
        } catch {
            throw problem(error)
        }
    }

    private mutating func endFile() throws(Problem) {
        guard let field, let writer = writer.take() else { return }
        if mayBeUnchosen, writer.byteCount == 0 { return writer.discard() }
        do throws(FileError) {
            files[field] = try writer.finish()
        } catch {
            throw problem(error)
        }
    }

    private func problem(_ error: FileError) -> Problem {
        settings.intake.noteSpoolingFailure(error)
        return Problem(error)
    }

    private static func spoolName(_ field: Field) -> FilePath {
        let random = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }
        return FilePath("\(random.joined())-\(field.rawValue)")
    }

    private static func source(_ bytes: [UInt8]) throws(Problem) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self)?.trimmingSpaces() else { throw badSource }
        let isAllowed = text.unicodeScalars.allSatisfy { scalar in
            scalar != "/" && !LogText.isUnprintable(scalar)
        }
        guard isAllowed, text.unicodeScalars.count <= longestSource else { throw badSource }
        return text.isEmpty ? nil : text
    }

    private static var badSource: Problem {
        Problem(
            .uploadMalformed,
            "The source must be a name of at most \(longestSource) characters without slashes, control characters and marks of direction."
        )
    }
}
