"""A drop that ends the daemon while it is judged is tried at two starts, and then rejected."""

import contextlib
import os
import signal
from pathlib import Path

import pytest

from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

QUICK = ["--rescan", "0", "--settle", "50ms", "--pair-wait", "50ms", "--stop-wait", "200ms"]


@pytest.fixture
def daemon(start_daemon):
    """Not running, with a drop in its inbox."""
    daemon = start_daemon(*QUICK)
    daemon.stop()
    put(daemon.inbox / "rig", small("x"))
    return daemon


def start_under_strace(daemon, paths, injection):
    only = [argument for path in paths for argument in ("-P", str(path))]
    daemon._prefix = ["strace", "-f", "-qq", "-o", "/dev/null", *only, "-e", "trace=pread64,pwrite64", "-e", injection]
    # It may end before it is ready.
    with contextlib.suppress(AssertionError):
        daemon.start()
    daemon._prefix = ()


def end_in_judging(daemon):
    """Kills it where it notes that the judgement is over: strace counts for each thread, which notes its begin first."""
    start_under_strace(daemon, [daemon.data / ".judging"], "inject=pwrite64:signal=SIGKILL:when=2")
    eventually(daemon.has_ended, "the kill")


def test_it_is_rejected_at_the_third_start(daemon):
    for _ in range(2):
        end_in_judging(daemon)
        assert (daemon.inbox / "rig" / REPORT).exists() and not (daemon.inbox / ".receipts" / "rig").exists()
    daemon.start()

    receipt = daemon.receipt(f"rig/{REPORT}")
    assert (receipt["outcome"], receipt["problem"]["type"], receipt["problem"]["status"]) \
        == ("rejected", "/problems/judging-failed", 422)
    folder = daemon.only_rejection()
    assert (folder / REPORT).read_bytes() == small("x")
    folder.rename(daemon.inbox / "again")
    eventually(lambda: daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted", "it to be tried again")


def test_once_is_not_enough(daemon):
    end_in_judging(daemon)
    daemon.start()

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
    daemon.wait_until_gone(f"rig/{REPORT}")
    eventually(lambda: (daemon.data / ".judging").read_text().startswith(".\n"), "nothing to be noted any more")


def test_its_config_costs_the_config_alone(daemon):
    (daemon.inbox / "rig" / REPORT).unlink()
    put(daemon.inbox / "rig", config=archive())
    for _ in range(2):
        end_in_judging(daemon)
    put(daemon.inbox / "rig", small("x"))
    daemon.start()

    receipt = daemon.receipt(f"rig/{REPORT}")
    assert receipt["outcome"] == "accepted"
    assert [warning["type"] for warning in receipt["warnings"]] == ["/problems/judging-failed"]
    assert (daemon.only_rejection() / CONFIG).read_bytes() == archive()


def has_ended(process):
    """Whether a process is a zombie, or its parent has taken note of its end already."""
    try:
        return b") Z " in Path(f"/proc/{process}/stat").read_bytes()
    except FileNotFoundError:
        return True


def test_an_end_that_was_asked_for_does_not_count(daemon):
    copies = [daemon.data / ".staging" / f"inbox-{number}" for number in range(1, 5)]
    for _ in range(3):
        start_under_strace(daemon, copies, "inject=pread64:delay_enter=600s")
        eventually(lambda: "judging " in (daemon.data / ".judging").read_text(), "it to be judged")
        [child] = Path(f"/proc/{daemon.pid}/task/{daemon.pid}/children").read_text().split()
        os.kill(int(child), signal.SIGTERM)
        eventually(lambda: has_ended(child), "it to end")
        daemon.kill()
    daemon.start()

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
