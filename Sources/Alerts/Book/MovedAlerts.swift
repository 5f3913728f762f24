package import System

/// Events, messages and mutes of alerts, as they are moved from one library to another.
package enum MovedAlerts {
    /// Where they lie in a data folder.
    package static let file = AlertBook.name
    /// The document of a library that daemons share.
    package static let document = AlertBook.documentName

    /// What is kept of those that are moved and those that are there, if any; nil where they cannot be read.
    ///
    /// The same once more changes nothing.
    package static func merged(_ moved: [UInt8], into known: [UInt8]?) -> [UInt8]? {
        AlertBook.merged(moved, into: known)
    }
}
