import TestSupport
import Testing

@testable import Archives
@testable import Model

struct `Settings of a file`: ~Copyable {
    struct Sample: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var file = "vars/a.yaml"
        let text: String
        let lines: [String]
    }

    let folder: VarFolder

    init() throws { folder = try VarFolder() }

    static let yaml: [Sample] = [
        Sample(
            testDescription: "maps and lists become paths",
            text: "a: 1\nb:\n  c: x y\n  d: [p, q]\n",
            lines: ["a = 1", "b / c = x y", "b / d / [0] = p", "b / d / [1] = q"]),
        Sample(
            testDescription: "comments, quotes and order of keys do not count",
            text: "# c\na: '1' # one\nb: \"x\\x41\"\n", lines: ["a = 1", "b = xA"]),
        Sample(
            testDescription: "what is empty is a value",
            text: "a:\nb: []\nc: {}\nd: ~\ne: ''\n", lines: ["a = ", "b = []", "c = {}", "d = ~", "e = "]),
        Sample(
            testDescription: "an element of a list is addressed by its name",
            text: "l:\n- size: 4\n  name: x\n- 7\n",
            lines: ["l / x / size = 4", "l / x / name = x", "l / [1] = 7"]),
        Sample(
            testDescription: "by its filesystem and driver",
            text: "l:\n- {name: btrfs, docker_driver: overlay2}\n- {filesystem: xfs, driver: vfs, name: n}\n",
            lines: [
                "l / btrfs_overlay2 / name = btrfs", "l / btrfs_overlay2 / docker_driver = overlay2",
                "l / xfs_vfs / filesystem = xfs", "l / xfs_vfs / driver = vfs", "l / xfs_vfs / name = n",
            ]),
        Sample(
            testDescription: "by the folder of its results before all else",
            text: "l:\n- {name: a, driver: b, result_dir: c_d}\n",
            lines: ["l / c_d / name = a", "l / c_d / driver = b", "l / c_d / result_dir = c_d"]),
        Sample(
            testDescription: "two of the same name have different addresses",
            text: "- name: a\n- name: a\n", lines: ["a / name = a", "a [1] / name = a"]),
        Sample(
            testDescription: "what is empty is no name",
            text: "- name: []\n- name: ''\n- name: {}\n",
            lines: ["[0] / name = []", "[1] / name = ", "[2] / name = {}"]),
        Sample(
            testDescription: "aliases and merge keys stay as they are written",
            text: "x: &x {a: 1}\ny:\n  <<: *x\n  b: *x\n", lines: ["x / a = 1", "y / << = *x", "y / b = *x"]),
        Sample(
            testDescription: "templates stay as they are written",
            text: "a: '{{ b | default(1) }}'\nc: fio --name={{ x }} --bs=4k\n",
            lines: ["a = {{ b | default(1) }}", "c = fio --name={{ x }} --bs=4k"]),
        Sample(
            testDescription: "other tags leave the text as it is",
            text: "a: !unsafe '{{'\nb: !!int '7'\n", lines: ["a = {{", "b = 7"]),
        Sample(
            testDescription: "a vaulted value is a secret",
            text: "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\nb: 1\n", lines: ["a (secret)", "b = 1"]),
        Sample(
            testDescription: "documents after the first have their number",
            text: "a: 1\n---\na: 2\n---\n- 3\n",
            lines: ["a = 1", "document 2 / a = 2", "document 3 / [0] = 3"]),
        Sample(
            testDescription: "text over several lines is one value",
            text: "a: x\n  y\nb: |\n  p\n  q\nc: >-\n  p\n  q\n", lines: ["a = x y", "b = p\nq\n", "c = p q"]),
        Sample(
            testDescription: "line ends of Windows are line ends", text: "a: 1\r\nb: 2\r\n",
            lines: ["a = 1", "b = 2"]),
        Sample(
            testDescription: "of a key that is there twice the last counts",
            text: "a: 1\nb: 2\na: {c: 3}\n", lines: ["a / c = 3", "b = 2"]),
        Sample(
            testDescription: "what has a list as its key is left out",
            text: "? [a, b]\n: 1\nc: 2\n? {d: e}\n: {f: g}\n", lines: ["c = 2"]),
        Sample(testDescription: "a scalar alone has no name", text: "4k", lines: [" = 4k"]),
        Sample(
            testDescription: "paths of files and devices are withheld",
            text:
                "a: /dev/vdb\nb: /mnt/bench,noatime\nlog_dir: results\nd: '{{ m }}/pgdata'\ne: ~/x\nf: 1/2\n"
                + "g: http://h/p\noutput_file: io.json\nh: '{{ m }}'\ni: ls /dev\n",
            lines: [
                "a (path)", "b = /mnt/bench,noatime", "log_dir (path)", "d (path)", "e (path)", "f = 1/2",
                "g = http://h/p", "output_file (path)", "h = {{ m }}", "i = ls /dev",
            ]),
        Sample(
            testDescription: "files without an ending in Ansible's folders are YAML", file: "group_vars/all",
            text: "a: 1\n", lines: ["a = 1"]),
        Sample(testDescription: "other files have no settings", file: "run.sh", text: "a: 1\n", lines: []),
    ]

    static let others: [Sample] = [
        Sample(
            testDescription: "JSON has numbers and words as they are written", file: "a.json",
            text: #"{"a": 1.50, "b": [true, null, "x\u0041"], "c": [{"name": "n", "d": {}}]}"#,
            lines: [
                "a = 1.50", "b / [0] = true", "b / [1] = null", "b / [2] = xA", "c / n / name = n",
                "c / n / d = {}",
            ]),
        Sample(
            testDescription: "INI has sections", file: "job.fio",
            text:
                "; c\n[global]\nrw=randread\nbs = 4k ; small\ntime_based\n[job 1]\nname=\"x # y\"\n[global]\nsize=1g\n",
            lines: [
                "global / rw = randread", "global / bs = 4k", "global / time_based = ", "global / size = 1g",
                "job 1 / name = x # y",
            ]),
        Sample(
            testDescription: "what is before the first section has no section", file: "sysctl.conf",
            text: "vm.dirty_ratio = 10\nkernel.x: 1\nlist = a\n  b\n  c\n\nvm.dirty_ratio = 20\n",
            lines: ["vm.dirty_ratio = 20", "kernel.x = 1", "list = a b c"]),
    ]

    @Test(arguments: yaml + others)
    func `become a flat list`(sample: Sample) throws {
        let vars = try folder.read(Array(sample.text.utf8), as: sample.file)
        #expect(vars.vars.map(\.line) == sample.lines)
        #expect(vars.vars.allSatisfy { $0.file == sample.file })
    }

    struct Unread: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var file = "a.yaml"
        let bytes: [UInt8]
        let note: String

        init(_ description: String, file: String = "a.yaml", _ text: String, _ note: String) {
            self.init(description, file: file, bytes: Array(text.utf8), note)
        }

        init(_ description: String, file: String = "a.yaml", bytes: [UInt8], _ note: String) {
            testDescription = description
            self.file = file
            self.bytes = bytes
            self.note = note
        }
    }

    static let unread: [Unread] = [
        Unread("broken YAML", "a: 1\nb: [\n", "was not read: it is broken YAML at line 3"),
        Unread(
            "not UTF-8", bytes: [0x61, 0x3A, 0x20, 0xFF, 0x0A], "was not read: it is broken YAML at line 1"),
        Unread(
            "a control character", bytes: Array("a: \u{1}\n".utf8),
            "was not read: it is broken YAML at line 1"),
        Unread("binary", bytes: Array("a: \0\n".utf8), "was not read: it is damaged, binary"),
        Unread("broken JSON", file: "a.json", "{\"a\": 1,\n x}", "was not read: it is broken JSON at line 2"),
        Unread(
            "a key of JSON twice", file: "a.json", "{\"a\": 1, \"a\": 2}", "was not read: it is broken JSON"),
        Unread("no INI", file: "nginx.conf", "x = 1\nuser nobody;\n", "no setting of an INI file, line 2"),
        Unread(
            "INI that is not UTF-8", file: "a.ini", bytes: [0x61, 0x3D, 0xFF], "was not read: it is not UTF-8"
        ),
        Unread("a carriage return alone", "a: 1\rb: 2\n", "line ends that are no newlines"),
        Unread("a line separator", "a: 1\u{2028}b: 2\n", "line ends that are no newlines"),
        Unread("a next line", "a: 1\u{85}b: 2\n", "line ends that are no newlines"),
        Unread("a vaulted file", "$ANSIBLE_VAULT;1.1;AES256\n6162\n", "was not read: it is encrypted"),
        Unread(
            "more than a MiB", "a: 1\n" + String(repeating: "#", count: 1 << 20),
            "was not read: it is larger than 1048576 bytes"),
        Unread("too many levels", String(repeating: "[", count: 100_000), "has more than 128 levels"),
        Unread(
            "many directives", String(repeating: "%TAG !a! b\n", count: 100), "has more than 50 directives"),
    ]

    @Test(arguments: unread)
    func `that cannot be read cost only their file`(sample: Unread) throws {
        var builder = ZipBuilder()
        builder.add(bytes: Array(sample.file.utf8), sample.bytes)
        builder.add("good.yaml", "a: 1\n")
        let vars = try folder.read(archive: builder.bytes).vars
        #expect(vars.vars.map(\.line) == ["a = 1"])
        #expect(vars.notes.map(\.file) == [sample.file])
        #expect(vars.notes.first?.text.contains(sample.note) == true, "\(vars.notes)")
        #expect(vars.hasGaps)
    }

    @Test func `that the search for secrets cannot see are not read`() throws {
        var builder = ZipBuilder()
        builder.add("locked.yaml", "a: 1\n", flags: 1)
        builder.add("other.yaml", "a: 1\n", method: 12)
        builder.add("broken.yaml", "a: 1\n", crc: 7)
        builder.add("empty.yaml", "")
        builder.add("client.key.ini", "a = 1")
        builder.add("client.key.ini", "a = 2")
        let vars = try folder.read(archive: builder.bytes).vars
        #expect(vars.vars.map(\.line) == ["a = 1"])
        #expect(
            vars.notes.map(\.text) == [
                "\"client.key.ini\" was not read: it has the name of a member before it.",
                "\"locked.yaml\" was not read: it is encrypted.",
                "\"other.yaml\" was not read: it is packed by another method than deflate.",
                "\"broken.yaml\" was not read: it is damaged, binary, or beyond the bytes that are read of an archive.",
            ])
    }

    @Test func `a key that is there twice has a note, which is no gap`() throws {
        let vars = try folder.read(Array("a: 1\na: 2\n".utf8))
        #expect(vars.notes.map(\.text) == ["\"vars/a.yaml\" has the key \"a\" twice: the last one counts."])
        #expect(!vars.hasGaps)
    }
}
