import Model
import System

/// What the files of a run were when their bytes were last known to be those that were filed.
struct RunStamp: Equatable, Sendable {
    /// One of the files.
    enum Field: Equatable, Sendable {
        case absent
        /// It is there, and its bytes are not known to be right.
        case unverified
        case verified(FileStamp)

        /// Nil where no bytes are known to be right.
        var stamp: FileStamp? {
            if case .verified(let stamp) = self { stamp } else { nil }
        }
    }

    var report: Field
    var receipt: Field
    var config: Field
    /// Of what people say of the run; unverified where that cannot be read.
    var notes = Field.absent

    /// The field of a file that has a digest.
    subscript(part: FiledPart) -> Field {
        get { part == .report ? report : config }
        set { if part == .report { report = newValue } else { config = newValue } }
    }

    /// Whether the files of a run must be read into the catalog again, judged by their status alone; its notes apart.
    ///
    /// A file that was only touched is not: a backup that links or copies all files would have all of them read.
    func isOutdated(by now: RunStamp) -> Bool {
        report.isOutdated(by: now.report) || receipt.isOutdated(by: now.receipt)
            || config.isOutdated(by: now.config)
    }
}

extension RunStamp.Field {
    /// Whether the file must be read again, judged by its status alone.
    func isOutdated(by now: RunStamp.Field) -> Bool {
        switch (self, now) {
        case (.absent, .absent): false
        case (.verified(let old), .verified(let new)): old.likeness(to: new) == .changed
        default: true
        }
    }
}

extension RunStamp {
    /// As the catalog keeps it.
    var text: String {
        [report, receipt, config, notes].map { field in
            switch field {
            case .absent: "-"
            case .unverified: "?"
            case .verified(let stamp): stamp.text
            }
        }.joined(separator: " ")
    }

    /// Reads back what `text` wrote; anything else verifies nothing.
    init(text: String) {
        let fields = text.split(separator: " ").map { field -> Field in
            if field == "-" { return .absent }
            return FileStamp(text: field).map { .verified($0) } ?? .unverified
        }
        // An older version had no notes.
        let isWhole = (3...4).contains(fields.count)
        report = isWhole ? fields[0] : .unverified
        receipt = isWhole ? fields[1] : .unverified
        config = isWhole ? fields[2] : .unverified
        notes = fields.count == 4 ? fields[3] : .absent
    }
}
