import Store

/// What all uploads of a server share.
struct UploadSettings: Sendable {
    /// Where files are spooled; nothing else is in it.
    let directory: Directory
    /// In bytes.
    let reportLimit: Int
    /// In bytes.
    let configLimit: Int
    /// Takes a complete upload.
    let intake: any Intake

    /// The largest whole form: both files, with room for part headers and further fields.
    var formLimit: UInt64 { UInt64(reportLimit) + UInt64(configLimit) + 1 << 20 }
}
