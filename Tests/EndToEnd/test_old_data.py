"""What the old application filed: its problems are said where they are seen, and no time of a file rules for ever."""

import os
import shutil

import pytest

from Support.clock import Clock
from Support.paths import FIXTURES
from Support.reports import REPORT, put, small

OLD = FIXTURES.parent / "cases" / "f07-old-data"
NAN, GOOD, LATEST = "00000000aaaa", "0a1b2c3d4e5f", "latest.json"
QUICK = ["--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms"]


@pytest.fixture
def start_with(start_daemon):
    """Starts a daemon on a data folder that holds these files of the old application."""
    def start(*names, environment=None):
        daemon = start_daemon(*QUICK, environment=environment)
        daemon.stop()
        for name in names:
            shutil.copy(OLD / name, daemon.data)
        return daemon.start()
    return start


def without_catalog(daemon):
    daemon.stop()
    for file in daemon.data.glob("catalog.sqlite*"):
        file.unlink()
    daemon.start()


def lines(daemon, text):
    return [line for line in daemon.log().splitlines() if text in line]


def test_a_report_that_is_none_today_says_so_on_its_page_in_its_warnings_and_in_the_log(start_with):
    daemon = start_with(f"{NAN}.json", f"{GOOD}.json")
    for starts in (1, 2):
        for answer in ("receipt", "summary"):
            [warning] = daemon.web.json(f"/api/benchmarks/{NAN}/{answer}")["warnings"]
            assert warning["type"] == "/problems/report-syntax" and "NaN" in str(warning)
            assert daemon.web.json(f"/api/benchmarks/{GOOD}/{answer}")["warnings"] == []
        page = daemon.web.get(f"/benchmarks/{NAN}").body.decode()
        assert "The report is not valid JSON" in page and "no benchmarks" not in page
        assert "fio-sequential-write-64k" in daemon.web.get(f"/benchmarks/{GOOD}").body.decode()
        assert daemon.report(NAN) == (OLD / f"{NAN}.json").read_bytes()
        assert len(lines(daemon, f"run {NAN}: ")) == starts and lines(daemon, f"run {GOOD}: ") == []
        without_catalog(daemon)


def test_the_copy_of_the_newest_report_is_named_in_the_log_and_on_the_empty_page(start_with):
    daemon = start_with(LATEST, "latest_config.zip")
    assert daemon.runs() == []
    assert "no run of its own" in daemon.wait_for_log(f"left {LATEST} alone")
    page = daemon.web.get("/").body.decode()
    assert str(daemon.data / LATEST) in page and "drop it into the" in page

    put(daemon.inbox / "rig", (daemon.data / LATEST).read_bytes())
    daemon.receipt(f"rig/{REPORT}")
    assert LATEST not in daemon.web.get("/").body.decode()


def test_an_empty_page_names_no_copy_where_there_is_none(start_with):
    assert LATEST not in start_with().web.get("/").body.decode()


TIMES = pytest.mark.parametrize("seconds", [-2_177_452_800, 4_102_444_800, 292_277_026_596], ids=["1901", "2100", "the last"])


def expect_to_be_older_than_the_next(daemon, again):
    assert daemon.only_run()["uuid"] == GOOD
    assert daemon.web.get(f"/benchmarks/{GOOD}").status == 200
    put(daemon.inbox / "rig", small("newer"))
    newer = daemon.receipt(f"rig/{REPORT}")["uuid"]
    for _ in range(2):
        assert [run["uuid"] for run in daemon.runs()] == [newer, GOOD]
        assert daemon.report("latest") == small("newer")
        again()


@TIMES
def test_no_time_of_a_file_makes_its_run_the_latest_for_ever(start_with, seconds):
    daemon = start_with(f"{GOOD}.json")
    daemon.stop()
    os.utime(daemon.data / f"{GOOD}.json", (seconds, seconds))
    daemon.start()
    expect_to_be_older_than_the_next(daemon, again=lambda: without_catalog(daemon))


@TIMES
def test_nor_does_a_time_of_change_that_is_to_come(start_with, tmp_path, seconds):
    (tmp_path / "clock").mkdir()
    clock = Clock(tmp_path / "clock")
    clock.set_back(3600)
    daemon = start_with(f"{GOOD}.json", environment=clock.environment)
    daemon.stop()
    os.utime(daemon.data / f"{GOOD}.json", (seconds, seconds))
    daemon.start()
    expect_to_be_older_than_the_next(daemon, again=daemon.restart)
