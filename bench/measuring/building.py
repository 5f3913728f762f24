"""Compiles the programs in C and C++ that benchd is measured against."""

import functools
import shutil

from .places import BUILD, PROGRAMS, Unfit
from .processes import finish

LIBRARIES = {"floor": ["-lnettle", "-lpthread"], "uploads": ["-lpthread"], "bare": ["-lmicrohttpd"], "parse": ["-lsimdjson"]}


@functools.cache
def program(name):
    """The path of a program, compiled again if its source is newer."""
    source = next(PROGRAMS.glob(f"{name}.c*"))
    target = BUILD / name
    newest = max(source.stat().st_mtime, (PROGRAMS / "filing.h").stat().st_mtime)
    if not target.exists() or target.stat().st_mtime < newest:
        BUILD.mkdir(parents=True, exist_ok=True)
        finish(*compiler(source), "-O2", "-Wall", "-Wextra", source, "-o", target, *LIBRARIES[name])
    return target


def compiler(source):
    names, standard = (("g++", "clang++"), "-std=c++17") if source.suffix == ".cpp" else (("clang", "gcc"), "-std=gnu17")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise Unfit(f"there is no compiler for {source.name}; run scripts/setup bench")
    return found, standard
