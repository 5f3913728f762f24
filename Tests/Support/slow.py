"""Calls of a running process that take long, as on a disk that hardly answers (strace(1), --inject)."""

import contextlib
import subprocess
from pathlib import Path

from .waiting import eventually


def command(calls, seconds, path=None):
    """strace with which each such call takes so long; with `path` only those on that file."""
    only = ["-P", str(path)] if path else []
    return ["strace", "-f", "-qq", "-o", "/dev/null", *only, "-e", f"trace={calls}",
            "-e", f"inject={calls}:delay_enter={seconds}s"]


@contextlib.contextmanager
def slow(pid, calls, seconds, path=None):
    """Such calls of the process take so long meanwhile."""
    tracer = subprocess.Popen([*command(calls, seconds, path), "-p", str(pid)], stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: _is_traced(pid) or tracer.poll() is not None, "strace to be attached")
        assert tracer.poll() is None, "strace cannot attach"
        yield
    finally:
        tracer.kill()
        tracer.wait()


def _is_traced(pid):
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return all("TracerPid:\t0" not in (task / "status").read_text() for task in tasks)
