/// A file of a run that has a digest.
package enum FiledPart: String, Sendable, CaseIterable {
    case report
    case config
}
