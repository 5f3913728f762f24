package import JSON

/// Something in a config archive that should not be shared: where it is, never what it is.
package struct SecretFinding: Equatable, Sendable {
    /// What it looks like.
    package enum Kind: String, CaseIterable, Sendable {
        case password
        case token
        case secret
        case privateKey = "private-key"
        case cloudKey = "cloud-key"
        case keyFile = "key-file"
        case environmentFile = "env-file"
    }

    /// The entry's path.
    package let entry: String
    /// The entry's place in the central directory, from 0.
    package let index: Int
    /// From 1; nil where the file itself is the finding.
    package let line: Int?
    package let kind: Kind
    /// The key that has the value, as it is written, such as "ansible_password".
    package let name: String?

    /// A finding in an entry.
    package init(entry: String, index: Int, line: Int?, kind: Kind, name: String?) {
        self.entry = entry
        self.index = index
        self.line = line
        self.kind = kind
        self.name = name
    }

    /// One sentence that says what was found, where, and what to do.
    package var detail: String {
        let place = JSONPointer.quoted(entry) + (line.map { " has, on line \($0)," } ?? " is")
        return switch kind {
        case .keyFile:
            "\(place) a key or certificate file by its name, and everyone who sees this run can read it:"
                + " replace the key where it is in use, and leave the file out of the archive."
        case .environmentFile:
            "\(place) an environment file, which often has secrets, and everyone who sees this run can read it:"
                + " replace the secrets in it, and leave the file out of the archive."
        case .privateKey:
            "\(place) a private key, and everyone who sees this run can read it:"
                + " replace the key where it is in use, and leave it out of the archive or vault it."
        case .password, .token, .secret, .cloudKey:
            "\(place) \(noun)\(name.map { " (\($0))" } ?? "") in plain text, and everyone who sees this run can read it:"
                + " change it where it is in use, and vault it (ansible-vault encrypt_string) or leave it out."
        }
    }

    private var noun: String {
        switch kind {
        case .password: "a password"
        case .token: "a token"
        case .cloudKey: "a cloud key"
        default: "a secret"
        }
    }

    /// The finding as a warning of receipts and uploads.
    package var problem: Problem {
        var members: [JSONValue.Member] = [.init("entry", .string(entry)), .init("index", .integer(index))]
        if let line { members.append(.init("line", .integer(line))) }
        if let name { members.append(.init("name", .string(name))) }
        return Problem(.configSecret, detail, members: members)
    }
}

extension SecretFinding {
    /// The finding as the API serves it.
    package var json: JSONValue {
        [
            "entry": .string(entry),
            "index": .integer(index),
            "line": line.map { .integer($0) } ?? nil,
            "kind": .string(kind.rawValue),
            "name": .text(name),
            "detail": .string(detail),
        ]
    }

    /// Reads back what `json` wrote; nil for anything else.
    package init?(json: JSONValue) {
        guard let entry = json["entry"]?.string, let index = json["index"]?.integer,
            let kind = json["kind"]?.string.flatMap(Kind.init)
        else { return nil }
        self.init(
            entry: entry, index: index, line: json["line"]?.integer, kind: kind, name: json["name"]?.string)
    }
}
