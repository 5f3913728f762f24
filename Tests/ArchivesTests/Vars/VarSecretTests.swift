import JSON
import TestSupport
import Testing

@testable import Archives
@testable import Model

struct `Secrets among settings`: ~Copyable {
    let folder: VarFolder

    init() throws { folder = try VarFolder() }

    private static let secret = "hunter2-never-kept"

    struct Sample: CustomTestStringConvertible, Sendable {
        var file = "vars/a.yaml"
        let text: String
        var testDescription: String { text }
    }

    static let samples: [Sample] = [
        Sample(text: "password: \(secret)\n"), Sample(text: "password:\n  \(secret)\n"),
        Sample(text: "password: |\n\n  \(secret)\n  more-\(secret)\n"),
        Sample(text: "password: x\n  \(secret)\n"), Sample(text: "password: \"x\n  \(secret)\"\n"),
        Sample(text: "passwords:\n  - abc\n  - \(secret)\n"),
        Sample(text: "passwords: [abc,\n  \(secret)]\n"),
        Sample(text: "users:\n- {name: a, password: \(secret)}\n"),
        Sample(text: "env:\n- name: DB_PASSWORD\n  value: \(secret)\n"),
        Sample(text: "command: mysql --password=\(secret) x\n"),
        Sample(text: "command: >-\n  mysql -u root\n  --password \(secret) x\n"),
        Sample(text: "url: https://user:\(secret)@host/\n"),
        Sample(text: "a: 1 # password: \(secret)\nb: 2\n"),
        Sample(text: "a: |\n  x\n  -----BEGIN RSA PRIVATE KEY-----\n  \(secret)\n  -----END\n"),
        Sample(text: "\"p\\x61ssword\": \(secret)\n"), Sample(text: "? password\n: \(secret)\n"),
        Sample(text: "x: &p\n  password: \(secret)\n"), Sample(text: "!!str password: !!str \(secret)\n"),
        Sample(text: "a: '{{ p | default(\"x\") }}'\ndb_password: \"{{ v | default('\(secret)') }}\"\n"),
        Sample(text: "admin_password:\n  value: \(secret)\n"),
        Sample(text: "passwords:\n  root: \(secret)\n"),
        Sample(text: "secrets:\n  db: \(secret)\n"), Sample(text: "secrets:\n  list:\n  - \(secret)\n"),
        Sample(text: "secret: {deep: {deeper: \(secret)}}\n"),
        Sample(text: "credentials:\n  s3: \(secret)\n"),
        Sample(text: "tokens:\n  - \(secret)\n"), Sample(text: "api_keys:\n  - \(secret)\n"),
        Sample(text: "api_keys: \(secret)\n"), Sample(text: "vault_secrets: [\(secret)]\n"),
        Sample(text: "- key: DB_PASSWORD\n\n  value: \(secret)\n"),
        Sample(text: "- value: \(secret)\n  name: DB_PASSWORD\n"),
        Sample(text: "common: &y \(secret)\ndb_password: *y\n"),
        Sample(text: "common: &y\n  a: [\(secret)]\nsecrets: *y\n"),
        Sample(text: "common: &y\n  a: \(secret)\nsecrets:\n  b: *y\n"),
        Sample(text: "key:\n- -----BEGIN RSA PRIVATE KEY-----\n- \(secret)\n"),
        Sample(file: "a.json", text: #"{"tokens": {"a": ["\#(secret)"]}}"#),
        Sample(file: "a.json", text: #"{"user": "a", "password": "\#(secret)"}"#),
        Sample(file: "a.json", text: #"{"p\u0061ssword": "\#(secret)"}"#),
        Sample(file: "a.json", text: "{\"password\"\n:\n\"\(secret)\"}"),
        Sample(file: "a.json", text: "{\"passwords\": [\n\"\(secret)\"]}"),
        Sample(file: "a.ini", text: "[db]\npassword = \(secret)\n"),
        Sample(file: "a.ini", text: "[db]\npassword = x\n  \(secret)\n"),
        Sample(file: "a.cfg", text: "h1 ansible_host=h ansible_password=\(secret) x=y\n"),
    ]

    @Test(arguments: samples)
    func `are never kept`(sample: Sample) throws {
        let vars = try folder.read(Array(sample.text.utf8), as: sample.file)
        #expect(!vars.json.text.contains(Self.secret))
    }

    @Test func `a token is kept neither as a key nor as an address`() throws {
        let token = "ghp_" + String(repeating: "a1", count: 18)
        let vars = try folder.read(Array("\(token): owner\nl:\n- name: \(token)\n  a: 1\n".utf8))
        #expect(!vars.json.text.contains(token))
        #expect(vars.vars.map(\.line) == ["(secret) (secret)", "l / [0] / name (secret)", "l / [0] / a = 1"])
    }

    @Test func `in a file with more of them than the search keeps nothing is read`() throws {
        let text = (0..<101).map { "password\($0): \(Self.secret)\n" }.joined() + "a: 1\n"
        let vars = try folder.read(Array(text.utf8))
        #expect(vars.vars.isEmpty)
        #expect(vars.notes.map(\.text) == ["\"vars/a.yaml\" was not read: it holds secrets."])
    }

    /// The value of each key of the case, all of which are secrets.
    @Test func `are all withheld in an archive of nothing else`() throws {
        let (listing, vars) = try folder.read(archive: Fixtures.file("cases/f09-secrets-missed.zip"))
        #expect(vars.vars.count == 13)
        #expect(vars.vars.allSatisfy { $0.value == .withheld(.secret) })
        #expect(listing.findings.map(\.name) == vars.vars.map(\.names.last))
    }

    @Test func `are none where the search finds none`() throws {
        let (listing, vars) = try folder.read(archive: Fixtures.file("cases/f09-no-secrets.zip"))
        #expect(listing.findings.isEmpty)
        #expect(!vars.vars.isEmpty)
        #expect(vars.vars.allSatisfy { $0.value != .withheld(.secret) })
    }

    @Test(arguments: Fixtures.runs)
    func `are none in the archives of real runs, which are read whole`(run: String) throws {
        let vars = try folder.fixture(run)
        #expect(vars.vars.allSatisfy { $0.value != .withheld(.secret) })
        #expect(vars.notes.isEmpty)
        #expect(
            vars.vars.contains {
                $0.line
                    == "filesystems / btrfs_btrfs / format_options / command = mkfs.btrfs -q -f {{ partition }}"
            })
        #expect(ConfigVars(json: vars.json) == vars)
    }
}
