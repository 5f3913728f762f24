"""Config archives: sound ones that must be listed, and bad ones with the type of their problem."""

import io
import struct
import zipfile

CENTRAL = b"PK\x01\x02"
LOCAL = b"PK\x03\x04"
END = b"PK\x05\x06"
TIME = (2026, 11, 23, 18, 55, 2)
MEMBERS = {"vars/": b"", "vars/paths.yaml": b"root: /srv\n" * 20, "vars/filesystems.yaml": b"- ext4\n- xfs\n" * 30}


def archive(members=None, method=zipfile.ZIP_DEFLATED, comment=b"", mode=None):
    """A zip of {name: content}; `mode` is the Unix mode of all its members."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as zip_file:
        for name, content in (MEMBERS if members is None else members).items():
            info = zipfile.ZipInfo(name, TIME)
            info.compress_type = zipfile.ZIP_STORED if name.endswith("/") else method
            info.create_system = 3
            info.external_attr = (mode or (0o040755 if name.endswith("/") else 0o100644)) << 16
            zip_file.writestr(info, content)
        zip_file.comment = comment
    return memory.getvalue()


class _Pipe(io.RawIOBase):
    """A file that cannot seek, so that the sizes come after the content (bit 3)."""

    def __init__(self):
        self.content = bytearray()

    def writable(self):
        return True

    def write(self, piece):
        self.content += piece
        return len(piece)


def _streamed():
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for name, content in MEMBERS.items():
            zip_file.writestr(zipfile.ZipInfo(name, TIME), content, zipfile.ZIP_DEFLATED)
    return bytes(pipe.content)


def _zip64():
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as zip_file, zip_file.open("vars/a.yaml", "w", force_zip64=True) as member:
        member.write(b"a: 1\n")
    return memory.getvalue()


def _prefixed(prefix):
    memory = io.BytesIO(prefix)
    with zipfile.ZipFile(memory, "a") as zip_file:
        zip_file.writestr("vars/a.yaml", b"a: 1\n")
    return memory.getvalue()


def _changed(content, signature, field, value, occurrence=0):
    """The archive with one changed 16- or 32-bit field after a signature; `field` is (offset, struct format)."""
    position = -1
    for _ in range(occurrence + 1):
        position = content.index(signature, position + 1)
    changed = bytearray(content)
    struct.pack_into(field[1], changed, position + field[0], value)
    return bytes(changed)


def _overlapping():
    return _changed(archive(), CENTRAL, (42, "<I"), archive().index(LOCAL, 4), occurrence=2)


def _encrypted():
    content = archive({"secret.yaml": b"x" * 30}, zipfile.ZIP_STORED)
    return _changed(_changed(content, LOCAL, (6, "<H"), 1), CENTRAL, (8, "<H"), 1)


GOOD_ARCHIVES = {
    "deflated": archive(),
    "stored": archive(method=zipfile.ZIP_STORED),
    "bzip2": archive(method=zipfile.ZIP_BZIP2),
    "no members": archive({}),
    "with a comment": archive(comment=b"packed by hand"),
    "behind a shell script": _prefixed(b"#!/bin/sh\nexit 0\n"),
    "streamed": _streamed(),
    "zip64": _zip64(),
    "names beyond ASCII": archive({"vars/größe-ベンチ.yaml": b"x"}),
    "the same name twice": archive({"a.yaml": b"1", "b.yaml": b"2"}).replace(b"b.yaml", b"a.yaml"),
    "encrypted": _encrypted(),
}

BAD_ARCHIVES = {
    "text": (b"not an archive\n", "config-not-zip"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(100), "config-not-zip"),
    "cut in half": (archive()[: len(archive()) // 2], "config-damaged"),
    "cut before its end": (archive()[:-1], "config-damaged"),
    "another name inside": (archive().replace(b"vars/paths", b"vars/maths", 1), "config-damaged"),
    "another checksum inside": (_changed(archive(), LOCAL, (14, "<I"), 7, occurrence=1), "config-damaged"),
    "another method inside": (_changed(archive(), LOCAL, (8, "<H"), 0, occurrence=1), "config-damaged"),
    "more entries than it says": (_changed(_changed(archive(), END, (8, "<H"), 2), END, (10, "<H"), 2), "config-damaged"),
    "an entry outside": (_changed(archive(), CENTRAL, (42, "<I"), 1 << 30), "config-damaged"),
    "a way up": (archive({"vars/../../etc/passwd": b"x"}), "config-unsafe"),
    "a way up with backslashes": (archive({"vars\\..\\..\\x": b"x"}), "config-unsafe"),
    "an absolute path": (archive({"/etc/passwd": b"x"}), "config-unsafe"),
    "a drive letter": (archive({"C:/autoexec.bat": b"x"}), "config-unsafe"),
    "a symbolic link": (archive({"link": b"/etc/passwd"}, mode=0o120777), "config-unsafe"),
    "a device": (archive({"null": b""}, mode=0o020666), "config-unsafe"),
    "65 levels": (archive({"d/" * 64 + "x": b"x"}), "config-unsafe"),
    "a name of 1025 bytes": (archive({"n" * 1025: b"x"}), "config-unsafe"),
}
