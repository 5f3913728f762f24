"""A start serves at once: the catalog is made while the library is read, and drops wait only until all runs are known."""

import contextlib
import hashlib
import json
import os
import signal
from pathlib import Path

import pytest

from Support.reports import REPORT, put, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

pytestmark = pytest.mark.data_folder

# More than are read at once.
COUNT = 100
QUICK = ["--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms"]


def run_id(number):
    return f"018bcfe5-{number:04x}-7000-8000-{number:012x}"


def write_run(data, number):
    report = small(f"run {number}")
    receipt = {
        "uuid": run_id(number), "filed": f"2026-11-01T00:{number // 60:02}:{number % 60:02}.000Z", "source": f"rig-{number % 7}",
        "origin": {"kind": "upload"}, "uploaded_by": None,
        "report": {"bytes": len(report), "sha256": hashlib.sha256(report).hexdigest()}, "config": None,
        "config_attached": None, "warnings": []}
    (data / f"{run_id(number)}.receipt.json").write_text(json.dumps(receipt))
    (data / f"{run_id(number)}.json").write_bytes(report)


@pytest.fixture
def daemon(start_daemon):
    daemon = start_daemon(*QUICK)
    daemon.stop()
    for number in range(COUNT):
        write_run(daemon.data, number)
    return daemon


def forget_catalog(daemon):
    for file in daemon.data.glob("catalog.sqlite*"):
        file.unlink()


@contextlib.contextmanager
def held_up(daemon, *files, slow=()):
    """Whoever reads one of these files does not go on until the end, and who lists one of the slow folders takes long; the daemon is started
    meanwhile."""
    only = [argument for file in (*files, *slow) for argument in ("-P", str(file))]
    daemon._prefix = [
        "strace", "-D", "-f", "-qq", "-o", "/dev/null", *only, "-e", "trace=pread64,getdents64", "-e", "inject=pread64:delay_enter=600s",
        "-e", "inject=getdents64:delay_enter=2s"]
    daemon.start(until_complete=False)
    daemon._prefix = ()
    status = Path(f"/proc/{daemon.pid}/status").read_text()
    [tracer] = [int(line.split()[1]) for line in status.splitlines() if line.startswith("TracerPid")]
    try:
        yield
    finally:
        os.kill(tracer, signal.SIGKILL)


def wait_until_complete(daemon):
    eventually(lambda: daemon.log().count("read into the catalog") == 2, "the end of the start")


def listed(daemon):
    return daemon.web.json("/api/benchmarks?limit=500")


def upload(daemon, number):
    return daemon.web.request(
        "POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", REPORT, small(f"run {number}"))))


def test_until_the_digests_are_known_drops_wait_and_uploads_come_later(daemon):
    forget_catalog(daemon)
    last = daemon.data / f"{run_id(COUNT - 1)}.receipt.json"
    with held_up(daemon, last):
        eventually(lambda: listed(daemon)["indexing"], "the list to say how far it is")
        put(daemon.inbox / "again", small("run 7"))
        answer = upload(daemon, 5)
        ready, health = daemon.web.get("/readyz"), daemon.web.get("/healthz")
        assert (answer.status, answer.json()["type"]) == (503, "/problems/busy")
        assert int(answer.headers["Retry-After"]) > 0 and f"of {COUNT} runs" in answer.json()["detail"]
        assert (ready.status, health.status) == (503, 200)
        assert f"of {COUNT} runs" in ready.json()["problems"][0]["detail"]
        page = daemon.web.get("/")
        # A list without runs is no empty library then.
        assert (page.status, b"Indexing:" in page.body, b"No runs yet" in page.body) == (200, True, False)
        assert listed(daemon)["indexing"]["total"] == COUNT
        assert not (daemon.inbox / ".receipts" / "again").exists()

    receipt = daemon.receipt(f"again/{REPORT}")
    assert (receipt["outcome"], receipt["uuid"]) == ("duplicate", run_id(7))
    answer = upload(daemon, 5)
    assert (answer.status, answer.json()["uuid"], answer.json()["duplicate"]) == (200, run_id(5), True)
    wait_until_complete(daemon)
    answer = listed(daemon)
    assert (answer["total"], answer["indexing"]) == (COUNT, None)
    assert b"Indexing:" not in daemon.web.get("/").body


def test_who_asked_before_it_began_learns_that_the_catalog_is_made(daemon):
    forget_catalog(daemon)
    with held_up(daemon, daemon.data / f"{run_id(COUNT - 1)}.receipt.json", slow=[daemon.data]):
        # It is asked at once: the names of the files are read by then, or they are not.
        listed(daemon)
        eventually(lambda: listed(daemon)["indexing"], "the list to say how far it is")
        assert b"Indexing:" in daemon.web.get("/").body
    wait_until_complete(daemon)
    assert listed(daemon)["indexing"] is None


def test_drops_are_filed_while_reports_are_read(daemon):
    forget_catalog(daemon)
    # The digests of a run with a receipt need no look at its report.
    with held_up(daemon, daemon.data / f"{run_id(COUNT - 1)}.json"):
        eventually(lambda: listed(daemon)["total"] == COUNT, "all runs to be listed")
        eventually(lambda: daemon.web.get("/readyz").status == 200, "it to take drops")
        assert upload(daemon, 3).json()["uuid"] == run_id(3)
        new = upload(daemon, COUNT).json()
        assert new["duplicate"] is False
        assert listed(daemon)["runs"][0]["uuid"] == new["uuid"]
        assert daemon.report(run_id(4)) == small("run 4")
    wait_until_complete(daemon)
    assert all(run["benchmarks"] for run in listed(daemon)["runs"])


def test_a_catalog_made_in_two_steps_says_what_one_made_in_one_step_says(daemon):
    def everything():
        summaries = [daemon.web.json(f"/api/benchmarks/{run_id(number)}/summary") for number in range(10)]
        return daemon.runs()[-10:], summaries, daemon.web.json("/api/benchmarks?q=rig+3&until=2026-11-01T00:00:09.500Z")

    daemon.start()
    before = everything()
    assert len(daemon.runs()) == COUNT and all(run["benchmarks"] and run["audit"] for run in daemon.runs())
    # So few are read at once.
    daemon.stop()
    forget_catalog(daemon)
    for number in range(10, COUNT):
        for name in ("json", "receipt.json"):
            (daemon.data / f"{run_id(number)}.{name}").unlink()
    daemon.start()
    assert everything() == before and len(daemon.runs()) == 10


def test_what_a_stop_has_left_unread_is_read_at_the_next_start(daemon):
    forget_catalog(daemon)
    with held_up(daemon, daemon.data / f"{run_id(0)}.json"):
        eventually(lambda: listed(daemon)["total"] == COUNT, "all runs to be listed")
        daemon.signal(signal.SIGKILL)
    daemon.wait()
    assert "read into the catalog" not in daemon.log().split("stopped")[-1]
    daemon.start()
    assert len(daemon.runs()) == COUNT and all(run["benchmarks"] and run["audit"] for run in daemon.runs())
