"""A signal that ends the daemon: what the log says of it, and what becomes of the run that was worked on."""

import contextlib
import http.client
import re
import signal

import pytest

from Support.daemon import version
from Support.fatal import Injection
from Support.reports import put, small

pytestmark = pytest.mark.data_folder

COMPUTED = ["/benchmarks/{}", "/benchmarks/latest", "/api/benchmarks/{}/summary", "/api/benchmarks/{}/config/files",
            "/api/benchmarks/{}/series?benchmark=fio-x&filesystem=ext4&group=iostat", "/compare/config?runs={},latest"]


@pytest.fixture
def inject(tmp_path):
    """Injects a signal; what does so is gone at the end."""
    started = []

    def start(daemon, call, path, name):
        started.append(Injection(daemon, call, path, name, tmp_path))

    yield start
    for injection in started:
        injection.stop()


def end_by(daemon, inject, path, name, target):
    """Has a signal delivered to the thread that reads `path` for a request; returns the exit status."""
    inject(daemon, "pread64", path, name)
    with contextlib.suppress(ConnectionError, http.client.HTTPException):
        daemon.web.get(target)
    return daemon.wait()


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGABRT"])
def test_the_log_says_what_was_worked_on(daemon, inject, name):
    put(daemon.inbox / "rig", small("a"))
    uuid = daemon.only_run()["uuid"]

    status = end_by(daemon, inject, daemon.data / f"{uuid}.json", name, "/api/benchmarks/latest/summary?entries=%31")

    assert status == -getattr(signal, name)
    line = daemon.wait_for_log("is ended by")
    assert line == (
        f"error: benchd {version()} is ended by {name} while it worked on GET /api/benchmarks/latest/summary?entries=%31 (run {uuid})")
    assert (daemon.data / ".fatal").read_text() == f"{version()} {uuid}\n"


def test_the_run_is_shown_as_text_until_the_version_changes(daemon, inject):
    put(daemon.inbox / "rig", small("other"))
    other = daemon.only_run()["uuid"]
    put(daemon.inbox / "rig", small("a"))
    uuid = next(run["uuid"] for run in daemon.wait_for_runs(2) if run["uuid"] != other)
    report = daemon.report(uuid)
    end_by(daemon, inject, daemon.data / f"{uuid}.json", "SIGSEGV", f"/benchmarks/{uuid}")

    daemon.start()
    for target in COMPUTED:
        problem = daemon.web.get(target.format(uuid)).problem()
        assert (problem["type"], problem["uuid"]) == ("/problems/run-quarantined", uuid), target
        assert problem["report_bytes"] == len(report) and problem["report"] == f"/api/benchmarks/{uuid}"
    page = daemon.web.request("GET", f"/benchmarks/{uuid}", {"Accept": "text/html"}).body.decode()
    assert f'<a href="/api/benchmarks/{uuid}">' in page and f"{len(report)}" in page
    assert daemon.report(uuid) == report
    assert daemon.web.get(f"/api/benchmarks/{uuid}/receipt").status == 200
    assert daemon.web.get(f"/benchmarks/{other}").status == 200
    health = daemon.web.get("/healthz").json()
    assert health["status"] == "ok" and health["quarantined"] == [uuid]
    daemon.wait_for_log(f"the run {uuid} is shown as text")

    record = daemon.data / ".fatal"
    record.write_text(record.read_text().replace(version(), "0.0.9"))
    daemon.restart()
    for target in ("/benchmarks/{}", "/api/benchmarks/{}/summary"):
        assert daemon.web.get(target.format(uuid)).status == 200
    assert not record.exists() and daemon.web.get("/healthz").json()["quarantined"] == []


def test_a_thread_without_a_note_says_so(daemon):
    """A signal that comes from outside meets the main thread, which only waits."""
    daemon.signal(signal.SIGABRT)

    assert daemon.wait() == -signal.SIGABRT
    assert "is ended by SIGABRT while nothing was worked on" in daemon.wait_for_log("is ended by")
    assert not (daemon.data / ".fatal").exists()


@pytest.mark.parametrize("content", ["", "\n\n", "VERSION\n", "VERSION ../../etc/passwd\n", "x" * 70_000, "\0\xff\n"])
def test_a_record_that_is_damaged_keeps_no_one_from_starting(start_daemon, tmp_path, content):
    (tmp_path / "rig/data").mkdir(parents=True)
    (tmp_path / "rig/data/.fatal").write_text(content.replace("VERSION", version()))
    daemon = start_daemon()
    assert daemon.web.get("/healthz").json()["quarantined"] == []
    assert re.search("listening|runs filed", daemon.log())
