"""What the old application filed: its problems are said where they are seen, and no time of a file rules for ever."""

import os
import shutil

import pytest

from Support.clock import Clock
from Support.daemon import benchd
from Support.paths import CASES
from Support.reports import REPORT, put, small
from Support.waiting import eventually

pytestmark = pytest.mark.data_folder

OLD = CASES / "f07-old-data"
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
    assert str(daemon.data / LATEST) in page and "benchd import" in page

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


TERABYTE = 1 << 40


def expect_to_be_whole(daemon, uuid):
    assert daemon.web.json(f"/api/benchmarks/{uuid}/receipt")["warnings"] == []
    assert daemon.report(uuid) == (OLD / f"{uuid}.json").read_bytes()


def bytes_read(daemon):
    """What it has read by calls, from the disk or from memory."""
    with open(f"/proc/{daemon.pid}/io") as io:
        return int(next(line.split()[1] for line in io if line.startswith("rchar")))


@pytest.mark.parametrize("by", ["serve", "reindex"])
def test_an_old_report_above_the_limit_is_not_read_at_any_start(start_with, by):
    daemon = start_with(f"{GOOD}.json")
    daemon.stop()
    with open(daemon.data / "ffffffffffff.json", "wb") as file:
        file.truncate(TERABYTE)
    if by == "reindex":
        assert benchd("reindex", "--data", daemon.data).returncode == 0
    daemon.start()
    for starts in (1, 2):
        receipt = daemon.web.json("/api/benchmarks/ffffffffffff/receipt")
        assert receipt["report"] == {"bytes": TERABYTE, "sha256": None}
        page = daemon.web.get("/benchmarks/ffffffffffff")
        assert page.status == 200 and "more than are allowed" in page.body.decode()
        assert daemon.web.get("/api/benchmarks/ffffffffffff").problem()["type"] == "/problems/report-damaged"
        health = daemon.web.get("/healthz")
        [problem] = health.json()["problems"]
        assert health.status == 200 and "ffffffffffff.json" in problem["detail"] and "--max-report" in problem["detail"]
        assert len(lines(daemon, "ffffffffffff.json")) == starts
        expect_to_be_whole(daemon, GOOD)
        put(daemon.inbox / f"rig-{starts}", small(f"{starts}"))
        daemon.receipt(f"rig-{starts}/{REPORT}")
        assert bytes_read(daemon) < 1 << 27
        without_catalog(daemon)


def test_a_config_above_the_limit_that_no_receipt_names_is_not_read_at_any_start(start_with):
    daemon = start_with(f"{GOOD}.json")
    daemon.stop()
    with open(daemon.data / f"{GOOD}_config.zip", "wb") as file:
        file.truncate(TERABYTE)
    daemon.start()
    for starts in (1, 2):
        receipt = daemon.web.json(f"/api/benchmarks/{GOOD}/receipt")
        [warning] = receipt["warnings"]
        assert warning["type"] == "/problems/config-too-large" and receipt["config"] is None
        assert len(lines(daemon, f"run {GOOD}: The config archive has {TERABYTE} bytes")) == starts
        assert daemon.report(GOOD) == (OLD / f"{GOOD}.json").read_bytes()
        assert bytes_read(daemon) < 1 << 27
        without_catalog(daemon)


@pytest.mark.parametrize("name", ["catalog.sqlite", ".judging", ".fatal", ".lock", LATEST, "latest_config.zip", "x.receipt.json"])
def test_no_other_file_that_is_too_large_is_read_at_any_start(start_with, name):
    daemon = start_with(f"{GOOD}.json")
    daemon.stop()
    with open(daemon.data / name, "ab") as file:
        file.truncate(TERABYTE)
    daemon.start()
    expect_to_be_whole(daemon, GOOD)
    assert bytes_read(daemon) < 1 << 27


def test_a_receipt_that_is_too_large_costs_its_run_alone(start_with):
    daemon = start_with(f"{GOOD}.json")
    put(daemon.inbox / "rig", small("x"))
    uuid = daemon.receipt(f"rig/{REPORT}")["uuid"]
    daemon.stop()
    os.truncate(daemon.data / f"{uuid}.receipt.json", TERABYTE)
    daemon.start()
    assert [run["uuid"] for run in daemon.runs()] == [GOOD]
    daemon.wait_for_log(f"cannot read run {uuid}, which is not listed")
    assert bytes_read(daemon) < 1 << 27


def test_what_was_filed_under_a_larger_limit_is_whole_still_and_read_in_the_background(start_daemon):
    daemon = start_daemon(*QUICK)
    put(daemon.inbox / "rig", small("x" * 5000))
    uuid = daemon.receipt(f"rig/{REPORT}")["uuid"]
    daemon.stop()
    for file in daemon.data.glob("catalog.sqlite*"):
        file.unlink()
    limited = start_daemon(*QUICK, "--max-report", "1KiB", "--inbox", str(daemon.inbox), "--data", str(daemon.data), folder="limited")
    [warning] = limited.web.json(f"/api/benchmarks/{uuid}/receipt")["warnings"]
    assert warning["type"] == "/problems/report-too-large"
    assert limited.report(uuid) == small("x" * 5000)
    limited.stop()
    for file in daemon.data.glob("catalog.sqlite*"):
        file.unlink()
    with open(daemon.data / f"{uuid}.json", "r+b") as file:
        file.write(b"[")
    limited.start()
    eventually(lambda: limited.web.get("/healthz").json()["status"] == "degraded", "the damage in health")
    assert limited.web.get(f"/api/benchmarks/{uuid}").problem()["type"] == "/problems/report-damaged"
