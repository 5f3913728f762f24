"""The shim (shim.c) as tests use it: build it, tell it what to do at which call, read what it counted."""

import ctypes
import mmap
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")

# `enum action` of shim.c
COUNT, KILL, HOLD, FAIL, SHORT = range(5)
NEVER = 0xFFFF_FFFF


class _Control(ctypes.Structure):
    """`struct control` of shim.c."""

    _fields_ = [
        *((name, ctypes.c_uint32) for name in (
            "is_armed", "count", "action", "first", "last", "error", "hits", "released", "records")),
        ("only", ctypes.c_char * 64), ("lie", ctypes.c_uint32), ("syncs", ctypes.c_uint32)]


@dataclass(frozen=True)
class Call:
    """A call that changes a file."""

    number: int
    name: str
    thread: int
    path: str
    second: str
    offset: int = 0
    content: bytes = b""

    def __str__(self):
        return f"call {self.number}, {self.name} {self.path}{f' to {self.second}' if self.second else ''}"


def build(folder):
    """Compiles the shim; clang comes with the Swift toolchain."""
    compiler = next(name for name in ("clang", "gcc", "cc") if shutil.which(name))
    library = Path(folder) / "shim.so"
    subprocess.run(
        [compiler, "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", "-U_FORTIFY_SOURCE",
         str(SOURCE), "-o", str(library)], check=True)
    return library


class Shim:
    """What the shim of one process gets, before and while the process runs."""

    def __init__(self, library, folder, *directories):
        self._log = Path(folder) / "calls"
        self._log.touch()
        control = Path(folder) / "control"
        control.write_bytes(bytes(ctypes.sizeof(_Control)))
        with open(control, "r+b") as file:
            self._control = _Control.from_buffer(mmap.mmap(file.fileno(), 0))
        self.environment = {
            "LD_PRELOAD": str(library), "CRASH_CONTROL": str(control), "CRASH_LOG": str(self._log),
            "CRASH_DIRECTORIES": ":".join(os.path.realpath(directory) for directory in directories)}

    def arm(self, action=COUNT, first=NEVER, last=None, error=0, only="", records=False, lie=0):
        """Counts from now on, and acts on the calls from `first` to `last`, by default on that one alone.

        `lie` is the number of a sync that does nothing and says that it did.
        """
        control = self._control
        control.is_armed = control.count = control.hits = control.released = control.syncs = 0
        self._log.write_bytes(b"")
        control.action, control.error = action, error
        control.first, control.last = first, first if last is None else last
        control.only, control.records, control.lie = only.encode(), records, lie
        control.is_armed = 1

    def release(self, number):
        """Lets calls that are held back go on, up to this one."""
        self._control.released = number

    def disarm(self):
        self._control.is_armed = 0

    @property
    def count(self):
        return self._control.count

    @property
    def hits(self):
        """How many calls were acted on."""
        return self._control.hits

    def calls(self):
        """Those that were about to be made; a line that ends without its mark was cut by a kill, and its call never made."""
        lines = self._log.read_text(errors="surrogateescape").split("\n")
        return [_call(line.removesuffix(";")) for line in lines if line.endswith(";")]


def _call(line):
    number, name, thread, path, second, *content = line.split("\t")
    call = Call(int(number), name, int(thread), path, second)
    if not content:
        return call
    return Call(call.number, name, call.thread, path, second, int(content[0]), bytes.fromhex(content[1]))
