"""A drop or an upload that takes long holds nothing else up, and health names it."""

import pytest

from Support.reports import REPORT, put, small
from Support.slow import slow
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

QUICK = ["--rescan", "0", "--settle", "50ms", "--pair-wait", "50ms", "--stop-wait", "500ms"]
# Longer than a test waits for anything.
HELD = 120


def upload(daemon, report):
    return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", REPORT, report)))


@pytest.fixture
def slow_drop(start_daemon):
    """A daemon that is reading a drop from a disk that does not answer."""
    daemon = start_daemon(*QUICK)
    with slow(daemon.pid, "pread64", HELD, daemon.inbox / "slow" / REPORT):
        put(daemon.inbox / "slow", small("slow"))
        yield daemon


def test_a_drop_on_a_slow_disk_holds_up_neither_drop_nor_upload(slow_drop):
    daemon = slow_drop
    for number in range(20):
        put(daemon.inbox / str(number), small(str(number)))
    for number in range(20):
        assert daemon.receipt(f"{number}/{REPORT}")["outcome"] == "accepted"
    assert upload(daemon, small("uploaded")).status == 200
    assert len(daemon.runs()) == 21 and (daemon.inbox / "slow" / REPORT).exists()


def test_health_names_what_takes_long_until_it_is_over(slow_drop):
    daemon = slow_drop
    health = eventually(
        lambda: (answer := daemon.web.get("/healthz")).status == 503 and answer.json(), "health to say so", timeout=60)

    assert f"reading slow/{REPORT}" in health["problems"][0]["detail"]
    assert f"reading slow/{REPORT}" in daemon.wait_for_log("Work takes long")
