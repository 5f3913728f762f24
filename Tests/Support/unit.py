"""A unit of systemd, read as far as it says how a program runs."""

import ctypes
import functools
import subprocess
from pathlib import Path

REFUSE, ALLOW, KILL, EQUAL, MASKED_EQUAL = 0x00050001, 0x7FFF0000, 0x80000000, 4, 7
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}


class Unit:
    def __init__(self, path):
        self.values = {}
        for line in Path(path).read_text().splitlines():
            if "=" in line and not line.startswith("#"):
                name, value = line.split("=", 1)
                self.values.setdefault(name, []).append(value)

    def __getitem__(self, name):
        """The only value of a name."""
        [value] = self.values[name]
        return value

    def calls(self):
        """The system calls that SystemCallFilter= lets through."""
        allowed = set()
        for line in self.values["SystemCallFilter"]:
            names = set().union(*(expand(name) for name in line.removeprefix("~").split()))
            allowed = allowed - names if line.startswith("~") else allowed | names
        return allowed

    def write_filter(self, path, refused=()):
        """A filter that ends the process at any call that the unit does not allow, so that none passes unseen.

        It refuses those of which it is known that benchd can do without.
        """
        library = ctypes.CDLL("libseccomp.so.2")
        library.seccomp_init.restype = ctypes.c_void_p
        context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(KILL)))
        action = ctypes.c_uint32(ALLOW)
        for name in sorted(self.calls()):
            number = library.seccomp_syscall_resolve_name(name.encode())
            if number >= 0 and name not in ("socket", "mmap", "mprotect"):
                assert library.seccomp_rule_add(context, action, number, 0) == 0, name
        for name in refused:
            assert name not in self.calls()
            number = library.seccomp_syscall_resolve_name(name.encode())
            assert library.seccomp_rule_add(context, ctypes.c_uint32(REFUSE), number, 0) == 0, name
        families = [FAMILIES[name] for name in self["RestrictAddressFamilies"].split()]
        for family in families:
            _add(library, context, "socket", 0, EQUAL, family, 0)
        assert self["MemoryDenyWriteExecute"] == "yes"
        # Writable or executable, never both.
        for protection in (0, 2, 4):
            for call in ("mmap", "mprotect"):
                _add(library, context, call, 2, MASKED_EQUAL, 6, protection)
        with open(path, "wb") as file:
            assert library.seccomp_export_bpf(context, file.fileno()) == 0
        library.seccomp_release(context)


class _Comparison(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("operation", ctypes.c_int), ("one", ctypes.c_uint64), ("other", ctypes.c_uint64)]


def _add(library, context, call, argument, operation, one, other):
    comparison = _Comparison(argument, operation, one, other)
    number = library.seccomp_syscall_resolve_name(call.encode())
    assert library.seccomp_rule_add_array(context, ctypes.c_uint32(ALLOW), number, 1, ctypes.byref(comparison)) == 0


@functools.cache
def expand(name):
    """The calls of a group such as @system-service; of a call itself."""
    if not name.startswith("@"):
        return frozenset([name])
    listing = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True).stdout.splitlines()
    names = [line.strip() for line in listing[1:] if line.startswith("    ") and not line.strip().startswith("#")]
    return frozenset().union(*(expand(one) for one in names))
