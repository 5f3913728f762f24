import Glibc
import TestSupport
import Testing

@testable import Archives
@testable import JSON
@testable import Model
@testable import System

struct `Secrets in a text` {
    struct Line: CustomTestStringConvertible, Sendable {
        let text: String
        let kind: SecretFinding.Kind
        let name: String?
        var line = 1
        var testDescription: String { text }
    }

    static let secrets: [Line] = [
        // YAML
        Line(text: "ansible_password: hunter2", kind: .password, name: "ansible_password"),
        Line(text: "  - ansible_become_pass: \"hunter2\"", kind: .password, name: "ansible_become_pass"),
        Line(text: "vault_password: 'hunter2'  # rotate", kind: .password, name: "vault_password"),
        Line(text: "'db-password' : correct horse battery", kind: .password, name: "db-password"),
        Line(text: "password: 123456", kind: .password, name: "password"),
        Line(text: "password: \"{unusual\"", kind: .password, name: "password"),
        Line(text: "password: !unsafe 'a{b'", kind: .password, name: "password"),
        Line(text: "password: $3cr3t!", kind: .password, name: "password"),
        Line(text: "password: my_password", kind: .password, name: "password"),
        Line(text: "password: \"SuperSecretPassword\"", kind: .password, name: "password"),
        Line(text: "PASSWORD=mypassword", kind: .password, name: "PASSWORD"),
        Line(text: "password: P@$$w0rd", kind: .password, name: "password"),
        Line(text: "password: $6$salt$hash", kind: .password, name: "password"),
        Line(text: "user: {name: a, password: hunter2}", kind: .password, name: "password"),
        Line(text: "password:\n  hunter2", kind: .password, name: "password"),
        Line(text: "password: |\n\n  hunter2\n", kind: .password, name: "password"),
        Line(text: "password: >-\n  hunter2", kind: .password, name: "password"),
        Line(
            text: "a: 1\r\nb: 2\r\nregistry_token: t0k3n\r\n", kind: .token, name: "registry_token", line: 3),
        Line(text: "oauthClientSecret: abcdef", kind: .secret, name: "oauthClientSecret"),
        Line(text: "# ansible_password: hunter2", kind: .password, name: "ansible_password"),
        // JSON
        Line(text: "{\"user\":\"a\",\"password\":\"hunter2\"}", kind: .password, name: "password"),
        Line(text: "  \"apiToken\" : \"t0k3n\",", kind: .token, name: "apiToken"),
        // INI, inventories, shells, code
        Line(text: "password = hunter2", kind: .password, name: "password"),
        Line(text: "; password=hunter2", kind: .password, name: "password"),
        Line(
            text: "h1 ansible_host=10.0.0.1 ansible_ssh_pass=hunter2 ansible_user=a", kind: .password,
            name: "ansible_ssh_pass"),
        Line(
            text: "h1 ansible_password=hunter2 ansible_user={{ user }}", kind: .password,
            name: "ansible_password"),
        Line(text: "export PGPASSWORD=hunter2", kind: .password, name: "PGPASSWORD"),
        Line(text: "API_TOKEN=\"t0k3n\"", kind: .token, name: "API_TOKEN"),
        Line(text: "spring.datasource.password=hunter2", kind: .password, name: "spring.datasource.password"),
        Line(text: "mysql --password=hunter2 -u root", kind: .password, name: "--password"),
        Line(text: "aws_secret_access_key = abc/def+ghi", kind: .cloudKey, name: "aws_secret_access_key"),
        Line(text: "//registry.example/:_authToken=t0k3n", kind: .token, name: nil),
        // keys with numbers, environments, several words in one, several values
        Line(text: "password2: hunter2", kind: .password, name: "password2"),
        Line(text: "db_pass_1=hunter2", kind: .password, name: "db_pass_1"),
        Line(text: "password_prod: hunter2", kind: .password, name: "password_prod"),
        Line(text: "passwords:\n  - hunter2\n  - Sup3r-pass=x9", kind: .password, name: "passwords"),
        Line(text: "passwords:\n- hunter2\n- hunter3", kind: .password, name: "passwords"),
        Line(text: "db_passwords: [\"hunter2\", \"b\"]", kind: .password, name: "db_passwords"),
        Line(text: "secretkey=abcdef", kind: .secret, name: "secretkey"),
        Line(text: "authtoken: abcdef", kind: .token, name: "authtoken"),
        Line(text: "clientsecret: abcdef", kind: .secret, name: "clientsecret"),
        Line(text: "AWSSecretKey=abcdef", kind: .secret, name: "AWSSecretKey"),
        Line(text: "wpa_psk=correcthorse", kind: .password, name: "wpa_psk"),
        Line(text: "root_pw: correcthorse", kind: .password, name: "root_pw"),
        Line(text: "db_pass: linear", kind: .password, name: "db_pass"),
        Line(text: "pass: hunter2", kind: .password, name: "pass"),
        // values that are keys, too, or stand without a blank, or below
        Line(text: "password=password", kind: .password, name: "password"),
        Line(text: "token = token", kind: .token, name: "token"),
        Line(text: "password = top.secret", kind: .password, name: "password"),
        Line(text: "password:hunter2", kind: .password, name: "password"),
        Line(text: "ansible_password:hunter2_token=abc", kind: .password, name: "ansible_password"),
        Line(text: "\"password\":\n\"hunter2\"", kind: .password, name: "password"),
        Line(text: "password: |\n  - a: b", kind: .password, name: "password"),
        Line(text: "password: &shared hunter2", kind: .password, name: "password"),
        Line(
            text: "a: \"{{ vault_a | default('x') }}\"\npassword: \"{{ vault_b | default('hunter2') }}\"",
            kind: .password, name: "password", line: 2),
        // the name of one setting, the value of another
        Line(text: "- name: DB_PASSWORD\n  value: hunter2", kind: .password, name: "DB_PASSWORD", line: 2),
        Line(text: "<property name=\"password\" value=\"hunter2\"/>", kind: .password, name: "password"),
        // command lines and directives
        Line(text: "mysql --password hunter2 -u root", kind: .password, name: nil),
        Line(text: "cmd: sshpass -p correcthorse ssh rig", kind: .password, name: nil),
        Line(text: "curl -u bench:correcthorse http://rig/", kind: .password, name: nil),
        Line(text: "requirepass correcthorse", kind: .password, name: nil),
        // no part of a value is a name
        Line(
            text: "ansible_password: |\n  line1\n  Sup3r-pass=x9", kind: .password, name: "ansible_password"),
        Line(
            text: "ansible_password: >-\n  line1\n  Sup3r-pass=x9", kind: .password, name: "ansible_password"),
        Line(text: "password: hunter2\n  Sup3r-pass=x9", kind: .password, name: "password"),
        Line(text: "password: correct horse Sup3r-pass=x9", kind: .password, name: "password"),
        Line(text: "password = correct horse Sup3r-pass=x9", kind: .password, name: "password"),
        Line(text: "password: \"line1\n  Sup3r-pass=x9\"", kind: .password, name: "password"),
        Line(text: "PASSWORD='line1\nSup3r-pass=x9'", kind: .password, name: "PASSWORD"),
        Line(text: "vault: \"Sup3r-token=x9\"", kind: .token, name: nil),
        Line(text: "vault: some Sup3r-token=x9", kind: .token, name: nil),
        Line(text: "db:5432:d:u:Sup3r_pass=b1", kind: .password, name: nil),
        // by their form
        Line(text: "url: postgres://bench:hunter2@db/bench", kind: .password, name: nil),
        Line(text: "Authorization: Bearer t0k3n", kind: .token, name: "Authorization"),
        Line(text: "aws: AKIAABCDEFGHIJKLMNOP", kind: .cloudKey, name: nil),
        Line(text: "- ghp_0123456789abcdefghijklmnopqrstuvwxyz", kind: .token, name: nil),
        Line(text: "hook: xoxb-123456789012-abcdef", kind: .token, name: nil),
        Line(
            text:
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAAB==\n-----END OPENSSH PRIVATE KEY-----",
            kind: .privateKey, name: nil),
        Line(
            text: "ssh_key: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIE", kind: .privateKey, name: nil,
            line: 2),
        Line(
            text: "private_key: |\n  -----BEGIN PRIVATE KEY-----\n  MIIE", kind: .privateKey, name: nil,
            line: 2),
        Line(
            text:
                "{\"type\": \"service_account\",\n\"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE KEY-----\\n\"}",
            kind: .privateKey, name: nil, line: 2),
    ]

    @Test(arguments: secrets)
    func `a secret is found once, at its line, under its name`(_ secret: Line) {
        #expect(
            SecretLines.matches(in: Array(secret.text.utf8))
                == [SecretLines.Match(line: secret.line, kind: secret.kind, name: secret.name)])
    }

    @Test(arguments: [
        "", "password:", "password: \"\"", "password: ''", "password:   # from the vault", "password=",
        "\"password\": null,", "password: ~", "password: true",
        "ansible_password: \"{{ vault_ansible_password }}\"",
        "ansible_password: {{ lookup('env', 'PASSWORD') }}", "password: {% if x %}", "PASSWORD=$DB_PASSWORD",
        "PASSWORD=\"${DB_PASSWORD}\"", "PASSWORD=$(pass show db)", "set PASSWORD=%DB_PASSWORD%",
        "password = %(vault)s", "ansible_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162",
        "ansible_password: |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162", "password: *shared",
        "password: <password>",
        "password: changeme", "password: ********", "password: xxxx", "token: [REDACTED]",
        "my_secret: your-secret-here",
        "password_file: /run/secrets/db", "token_expiry: 30", "password_policy: strict", "secret_name: db",
        "private_key_file: ~/.ssh/id_ed25519", "vault_password: /run/secrets/vault",
        "api_token: vault:secret/data#t",
        "db_secret: \"\"", "secrets:\n  - db", "secret:\n  name: db", "max_token: 30", "pass: 2",
        "num_pass = 3",
        "wheel ALL=(ALL) NOPASSWD: ALL", "no_password: hunter2", "bypass: all", "compass: north",
        "password = getpass.getpass()", "token = os.environ['T']", "token=$1",
        "if password == other:",
        "password != x", "# password: ask the operator of the rig", "user:password", "url: http://db:5432/x",
        "url: http://{{ user }}:{{ password }}@db/", "Authorization: Bearer {{ token }}",
        "key: AKIAIOSFODNN7EXAMPLE", "AKIA is a prefix", "-----BEGIN CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA bench@rig", "passes: 3", "block_size: 4k", "keys: [a, b]",
        "update_password: on_create", "update_password: always", "single_pass: linear", "pass: read",
        "num_pass: 300",
        "warmup_pass: 1000", "PWD=work", "OLDPWD=/work", "max_token: 100000", "max_tokens: 5",
        "num_passes: 3",
        "The password: see the wiki", "# token: required", "# password: optional", "password: __PASSWORD__",
        "password: @@PASSWORD@@", "password: \"%s\"", "token: &t \"{{ x }}\"",
        "use hf_transfer_something_long_enough_now",
        "mask_token: \"[MASK]\"", "password: {password}", "image: vault:latest", "secret::parse",
        "passwords:\n  db: \"{{ x }}\"",
        "password: \"{{ x | default('') }}\"", "password: \"{{ x | default(omit) }}\"",
        "- name: DB_PASSWORD\n  valueFrom: x",
        "- name: size\n  value: 4k", "use --password to set it", "tool --password FILE",
        "tool --password --user x",
        "curl -u \"$USER:$PASSWORD\" x", "sshpass -p \"$PASSWORD\" ssh rig", "sshpass -e ssh rig",
        "cp -p a b", "pwgen: 3",
    ])
    func `what only looks like one is none`(_ text: String) {
        #expect(SecretLines.matches(in: Array(text.utf8)) == [])
    }

    @Test(arguments: [
        ("def f(password: str):", []), ("connect(password=None)", []), ("self.token = token", []),
        ("token = response[\"token\"]", []), ("f(password=args.password)", []),
        ("password: Optional[str] = None", []),
        ("password = \"hunter2\"", ["password"]), ("self.token = 'abc'", ["self.token"]),
        ("connect(user=\"a\", password=\"hunter2\")", ["password"]),
    ])
    func `in code only what is quoted is a value`(_ text: String, _ names: [String]) {
        #expect(SecretLines.matches(in: Array(text.utf8), isCode: true).map(\.name) == names)
    }

    @Test(arguments: [
        (".env", SecretFinding.Kind.environmentFile), ("vars/prod.env", .environmentFile),
        (".env.local", .environmentFile),
        ("keys/id_rsa", .keyFile), ("ID_ED25519", .keyFile), ("tls/server.pem", .keyFile),
        ("server.KEY", .keyFile),
        ("store.p12", .keyFile), ("passwords.kdbx", .keyFile), ("tls/ca.crt", .keyFile),
        (".vault_pass", .keyFile),
        ("dir\\id_rsa", .keyFile),
    ])
    func `files are known by name`(_ path: String, _ kind: SecretFinding.Kind) {
        #expect(SecretNames.kind(ofFile: path) == kind)
    }

    @Test(arguments: [
        "vars/filesystems.yaml", "id_rsa.pub", ".env.example", "keyboard.yaml", "environment.yaml", "pem",
        "monkey",
    ])
    func `other files are not`(_ path: String) {
        #expect(SecretNames.kind(ofFile: path) == nil)
    }

    @Test func `every line is looked at, and a hundred are enough`() {
        let text = String(repeating: "password: hunter2\n", count: 500)
        #expect(SecretLines.matches(in: Array(text.utf8)).map(\.line) == Array(1...100))
        let long = String(repeating: "\"a\": {\"b\": 1}, ", count: 10_000) + "\"password\": \"hunter2\""
        #expect(SecretLines.matches(in: Array(long.utf8)).map(\.name) == ["password"])
    }

    @Test(arguments: [
        " :", ":=", "\t=", "1=", "\"a\" : 1, ", "password=", "password=\"", "password :",
        "\"password\": |\n", "password: [", "password: &a ", "://a:", "://", "authorization: bearer ",
        "-----BEGIN ",
        "ghp_", "hvs.", "token: {{", "pw={{ default('", "'\": ", "key_", "aB_=", "value=",
        "name: password ",
        "--password ", "sshpass -p ", "curl -u ", "a\n", "passwords:\n  - ",
    ])
    func `hostile texts cost no more than their size`(_ part: String) {
        let piece = Array(String(repeating: part, count: (8 << 10) / part.utf8.count).utf8)
        // Copies are quick, so that the texts with the most steps have to be long to show them.
        let count = part.utf8.count == 2 && part != "a\n" ? 64 : 8
        let whole = Array([[UInt8]](repeating: piece, count: count).joined())
        let (wholeCost, piecesCost) = (
            Self.processorNanoseconds { _ = SecretLines.matches(in: whole) },
            Self.processorNanoseconds { for _ in 0..<4 { _ = SecretLines.matches(in: piece) } } * count / 4
        )
        // What looks at a whole line at every step costs far more than the same bytes in pieces.
        #expect(wholeCost < piecesCost * 2 + 50_000_000)
    }

    /// Of this thread alone, so that a busy machine changes nothing.
    private static func processorNanoseconds(_ work: () -> Void) -> Int {
        func now() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return time.tv_sec * 1_000_000_000 + time.tv_nsec
        }
        let start = now()
        work()
        return now() - start
    }
}

struct `Secrets in an archive`: ~Copyable {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func list(_ builder: ZipBuilder) throws -> ConfigListing {
        try folder.write(builder.bytes, to: "a.zip")
        let file = try Directory(folder.path).openForReading("a.zip")
        return try ConfigInspector.list(file, path: "a.zip", limits: ArchiveLimits(byteCount: 64 << 20))
    }

    @Test func `they are named by entry and line, and their values nowhere`() throws {
        var builder = ZipBuilder()
        builder.add("vars/clean.yaml", "size: 4k\n")
        builder.add("vars/all.yaml", "a: 1\nansible_password: hunter2\n")
        builder.add("keys/id_rsa", "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n")
        builder.add("keys/store.p12", "\0hunter2")
        builder.add("vars/vault.key", "$ANSIBLE_VAULT;1.1;AES256\n6162\n")
        builder.add("empty.pem", "")
        builder.add("core", "\0\npassword: hunter2\n")
        builder.add("core.2", "\0")
        let listing = try list(builder)
        #expect(
            listing.findings.map {
                "\($0.index) \($0.entry) \($0.line ?? 0) \($0.kind.rawValue) \($0.name ?? "-")"
            }
                == [
                    "1 vars/all.yaml 2 password ansible_password", "2 keys/id_rsa 1 private-key -",
                    "3 keys/store.p12 0 key-file -",
                ])
        #expect(listing.notes == ["Not scanned for secrets, because binary: \"keys/store.p12\" and 2 more."])
        let said = listing.findings.map(\.json.text).joined() + listing.warnings.map(\.json.text).joined()
        #expect(!said.contains("hunter2"))
        #expect(listing.warnings.allSatisfy { $0.kind == .configSecret })
    }

    @Test func `what was not looked at is said`() throws {
        var builder = ZipBuilder()
        builder.add("locked.yaml", "password: hunter2\n", flags: 1)
        builder.add("other.yaml", "password: hunter2\n", method: 12)
        builder.add("broken.yaml", "password: hunter2\n", crc: 7)
        builder.add("broken.pem", "x", crc: 7)
        builder.add("big.log", String(repeating: "a", count: 1 << 20) + "\npassword: hunter2\n")
        builder.add("vars.yaml", "password: hunter2\n")
        let listing = try list(builder)
        #expect(listing.findings.map(\.entry) == ["broken.pem", "vars.yaml"])
        #expect(
            listing.notes == [
                "Not scanned for secrets, because encrypted: \"locked.yaml\".",
                "Not scanned for secrets, because neither stored nor deflated: \"other.yaml\".",
                "Not scanned for secrets, because damaged: \"broken.yaml\" and 1 more.",
                "Scanned for secrets only in its first 1048576 bytes: \"big.log\".",
            ])
    }

    @Test func `settings are looked at before large logs, wherever they lie`() throws {
        var builder = ZipBuilder()
        // In long lines, which are looked at quicker.
        let log = String(repeating: String(repeating: "a", count: 1023) + "\n", count: 1 << 10)
        for number in 0..<9 { builder.add("\(number).log", log) }
        builder.add("hosts", "rig ansible_password=hunter2\n")
        builder.add("vars/all.yaml", "password: hunter2\n")
        let listing = try list(builder)
        #expect(listing.findings.map(\.entry) == ["hosts", "vars/all.yaml"])
        #expect(
            listing.notes == [
                "Not scanned for secrets, because this archive has more than the scan reads: \"7.log\" and 1 more."
            ])
    }

    @Test func `UTF-16 with a byte order mark is text`() throws {
        var builder = ZipBuilder()
        let units = Array("\u{FEFF}a: ü\r\npassword: hunter2\r\n".utf16)
        builder.add(bytes: Array("little.yaml".utf8), units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        builder.add(bytes: Array("big.yaml".utf8), units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        builder.add("marked.yaml", "\u{FEFF}password:hunter2")
        let listing = try list(builder)
        #expect(
            listing.findings.map { "\($0.entry) \($0.line ?? 0)" } == [
                "little.yaml 2", "big.yaml 2", "marked.yaml 1",
            ])
        #expect(listing.notes.isEmpty)
    }

    @Test func `damaged entries keep no other from being looked at`() throws {
        var builder = ZipBuilder()
        for number in 0..<9 { builder.add("\(number).yaml", "password: hunter2\n", crc: 7) }
        builder.add("vars.yaml", "password: hunter2\n")
        let listing = try list(builder)
        #expect(listing.findings.map(\.entry) == ["vars.yaml"])
        #expect(listing.notes == ["Not scanned for secrets, because damaged: \"0.yaml\" and 8 more."])
    }
}
