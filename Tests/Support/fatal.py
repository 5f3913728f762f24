"""Signals that end the daemon on the thread that makes a certain system call (strace(1), --inject)."""

import signal
import subprocess
from pathlib import Path

from .waiting import eventually


class Injection:
    """Delivers a signal to whichever thread of a daemon next makes a system call on a file."""

    def __init__(self, daemon, call, path, name="SIGSEGV", folder=None):
        self._log = folder / "strace"
        self._daemon = daemon
        self._process = subprocess.Popen(
            ["strace", "-f", "-p", str(daemon.pid), "-P", str(path), "-e", f"trace={call}", "-e",
             f"inject={call}:signal={name}:when=1", "-o", str(folder / "calls")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(self._log, "wb"))
        eventually(lambda: b"attached" in self._log.read_bytes(), "strace to attach")
        eventually(self._follows_all, "strace to follow all threads")

    def _follows_all(self):
        tasks = Path(f"/proc/{self._daemon.pid}/task").iterdir()
        return all(f"TracerPid:\t{self._process.pid}" in (task / "status").read_text() for task in tasks)

    def stop(self):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self._process.wait(10)
