"""An idle daemon sleeps: it makes no system call at all."""

import time

import pytest

from Support.reports import fixture_bytes, put
from Support.waiting import eventually

pytestmark = pytest.mark.data_folder

SECONDS = 10


class Trace:
    """What strace wrote of a daemon, and for how long it has written nothing."""

    def __init__(self, file):
        self._file = file
        self._size = 0
        self._since = time.monotonic()

    def quiet_seconds(self):
        size = self._file.stat().st_size
        if size != self._size:
            self._size, self._since = size, time.monotonic()
        return time.monotonic() - self._since

    def last_lines(self):
        return "".join(self._file.read_text().splitlines(keepends=True)[-30:])


def test_an_idle_daemon_makes_no_system_call_for_ten_seconds(start_daemon, tmp_path):
    file = tmp_path / "trace"
    # -D: the daemon stays our child, and strace is the one beside it.
    daemon = start_daemon("--rescan", "0", prefix=["strace", "-D", "-f", "-o", str(file)])
    put(daemon.inbox / "rig", fixture_bytes("baseline"))
    daemon.wait_for_runs(1)
    assert daemon.web.get("/").status == 200

    # What it has begun (a receipt, the end of a connection) it may finish; then nothing.
    trace = Trace(file)
    try:
        eventually(lambda: trace.quiet_seconds() > SECONDS, "ten seconds without a system call", timeout=45, interval=0.2)
    except AssertionError as failure:
        raise AssertionError(f"{failure}; the last ones:\n{trace.last_lines()}") from None
    put(daemon.inbox / "rig", fixture_bytes("readahead-16k"))
    daemon.wait_for_runs(2)
    assert trace.quiet_seconds() < SECONDS, "strace saw nothing of a drop, so it proves nothing"
