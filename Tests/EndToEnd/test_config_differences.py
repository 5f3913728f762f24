"""What benchd takes for a zip, beside Info-ZIP's unzip and Python's zipfile, on what every tool packs and on made archives.

Each difference is a row here with its reason, and one of docs/config-archives.md."""

import io
import os
import subprocess
import sys
import zipfile
import zlib

import pytest

from Support import bombs, writers
from Support.archives import BAD_ARCHIVES, GOOD_ARCHIVES, archive
from Support.daemon import benchd
from Support.paths import ROOT
from Support.reports import CONFIG

MEMBERS = {
    "vars/paths.yaml": b"root: /srv\n" * 20, "vars/filesystems.yaml": b"- ext4\n- xfs\n" * 30, "vars/empty": b"",
    "vars/gr\u00f6\u00dfe/\u00fc.yaml": b"a: 1\n", "vars/noise.bin": bytes(range(256)) * 40}
PASSWORD = "geheim"
RECORDED = ROOT / "Tests" / "Fuzz" / "corpus" / "archives"

INFO_ZIP = [
    "-r", "-r -0", "-r -1", "-r -9", "-r -D", "-r -X", "-r -fd", "-r -fz", "-r -fz-", "-r -Z bzip2", "-r -Z store", "-r -j", "-r -k",
    "-r -l", "-r -ll", "-r -UN=UTF8", "-r -UN=Escape", "-r -UN=No", "-r -o", "-r -n .yaml", f"-r -e -P {PASSWORD}", "-r -y"]
SEVEN_ZIP = [
    "", "-mx=0", "-mx=9", "-mm=Copy", "-mm=Deflate", "-mm=Deflate64", "-mm=BZip2", "-mm=LZMA", "-mm=PPMd", "-mcu=on", "-mcl=on",
    "-mtc=on", "-mtm=off", "-mmt=off", f"-p{PASSWORD}", f"-p{PASSWORD} -mem=AES256", "-spf2", "-snl"]
BSDTAR = [
    "", "--options zip:compression=store", "--options zip:compression=deflate", "--options zip:compression-level=9",
    "--options zip:zip64", "--options zip:!zip64", "--options zip:experimental", "--options zip:hdrcharset=UTF-8",
    f"--options zip:encryption=traditional --passphrase {PASSWORD}", f"--options zip:encryption=aes256 --passphrase {PASSWORD}"]


def run(folder, command):
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return (folder / "a.zip").read_bytes()


def packed(before, options, after):
    return lambda folder: run(folder, [*before.split(), *options.split(), *after.split()])


def by_python(method=zipfile.ZIP_DEFLATED, is_zip64=False, comment=b"", prefix=b"", is_piped=False):
    def pack(_):
        memory = io.BytesIO(prefix)
        target = Unseekable(memory) if is_piped else memory
        with zipfile.ZipFile(target, "a" if prefix else "w", method) as file:
            for name, content in MEMBERS.items():
                with file.open(name, "w", force_zip64=is_zip64) as member:
                    member.write(content)
            file.comment = comment
        return memory.getvalue()
    return pack


class Unseekable:
    """A pipe."""

    def __init__(self, memory):
        self._memory = memory

    def write(self, content):
        return self._memory.write(content)

    def flush(self):
        pass


def made():
    """Every archive that is compared, as (name, how it is made)."""
    for options in INFO_ZIP:
        yield f"zip {options}", packed("zip -q", options, "a.zip vars")
    for options in SEVEN_ZIP:
        yield f"7zz {options}", packed("7zz a -tzip", options, "a.zip vars")
    for options in BSDTAR:
        yield f"bsdtar {options}", packed("bsdtar -cf a.zip --format zip", options, "vars")
    for file in sorted(RECORDED.glob("*.zip")):
        yield f"recorded {file.name}", lambda folder, file=file: file.read_bytes()
    for name, options in {
            "stored": {"method": zipfile.ZIP_STORED}, "deflated": {}, "bzip2": {"method": zipfile.ZIP_BZIP2},
            "lzma": {"method": zipfile.ZIP_LZMA}, "zip64": {"is_zip64": True}, "a comment of 64 KiB": {"comment": b"c" * 65_535},
            "zips in the comment": {"comment": archive()}, "after a script": {"prefix": b"#!/bin/sh\n"},
            "piped": {"is_piped": True}}.items():
        yield f"Python {name}", by_python(**options)
    for name in ("GO", "JAVA_STREAM", "DITTO", "EXPLORER", "EXPLORER_CP437", "OLD_DOTNET", "UNSIGNED_STREAM"):
        yield name, lambda folder, name=name: getattr(writers, name).written(
            {path: content for path, content in MEMBERS.items() if name != "EXPLORER_CP437" or path.isascii()})
    yield "a stored zip inside", lambda folder: archive({"inner.zip": archive()}, zipfile.ZIP_STORED)
    yield "a deflated zip inside", lambda folder: archive({"inner.zip": archive()})
    yield "a stub that is not counted", lambda folder: b"MZ" + bytes(510) + archive()
    yield "bytes after the end", lambda folder: archive() + b"\n"
    yield "two archives in a row", lambda folder: archive() * 2
    yield "overlapping entries", lambda folder: bombs.overlapping(3)
    for name, content in GOOD_ARCHIVES.items():
        yield f"good: {name}", lambda folder, content=content: content
    for name, (content, _) in BAD_ARCHIVES.items():
        yield f"bad: {name}", lambda folder, content=content: content


#: Whether unzip, Python and benchd take an archive, where they differ; every other archive is taken by all or by none.
DIFFERENCES = {
    # unzip exits with 1 for its warnings, although it reads these.
    "good: no members": (False, True, True),
    "a stub that is not counted": (False, True, True),
    # An entry without bytes says the checksum of some: nothing is read of it that could be wrong.
    "recorded regression-checksum-without-bytes.zip": (False, False, True),
    # Two directories lie in these files, and readers take one or the other.
    "Python zips in the comment": (False, True, False),
    "two archives in a row": (False, True, False),
    # The two headers of an entry differ, or the end says less than there is: unpackers differ.
    "bad: another method inside": (False, True, False),
    "bad: another checksum inside": (False, True, False),
    "bad: more entries than it says": (False, True, False),
    # Harm the one who unpacks.
    "bad: a way up": (True, True, False),
    "bad: a way up with backslashes": (True, True, False),
    "bad: a drive letter": (True, True, False),
    "bad: an absolute path": (True, True, False),
    "bad: a symbolic link": (True, True, False),
    "bad: a device": (True, True, False),
    # Beyond the limits.
    "bad: 65 levels": (True, True, False),
    "bad: a name of 1025 bytes": (True, True, False),
}
ARCHIVES = dict(made())


@pytest.fixture
def tree(tmp_path):
    for path, content in MEMBERS.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    (tmp_path / "vars" / "link").symlink_to("paths.yaml")
    return tmp_path


def is_taken_by_unzip(file):
    """Tested by unzip, encrypted entries with the password; 81 and 82 say that it lacks a method or the password."""
    result = subprocess.run(["unzip", "-t", "-qq", "-P", PASSWORD, file], capture_output=True, check=False)
    return result.returncode in (0, 81, 82)


def is_taken_by_python(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            for info in file.infolist():
                try:
                    with file.open(info) as member:
                        member.read()
                except (NotImplementedError, RuntimeError):
                    pass  # another method, or encrypted
        return True
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error):
        return False


@pytest.mark.parametrize("name", ARCHIVES)
def test_readers_agree_but_where_it_is_said(tree, tmp_path_factory, name):
    file = tmp_path_factory.mktemp("made") / CONFIG
    content = ARCHIVES[name](tree)
    file.write_bytes(content)
    is_taken = benchd("check", file).returncode == 0
    verdicts = (is_taken_by_unzip(file), is_taken_by_python(content), is_taken)
    assert verdicts == DIFFERENCES.get(name, (is_taken,) * 3)
