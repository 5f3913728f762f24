"""The catalog is made again by one reading of each report, and what other rules have computed is computed again."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from Support.reports import REPORT, fixture, fixture_config, put
from Support.waiting import eventually

pytestmark = pytest.mark.data_folder

RIGS = ["rig-01", "rig-02", "rig-03"]


def large_report(rig):
    """A real report of some megabytes, so that little else than reports is read."""
    report = fixture("minute-baseline")
    report["system_info"]["hostname"] = rig
    report["padding"] = ["0.25"] * 500_000
    return json.dumps(report).encode()


def query(daemon, sql):
    with closing(sqlite3.connect(daemon.data / "catalog.sqlite")) as catalog, catalog:
        return catalog.execute(sql).fetchall()


def computed(daemon):
    """The cells of all runs, and the versions of the rules that computed them."""
    return (
        query(daemon, "SELECT r.id, c.benchmark, c.filesystem, length(c.numbers) FROM cells c"
              " JOIN runs r ON r.number = c.run ORDER BY 1, 2, 3"),
        query(daemon, "SELECT DISTINCT rules FROM run_index"))


def bytes_read(daemon):
    """What all reading system calls of the process have returned."""
    lines = Path(f"/proc/{daemon.pid}/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])


@pytest.fixture
def daemon(start_daemon):
    daemon = start_daemon("--rescan", "0")
    for rig in RIGS:
        put(daemon.inbox / rig, large_report(rig), fixture_config("minute-baseline"))
        assert daemon.receipt(f"{rig}/{REPORT}")["outcome"] == "accepted"
    return daemon


def test_a_catalog_is_made_again_by_reading_each_report_once(daemon):
    size = sum(file.stat().st_size for file in daemon.data.glob("*[0-9a-f].json"))
    before = computed(daemon)
    daemon.stop()
    for file in daemon.data.glob("catalog.sqlite*"):
        file.unlink()
    daemon.start()

    assert len(daemon.runs()) == len(RIGS)
    # All are computed by the rules of today, so no run waits to be read again.
    assert len(before[0]) > 0 and computed(daemon) == before
    assert size < bytes_read(daemon) < 1.5 * size


def test_what_other_rules_have_computed_is_computed_again(daemon):
    before = computed(daemon)
    daemon.stop()
    query(daemon, "UPDATE run_index SET rules = 0")
    query(daemon, "UPDATE cells SET numbers = x''")
    daemon.start()

    assert len(daemon.runs()) == len(RIGS)
    eventually(lambda: computed(daemon) == before, "all runs to be computed again")
    assert "computed 3 runs again" in daemon.wait_for_log("by the rules of this version")
