"""Config archives are listed as the tools wrote them, and what could do harm is refused whoever wrote it."""

import io
import os
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from typing import Callable
from urllib.parse import quote

import pytest

from Support import bombs, writers
from Support.archives import CENTRAL, archive
from Support.judgement import check
from Support.paths import ROOT
from Support.reports import CONFIG, REPORT, small
from Support.web import FORM_TYPE, form

MEMBERS = {
    "vars/paths.yaml": b"root: /srv\n" * 20, "vars/filesystems.yaml": b"- ext4\n- xfs\n" * 30,
    "vars/gr\u00f6\u00dfe/\u00fc.yaml": b"a: 1\n"}
DOS, UTC = "2026-11-23T18:55:02", "2026-11-23T18:55:02Z"
PASSWORD = "geheim"


def run(folder, *command, content=None):
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, cwd=folder, env=environment, input=content, capture_output=True, check=True).stdout


def packed(*command):
    """Runs a tool that packs `vars` into a.zip."""
    def pack(folder):
        run(folder, *command)
        return (folder / "a.zip").read_bytes()
    return pack


def seven_zip(*options):
    return packed("7zz", "a", "-tzip", *options, "a.zip", "vars")


def recorded(name):
    return lambda folder: (ROOT / "Tests" / "Fuzz" / "corpus" / "archives" / name).read_bytes()


def crafted(habit, members=None):
    return lambda folder: habit.written(MEMBERS if members is None else members)


PYTHON = """
import sys, zipfile
with zipfile.ZipFile(sys.stdout.buffer, "w", zipfile.ZIP_DEFLATED) as file:
    for name in sys.argv[1:]: file.write(name)
"""


@dataclass(frozen=True)
class Tool:
    name: str
    pack: Callable
    modified: str
    #: Of its larger entries; small ones may be stored.
    method: str = "deflate"
    is_encrypted: bool = False


TOOLS = [
    Tool("Info-ZIP", packed("zip", "-qr", "a.zip", "vars"), UTC),
    Tool("Info-ZIP, stored", packed("zip", "-qr0", "a.zip", "vars"), UTC, "stored"),
    Tool("Info-ZIP, data descriptors", packed("zip", "-qr", "-fd", "a.zip", "vars"), UTC),
    Tool("Info-ZIP, into a pipe", lambda folder: run(folder, "zip", "-qr", "-", "vars"), UTC),
    Tool("Info-ZIP, zip64", packed("zip", "-qr", "-fz", "a.zip", "vars"), UTC),
    Tool("Info-ZIP, without extra fields", packed("zip", "-qrX", "a.zip", "vars"), DOS),
    Tool("Info-ZIP, bzip2", packed("zip", "-qr", "-Z", "bzip2", "a.zip", "vars"), UTC, "bzip2"),
    Tool("Info-ZIP, encrypted", packed("zip", "-qr", "-e", "-P", PASSWORD, "a.zip", "vars"), UTC, is_encrypted=True),
    Tool("7-Zip", seven_zip(), DOS),
    Tool("7-Zip, UTF-8", seven_zip("-mcu=on"), DOS),
    Tool("7-Zip, LZMA", seven_zip("-mm=LZMA"), DOS, "lzma"),
    Tool("7-Zip, AES", seven_zip("-mem=AES256", f"-p{PASSWORD}"), DOS, "aes", is_encrypted=True),
    Tool("Python, into a pipe", lambda folder: run(folder, sys.executable, "-c", PYTHON, *MEMBERS), DOS),
    Tool("Python", packed(sys.executable, "-m", "zipfile", "-c", "a.zip", "vars"), DOS),
    Tool("bsdtar", packed("bsdtar", "-cf", "a.zip", "--format", "zip", "vars"), UTC),
    Tool("bsdtar, into a pipe", lambda folder: run(folder, "bsdtar", "-cf", "-", "--format", "zip", "vars"), UTC),
    Tool("jar of JDK 17", recorded("jar.zip"), DOS),
    Tool("jar of JDK 17, stored", recorded("jar-stored.zip"), DOS, "stored"),
    Tool("java.util.zip", crafted(writers.JAVA_STREAM), DOS),
    Tool("Go", crafted(writers.GO), UTC),
    Tool("macOS", crafted(writers.DITTO), DOS),
    Tool("Windows Explorer", crafted(writers.EXPLORER), DOS),
    Tool("Windows Explorer, code page 437", crafted(writers.EXPLORER_CP437), DOS),
    Tool(".NET before 4.6.1", crafted(writers.OLD_DOTNET), DOS),
    Tool("data descriptors without signature", crafted(writers.UNSIGNED_STREAM), DOS),
]


@pytest.fixture
def tree(tmp_path):
    """A folder with `vars`, as old as its archives say."""
    for path, content in MEMBERS.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
        os.utime(tmp_path / path, (writers.MADE, writers.MADE))
    return tmp_path


def filed(daemon, tag, content):
    """The listing of an archive that comes with an upload, by path, and where its entries are."""
    body = form(("file", REPORT, small(tag)), ("config_file", CONFIG, content))
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, body).json()
    assert answer["warnings"] == []
    place = f"/api/benchmarks/{answer['uuid']}/config/files"
    return daemon.web.json(place)["entries"], place


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_what_a_tool_packs_is_listed_as_it_is(shared_daemon, tree, tool):
    content = tool.pack(tree)
    entries, place = filed(shared_daemon, tool.name, content)

    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert [(entry["size"], entry["compressed_size"], entry["crc32"]) for entry in entries] \
            == [(info.file_size, info.compress_size, f"{info.CRC:08x}") for info in file.infolist()]
    files = {entry["path"]: entry for entry in entries if entry["type"] == "file" and "MANIFEST" not in entry["path"]}
    assert {path: entry["size"] for path, entry in files.items()} \
        == {path: len(content) for path, content in MEMBERS.items()}
    assert files["vars/filesystems.yaml"]["method"] == tool.method
    for path, entry in files.items():
        assert (entry["modified"], entry["encrypted"]) == (tool.modified, tool.is_encrypted)
        answer = shared_daemon.web.get(f"{place}/{quote(path)}")
        if entry["method"] in ("stored", "deflate") and not tool.is_encrypted:
            assert (answer.status, answer.body) == (200, MEMBERS[path])
            assert entry["crc32"] == f"{zlib.crc32(MEMBERS[path]):08x}"
        else:
            kind = "config-encrypted" if tool.is_encrypted else "config-unsupported"
            assert answer.problem()["type"] == f"/problems/{kind}"


def test_the_other_files_that_macos_packs_are_listed(shared_daemon):
    content = writers.DITTO.written({"vars/a.yaml": b"a: 1\n", "__MACOSX/vars/._a.yaml": b"\0\x05\x16\x07" + bytes(100)})
    entries, _ = filed(shared_daemon, "__MACOSX", content)
    assert [entry["path"] for entry in entries] == ["vars/a.yaml", "__MACOSX/vars/._a.yaml"]


def test_a_guess_at_a_name_comes_with_its_bytes(shared_daemon):
    [entry], _ = filed(shared_daemon, "guess", writers.EXPLORER_CP437.written({"vars/\u00fc.yaml": b"a: 1\n"}))
    assert (entry["path"], entry["path_is_guess"], entry["path_bytes"]) \
        == ("vars/\u00fc.yaml", True, "vars/\u00fc.yaml".encode("cp437").hex())


@pytest.mark.parametrize("command, name", [
    (("zip", "-q", "a.zip", "-"), "-"), (("7zz", "a", "-tzip", "-siroot.yaml", "a.zip"), "root.yaml"),
], ids=["zip -", "7-Zip -si"])
def test_content_from_a_pipe_is_listed_as_a_file(shared_daemon, tmp_path, command, name):
    run(tmp_path, *command, content=b"root: /srv\n")
    [entry], place = filed(shared_daemon, name, (tmp_path / "a.zip").read_bytes())

    assert (entry["path"], entry["type"], entry["size"]) == (name, "file", 11)
    assert shared_daemon.web.get(f"{place}/{name}").body == b"root: /srv\n"


# What is refused

def put(folder, path, content=b"a: 1\n"):
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)


def with_link(target, *command):
    def pack(folder):
        (folder / "vars" / "link").unlink(missing_ok=True)
        (folder / "vars" / "link").symlink_to(target)
        return packed(*command)(folder)
    return pack


def unchanged(pack):
    return pack


def made_on_dos(pack):
    """What a tool packs, link and all, in the name of a system that knows no links."""
    def changed(folder):
        content = bytearray(pack(folder))
        position = content.find(CENTRAL)
        while position >= 0:
            content[position + 5] = 0
            position = content.find(CENTRAL, position + 4)
        return bytes(content)
    return changed


def with_file(path, *command):
    def pack(folder):
        put(folder, path)
        return packed(*(command or ("zip", "-qr", "a.zip", path)))(folder)
    return pack


def deep(levels):
    return "/".join(["d"] * (levels - 1) + ["x"])


def long(length):
    """A path of so many bytes in components that a filesystem takes."""
    return "/".join(["n" * 200] * (length // 201) + ["n" * (length % 201)])


def above(folder):
    """Info-ZIP keeps the way up."""
    put(folder, "a.yaml")
    run(folder / "vars", "zip", "-q", "../a.zip", "../a.yaml")
    return (folder / "a.zip").read_bytes()


def split(*options):
    def pack(folder):
        put(folder, "vars/noise", os.urandom(150_000))
        return packed("zip", "-qr", *options, "a.zip", "vars")(folder)
    return pack


def python(name, **options):
    return lambda folder: archive({name: b"a: 1\n"}, **options)


def cut(count):
    return lambda folder: (content := packed("zip", "-qr", "a.zip", "vars")(folder))[:len(content) - count]


def twice(count):
    return lambda folder: packed("zip", "-qr", "a.zip", "vars")(folder) * count


@dataclass(frozen=True)
class Refused:
    name: str
    bad: Callable
    kind: str
    #: The entry that the problem names; None where it is about the archive.
    entry: str | None
    #: Its neighbour, which is accepted.
    good: Callable


REFUSED = [
    *(Refused(
        f"a link that leads out ({name})", kept(with_link("../../paths.yaml", *command)), "config-unsafe", "vars/link",
        kept(with_link("paths.yaml", *command)))
      for name, kept, command in [
          ("Info-ZIP", unchanged, ("zip", "-qry", "a.zip", "vars")),
          ("7-Zip", unchanged, ("7zz", "a", "-tzip", "-snl", "a.zip", "vars")),
          ("bsdtar", unchanged, ("bsdtar", "-cf", "a.zip", "--format", "zip", "vars")),
          ("DOS", made_on_dos, ("zip", "-qry", "a.zip", "vars"))]),
    Refused(
        "a directory with content", python("vars", mode=0o040755), "config-damaged", "vars", python("vars", mode=0o100755)),
    Refused("a way up", above, "config-unsafe", "../a.yaml", with_file("a.yaml")),
    Refused("a way up with backslashes", python("vars\\..\\x"), "config-unsafe", "vars\\..\\x", python("vars\\x")),
    Refused("an absolute path", python("/etc/x"), "config-unsafe", "/etc/x", python("etc/x")),
    Refused("a drive letter", python("C:/x"), "config-unsafe", "C:/x", python("C/x")),
    Refused("a device", python("null", mode=0o020666), "config-unsafe", "null", python("null", mode=0o100666)),
    Refused("a socket", python("run", mode=0o140666), "config-unsafe", "run", python("run", mode=0o010666)),
    Refused("a line break in a name", with_file("a\nb"), "config-unsafe", "a\nb", with_file("a b")),
    Refused(
        "a NUL in a name", lambda folder: archive({"a?b": b""}).replace(b"a?b", b"a\0b"), "config-unsafe", "a\0b",
        python("a?b")),
    Refused("a name of 1,025 bytes", with_file(long(1025)), "config-unsafe", long(1025)[:200], with_file(long(1024))),
    Refused("65 levels", with_file(deep(65)), "config-unsafe", deep(65), with_file(deep(64))),
    Refused(
        "10,001 entries", lambda folder: bombs.entries(10_001), "config-unsafe", None, lambda folder: bombs.entries(10_000)),
    Refused(
        "a claim of 10 TB", lambda folder: bombs.claiming(10 << 40), "config-unsafe", "vars/a.yaml",
        lambda folder: bombs.claiming(4 << 30)),
    Refused(
        "entries that overlap", lambda folder: bombs.overlapping(2), "config-unsafe", "000001",
        lambda folder: bombs.overlapping(1)),
    Refused("a tar", packed("bsdtar", "-cf", "a.zip", "vars"), "config-not-zip", None, packed("zip", "-qr", "a.zip", "vars")),
    Refused("a 7z", packed("7zz", "a", "-t7z", "a.zip", "vars"), "config-not-zip", None, seven_zip()),
    Refused("cut off", cut(1), "config-damaged", None, cut(0)),
    Refused("the last of several files", split("-s", "64k"), "config-damaged", None, split()),
    Refused("two archives in a row", twice(2), "config-damaged", None, twice(1)),
]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.name)
def test_what_could_do_harm_is_refused_and_its_neighbour_is_not(tree, tmp_path_factory, row):
    bad = tmp_path_factory.mktemp("bad") / CONFIG
    bad.write_bytes(row.bad(tree))
    problem = check(bad)
    assert (problem["type"], problem.get("entry")) == (f"/problems/{row.kind}", row.entry)
    assert problem["detail"].endswith(".")

    (tree / "a.zip").unlink(missing_ok=True)
    good = tmp_path_factory.mktemp("good") / CONFIG
    good.write_bytes(row.good(tree))
    assert check(good) is None
