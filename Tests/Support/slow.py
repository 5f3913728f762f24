"""Calls of a running process that take long, as on a disk that hardly answers (strace(1), --inject)."""

import contextlib
import subprocess
from pathlib import Path

from .waiting import eventually


def command(calls, seconds, path=None):
    """strace with which each such call takes so long; with `path` only those on that file."""
    return _command(calls, f"delay_enter={seconds}s", path)


def _command(calls, injection, path=None):
    only = ["-P", str(path)] if path else []
    return ["strace", "-f", "-qq", "-o", "/dev/null", *only, "-e", f"trace={calls}", "-e", f"inject={calls}:{injection}"]


def slow(pid, calls, seconds, path=None):
    """Such calls of the process take so long meanwhile."""
    return _traced(pid, command(calls, seconds, path))


def failing(pid, calls, error, path):
    """Such calls of the process on that file fail meanwhile."""
    return _traced(pid, _command(calls, f"error={error}", path))


@contextlib.contextmanager
def _traced(pid, tracing):
    tracer = subprocess.Popen([*tracing, "-p", str(pid)], stderr=subprocess.DEVNULL)
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
