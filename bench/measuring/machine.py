"""The machine and the versions of everything that is measured."""

import json
import os
import platform
import re
import subprocess
from pathlib import Path

from .building import program
from .places import BENCHD, BUILD, ROOT
from .servers.nginx import NGINX
from .servers.old import PYTHON


def machine():
    return {
        "processor": re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text() + "model name: unknown")[1],
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "kernel": platform.release(),
        "filesystem": said("stat", "--file-system", "--format=%T", BUILD),
        "load": Path("/proc/loadavg").read_text().split()[0],
    }


def versions():
    packages = ("fastapi", "uvicorn", "uvloop", "httptools")
    find = f"import importlib.metadata as m, json; print(json.dumps({{name: m.version(name) for name in {packages}}}))"
    return {
        # The commit alone: the version stands in one place.
        "benchd": said("git", "-C", ROOT, "describe", "--always", "--dirty"),
        "nginx": said(NGINX, "-v").rpartition("/")[2],
        "libmicrohttpd": said(program("bare"), "--version"),
        "simdjson": said(program("parse"), "--version"),
        **json.loads(said(PYTHON, "-c", find)),
        "Python": said(PYTHON, "--version").removeprefix("Python "),
        "nettle": said("pkg-config", "--modversion", "nettle"),
        "rsync": said("rsync", "--version").split()[2],
        "coreutils": said("cat", "--version").split()[-1],
        "wrk": said("wrk", "-v").split()[1],
        "clang": said("clang", "--version").partition("version ")[2].split(" ")[0],
        "g++": said("g++", "-dumpfullversion"),
    }


def said(*command):
    """The first line of what a program prints."""
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return (done.stdout.strip() or "unknown").splitlines()[0]
