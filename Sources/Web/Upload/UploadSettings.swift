import Model

/// What all uploads of a server share.
struct UploadSettings: Sendable {
    /// In bytes.
    let reportLimit: Int
    /// In bytes.
    let configLimit: Int
    /// Has the spool, and takes a complete upload.
    let intake: any UploadIntake

    /// The largest whole form: both files, with room for part headers and further fields.
    var formLimit: UInt64 {
        let (sum, overflows) = (UInt64(reportLimit) + UInt64(configLimit)).addingReportingOverflow(1 << 20)
        return overflows ? .max : sum
    }
}
