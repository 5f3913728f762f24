"""Thousands of files at once: none is missed, and the time grows with their number, not with its square."""

import pytest

from Support.archives import archive
from Support.reports import small
from Support.waiting import eventually

MANY = pytest.mark.parametrize("many", [2_000, pytest.param(10_000, marks=pytest.mark.slow)])


def start_in_memory(memory, start_daemon):
    """Syncs cost nothing there, so that what is measured is benchd."""
    daemon = start_daemon(
        "--inbox", str(memory / "inbox"), "--data", str(memory / "data"), "--rescan", "0", "--pair-wait", "100ms",
        "--settle", "50ms")
    daemon.inbox, daemon.data = memory / "inbox", memory / "data"
    return daemon


def wait_for_total(daemon, count):
    total = eventually(
        lambda: (found := daemon.web.json("/api/benchmarks?limit=1")["total"]) >= count and found, f"{count} runs",
        timeout=600, interval=0.1)
    assert total == count


@MANY
def test_thousands_of_files_appear_in_one_directory(memory, start_daemon, many):
    daemon = start_in_memory(memory, start_daemon)
    outgoing = memory / "outgoing"
    outgoing.mkdir()
    for number in range(many):
        (outgoing / f"{number}.json").write_bytes(small(str(number)))
    outgoing.rename(daemon.inbox / "rig")

    wait_for_total(daemon, many)
    eventually(lambda: not list((daemon.inbox / "rig").iterdir()), "an empty directory")
    assert daemon.filed_reports() == sorted(small(str(number)) for number in range(many))


def test_a_thousand_pairs_written_one_by_one_in_many_directories(memory, start_daemon):
    """More events than a reader takes in one go, in directories that appear while it reads."""
    daemon = start_in_memory(memory, start_daemon)
    for number in range(1000):
        folder = daemon.inbox / f"rig-{number % 10}" / str(number)
        folder.mkdir(parents=True)
        (folder / "config.zip").write_bytes(archive({str(number): b"x"}))
        (folder / "aggregated_report.json").write_bytes(small(str(number)))

    wait_for_total(daemon, 1000)
    eventually(lambda: not list(daemon.inbox.glob("rig-*/*/*")), "empty directories")
    assert daemon.web.json("/api/benchmarks?limit=1&has_config=true")["total"] == 1000


@MANY
def test_a_drop_among_thousands_that_wait_is_filed_at_once(memory, start_daemon, many):
    """As many configs without a report: each has a timer, and none holds the others up."""
    daemon = start_in_memory(memory, start_daemon)
    outgoing = memory / "outgoing"
    outgoing.mkdir()
    content = archive()
    for number in range(many):
        (outgoing / f"{number}.zip").write_bytes(content)
    outgoing.rename(daemon.inbox / "rig")
    # They are read in the order of their groups; the last of them is read when all wait.
    eventually(lambda: len(list((daemon.data / ".staging").iterdir())) == many, "every config to be read", timeout=600)
    (daemon.inbox / "rig" / "1711.json").write_bytes(small("x"))

    assert daemon.wait_for_runs(1)[0]["has_config"]
    # With a database, a run is listed before its staged files are removed.
    eventually(lambda: len(list((daemon.data / ".staging").iterdir())) == many - 1, "all others to wait")
