"""The next report comes over the last one, or in its place, at any moment while the last one is taken: none is lost."""

import ctypes
import os
import time

import pytest

from Crash import shim
from Support.reports import REPORT, put, small
from Support.sending import rename_over, write_over
from Support.waiting import eventually


@pytest.fixture(scope="module")
def shim_library(tmp_path_factory):
    return shim.build(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def held_daemon(start_daemon, shim_library, tmp_path, memory):
    """A daemon that can be held back at any call that changes a file."""
    (tmp_path / "shim").mkdir()
    folders = [memory / "inbox", memory / "data"]
    hold = shim.Shim(shim_library, tmp_path / "shim", *folders)
    daemon = start_daemon(
        "--inbox", str(folders[0]), "--data", str(folders[1]), "--rescan", "0", "--pair-wait", "20ms", "--settle", "20ms",
        environment=hold.environment)
    daemon.inbox, daemon.data = folders
    return daemon, hold


def wait_for_removal(daemon, path):
    """Waits for its last call: a call that was held must have gone on before calls are held again."""
    daemon.wait_until_gone(path)
    eventually(lambda: not (daemon.inbox / path).with_name(".taken").exists(), "the way out to be removed")


def filed(daemon):
    return {daemon.report(run["uuid"]) for run in daemon.runs()}


@pytest.mark.parametrize("send, last_is_whole", [
    pytest.param(rename_over, True, id="renamed over it, filed"),
    pytest.param(write_over, True, id="written over it, filed", marks=pytest.mark.slow),
    pytest.param(rename_over, False, id="renamed over it, rejected"),
    pytest.param(write_over, False, id="written over it, rejected"),
])
def test_the_next_report_at_every_moment_while_the_last_is_taken(held_daemon, send, last_is_whole):
    """Before each call with which the last one is filed or rejected, and then after the last such call."""
    daemon, hold = held_daemon
    moments = 0
    while True:
        rig = f"rig-{moments}"
        last = small(f"last {moments}") if last_is_whole else b'{"data": [%d]}' % moments
        hold.release(0)
        hold.arm(shim.HOLD, first=moments + 1)
        put(daemon.inbox / rig, last)
        is_over = lambda: not (daemon.inbox / rig / REPORT).exists() and (daemon.inbox / ".receipts" / rig).exists()
        eventually(lambda: hold.hits or is_over(), "a call to hold back or the end", interval=0.002)
        moment = str(hold.calls()[-1]) if hold.hits else "the end"
        send(daemon.inbox / rig / REPORT, small(f"next {moments}"))
        hold.release(shim.NEVER)

        eventually(lambda: small(f"next {moments}") in filed(daemon), f"the next report, sent at {moment}")
        wait_for_removal(daemon, f"{rig}/{REPORT}")
        if moment == "the end":
            break
        moments += 1
    assert moments > 10
    assert all(b"next" in report or b"last" in report for report in filed(daemon))


def exclusive_rename(old, new):
    """Renames unless something has the name: true where it did (renameat2(2), RENAME_NOREPLACE)."""
    return ctypes.CDLL(None).renameat2(-100, os.fsencode(old), -100, os.fsencode(new), 1) == 0


def exchanged(old, new):
    """Exchanges two files: true where there was something to exchange with (renameat2(2), RENAME_EXCHANGE)."""
    return ctypes.CDLL(None).renameat2(-100, os.fsencode(old), -100, os.fsencode(new), 2) == 0


def test_a_rig_that_never_waits_loses_only_what_it_replaced_itself(memory, start_daemon):
    """Each report is exchanged for the last one, which was either replaced untaken or is a run."""
    daemon = start_daemon(
        "--inbox", str(memory / "inbox"), "--data", str(memory / "data"), "--rescan", "0", "--pair-wait", "0ms", "--settle", "10ms")
    daemon.inbox, daemon.data = memory / "inbox", memory / "data"
    file, outgoing = put(daemon.inbox / "rig") / REPORT, memory / "outgoing.json"
    sent, came_back = [], set()
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        sent.append(small(str(len(sent))))
        outgoing.write_bytes(sent[-1])
        while not exclusive_rename(outgoing, file):
            if exchanged(outgoing, file):
                came_back.add(outgoing.read_bytes())
                break
        time.sleep(len(sent) % 7 / 1000)  # so that it meets every moment

    daemon.wait_until_gone(f"rig/{REPORT}")
    eventually(lambda: daemon.web.json("/api/benchmarks?limit=1")["total"] >= len(set(sent) - came_back), "all runs")
    runs = set(daemon.filed_reports())
    assert set(sent) - came_back <= runs <= set(sent)
    assert sent[-1] in runs and len(runs) > 20


@pytest.mark.data_folder
@pytest.mark.parametrize("change, outcome", [(write_over, "duplicate"), (lambda path, _: path.chmod(0o640), "accepted")],
                         ids=["the same bytes written over it", "its mode changed"])
def test_what_happens_to_a_source_between_filing_and_removal(held_daemon, change, outcome):
    """At each call in between: written again it is a drop of its own, and what changes no byte changes no outcome."""
    daemon, hold = held_daemon
    number, moments = 0, []
    while True:
        number += 1
        path = f"rig-{number}/{REPORT}"
        source, report = daemon.inbox / path, small(f"report {number}")
        hold.release(0)
        hold.arm(shim.HOLD, first=number)
        put(source.parent, report)
        is_over = lambda: not source.exists() and (daemon.inbox / ".receipts" / f"{path}.json").exists()
        eventually(lambda: hold.hits or is_over(), "a call to hold back or the end", interval=0.002)
        if not hold.hits:
            break
        is_between = source.exists() and any(file.read_bytes() == report for file in daemon.data.glob("[!.]*.json"))
        if is_between:
            moments.append(str(hold.calls()[-1]))
            change(source, report)
        hold.release(shim.NEVER)
        wanted = outcome if is_between else "accepted"
        eventually(lambda: daemon.receipt(path)["outcome"] == wanted, f"{path} {wanted}, changed at {moments[-1:]}")
        wait_for_removal(daemon, path)
        assert daemon.receipt(path)["outcome"] == wanted
    assert len(moments) > 3
    assert len(daemon.runs()) == number
