package import System

/// Where messages go.
package struct AlertTarget: Equatable, Sendable {
    /// The form of its messages; the raw value is its name in the file.
    package enum Form: String, CaseIterable, Sendable {
        /// The event in JSON, signed where there is a secret.
        case json
        case slack, mattermost, teams
    }

    package let name: String
    package let form: Form
    package let url: String
    /// The file with the secret that signs its messages.
    package let secretFile: FilePath?
    /// Whether it may be at an address that only this network reaches.
    package let allowsPrivate: Bool

    /// Makes the value from its fields; nothing is checked.
    package init(
        name: String, form: Form, url: String, secretFile: FilePath? = nil, allowsPrivate: Bool = false
    ) {
        (self.name, self.form, self.url) = (name, form, url)
        (self.secretFile, self.allowsPrivate) = (secretFile, allowsPrivate)
    }
}
