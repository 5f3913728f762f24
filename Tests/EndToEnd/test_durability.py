"""A report that was acknowledged is never lost, never shown half, never shown twice."""

import os
import shutil
import signal
import uuid

import pytest

from Support.archives import archive
from Support.paths import FIXTURE_NAMES, FIXTURES
from Support.reports import CONFIG, REPORT, fixture_bytes, fixture_config, put, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form


def everything(daemon):
    """All that the API says of all runs."""
    runs = daemon.runs()
    parts = ["", "/summary", "/receipt", "/config", "/config/files"]
    return runs, {
        (run["uuid"], part): (answer.status, answer.body, answer.header("ETag"))
        for run in runs for part in parts
        for answer in [daemon.web.get(f"/api/benchmarks/{run['uuid']}{part}")]}


@pytest.fixture
def filled_daemon(daemon):
    for name in FIXTURE_NAMES:
        shutil.copytree(FIXTURES / name, daemon.inbox / name)
    put(daemon.inbox / "alone", small("alone"))
    daemon.wait_for_runs(len(FIXTURE_NAMES) + 1)
    return daemon


def test_a_restart_keeps_everything(filled_daemon):
    before = everything(filled_daemon)

    assert everything(filled_daemon.restart()) == before


def test_the_catalog_is_rebuilt_from_the_files(filled_daemon):
    before = everything(filled_daemon)
    filled_daemon.stop()
    for file in filled_daemon.data.glob("catalog.sqlite*"):
        file.unlink()

    assert everything(filled_daemon.start()) == before


@pytest.mark.parametrize("damage", [b"", b"not a database", bytes(8192)], ids=["empty", "text", "zeros"])
def test_a_broken_catalog_is_rebuilt(filled_daemon, damage):
    before = everything(filled_daemon)
    filled_daemon.stop()
    for file in filled_daemon.data.glob("catalog.sqlite-*"):
        file.unlink()
    (filled_daemon.data / "catalog.sqlite").write_bytes(damage)

    assert everything(filled_daemon.start()) == before


def test_a_kill_loses_nothing_that_was_acknowledged(daemon):
    sent = {}
    for number in range(20):
        answer = daemon.web.request(
            "POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", REPORT, small(str(number))))).json()
        sent[answer["uuid"]] = small(str(number))
    daemon.kill()
    daemon.start()

    assert {run["uuid"]: daemon.report(run["uuid"]) for run in daemon.runs()} == sent


@pytest.mark.parametrize("filed", [1, 10, 30])
def test_a_kill_while_drops_arrive_loses_and_doubles_nothing(start_daemon, filed):
    daemon = start_daemon("--rescan", "0", "--pair-wait", "100ms")
    for number in range(60):
        put(daemon.inbox / str(number), small(str(number)), archive({str(number): b"x"}))
    daemon.wait_for_runs(filed)
    daemon.kill()
    daemon.start()

    for number in range(60):
        daemon.wait_until_gone(f"{number}/{REPORT}", f"{number}/{CONFIG}")
    runs = daemon.runs()
    assert sorted(daemon.report(run["uuid"]) for run in runs) == sorted(small(str(number)) for number in range(60))
    assert all(run["has_config"] for run in runs)


@pytest.mark.data_folder
def test_what_an_interrupted_filing_left_is_removed(daemon):
    put(daemon.inbox / "rig", small("x"))
    run = daemon.only_run()
    daemon.stop()
    other = run["uuid"][:-4] + ("0000" if run["uuid"][-4:] != "0000" else "1111")
    (daemon.data / f"{other}_config.zip").write_bytes(archive())
    (daemon.data / f"{other}.receipt.json").write_text("{}")
    (daemon.data / ".staging" / "half").write_bytes(b"{")
    (daemon.inbox / ".uploads" / "half").write_bytes(b"{")
    daemon.start()

    assert daemon.runs() == [run]
    left = {path.name for path in daemon.data.iterdir() if other in path.name}
    assert left == set()
    assert list((daemon.data / ".staging").iterdir()) == list((daemon.inbox / ".uploads").iterdir()) == []


@pytest.mark.data_folder
def test_files_that_benchd_did_not_name_are_left_alone(daemon):
    daemon.stop()
    (daemon.data / "latest.json").write_bytes(small("latest"))
    (daemon.data / "notes.txt").write_text("mine")
    daemon.start()

    assert daemon.runs() == []
    assert (daemon.data / "latest.json").exists() and (daemon.data / "notes.txt").exists()
    assert "latest.json" in daemon.log()


@pytest.mark.data_folder
@pytest.mark.parametrize("name", [uuid.UUID(int=0x1234 << 64 | 4 << 76 | 2 << 62), "0123456789ab"])
def test_a_report_without_a_receipt_is_a_run_filed_at_its_mtime(daemon, name):
    daemon.stop()
    report, config = daemon.data / f"{name}.json", daemon.data / f"{name}_config.zip"
    report.write_bytes(fixture_bytes("baseline"))
    config.write_bytes(fixture_config("baseline"))
    os.utime(report, (1_700_000_000, 1_700_000_000))
    daemon.start()

    run = daemon.only_run()
    assert (run["uuid"], run["filed"], run["source"]) == (str(name), "2023-11-14T22:13:20.000Z", None)
    assert daemon.report(name) == fixture_bytes("baseline")
    assert daemon.config(name) == fixture_config("baseline")


def test_only_one_daemon_works_in_a_data_folder(daemon, start_daemon, tmp_path):
    with pytest.raises(AssertionError, match="benchd ended with 1"):
        start_daemon("--data", str(daemon.data), folder="second")


@pytest.mark.data_folder
def test_the_bytes_on_disk_are_the_bytes_sent(filled_daemon):
    for run in filled_daemon.runs():
        if run["source"] == "alone":
            continue
        stem = filled_daemon.data / run["uuid"]
        assert stem.with_name(f"{stem.name}.json").read_bytes() == fixture_bytes(run["source"])
        assert stem.with_name(f"{stem.name}_config.zip").read_bytes() == fixture_config(run["source"])


def test_ids_sort_by_arrival(daemon):
    uuids = []
    for number in range(5):
        put(daemon.inbox / "rig", small(str(number)))
        uuids.append(daemon.wait_for_runs(number + 1)[0]["uuid"])

    assert uuids == sorted(uuids)
    assert {uuid.UUID(name).version for name in uuids} == {7}


def test_a_stop_while_drops_arrive_leaves_each_in_the_inbox_or_filed(daemon):
    for number in range(100):
        put(daemon.inbox / str(number), small(str(number)))
    daemon.wait_for_runs(1)
    daemon.signal(signal.SIGTERM)
    assert daemon.wait() == 0

    everything = sorted(small(str(number)) for number in range(100))
    waiting = {path.read_bytes() for path in daemon.inbox.glob("[!.]*/*.json")}
    if daemon.has_files:
        assert sorted(waiting | set(daemon.filed_reports())) == everything
    daemon.start()
    assert waiting | set(daemon.filed_reports()) >= set(everything)
    eventually(lambda: daemon.web.json("/api/benchmarks")["total"] == 100, "all runs")
    assert daemon.filed_reports() == everything
