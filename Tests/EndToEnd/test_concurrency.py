"""Many at once: nothing lost, nothing doubled, and one daemon to a data folder."""

import hashlib
import http.client
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from Support.archives import archive
from Support.daemon import benchd
from Support.reports import REPORT, put, small
from Support.sending import rename_over
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

WRITERS, REPORTS_EACH, UPLOADERS = 8, 1000, 3


@pytest.fixture
def daemon(memory, start_daemon):
    daemon = start_daemon(
        "--inbox", str(memory / "inbox"), "--data", str(memory / "data"), "--rescan", "0", "--pair-wait", "20ms",
        "--settle", "20ms")
    daemon.inbox, daemon.data = memory / "inbox", memory / "data"
    return daemon


def upload(daemon, *parts):
    return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))


def total(daemon):
    return daemon.web.json("/api/benchmarks?limit=1")["total"]


def test_32_equal_uploads_at_once_are_one_run(daemon):
    barrier = threading.Barrier(32)

    def send(_):
        barrier.wait()
        return upload(daemon, ("file", REPORT, small("equal")), ("config_file", "config.zip", archive())).json()

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(send, range(32)))
    assert len({answer["uuid"] for answer in answers}) == 1
    assert sorted(answer["duplicate"] for answer in answers) == [False] + [True] * 31
    assert daemon.only_run()["has_config"] and daemon.filed_reports() == [small("equal")]


def test_equal_drops_and_uploads_at_once_are_one_run(daemon):
    def send(number):
        if number % 2:
            assert upload(daemon, ("file", REPORT, small("equal"))).status == 200
        else:
            put(daemon.inbox / f"rig-{number}", small("equal"))

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(send, range(32)))
    for number in range(0, 32, 2):
        daemon.wait_until_gone(f"rig-{number}/{REPORT}")
    daemon.only_run()
    assert daemon.filed_reports() == [small("equal")]


def test_eight_writers_while_uploads_run_end_in_exactly_the_right_set(daemon):
    """Some reports come both ways."""
    writing = threading.Event()

    def write(writer):
        folder = put(daemon.inbox / f"rig-{writer}")
        for number in range(REPORTS_EACH):
            rename_over(folder / f"{number}.json", small(f"{writer} {number}"))

    def send(uploader):
        sent = []
        while not writing.is_set():
            sent += [small(f"upload {uploader} {len(sent)}"), small(f"{uploader} {len(sent)}")]
            for report in sent[-2:]:
                assert upload(daemon, ("file", REPORT, report)).status == 200
        return sent

    with ThreadPoolExecutor() as pool:
        uploads = [pool.submit(send, uploader) for uploader in range(UPLOADERS)]
        list(pool.map(write, range(WRITERS)))
        writing.set()
        uploaded = {report for upload_ in uploads for report in upload_.result()}
    expected = {small(f"{writer} {number}") for writer in range(WRITERS) for number in range(REPORTS_EACH)} | uploaded
    eventually(lambda: total(daemon) >= len(expected) and not list(daemon.inbox.glob("rig-*/*")), "all runs", timeout=600)
    assert daemon.filed_reports() == sorted(expected)
    assert total(daemon) == len(expected) > WRITERS * REPORTS_EACH


def test_sigterm_at_any_moment_loses_nothing(daemon):
    """A stream of drops and uploads goes on through ten stops and starts, each a little later in the work than the last."""
    ending, turns = threading.Event(), threading.Semaphore(0)
    dropped, uploaded, acknowledged = [], [], []

    def drop():
        while not ending.is_set():
            if not turns.acquire(timeout=0.1):
                continue
            dropped.append(small(f"drop {len(dropped)}"))
            rename_over(put(daemon.inbox / f"rig-{len(dropped) % 7}") / f"{len(dropped)}.json", dropped[-1])

    def send():
        while not ending.is_set():
            uploaded.append(small(f"upload {len(uploaded)}"))
            try:
                if upload(daemon, ("file", REPORT, uploaded[-1])).status == 200:
                    acknowledged.append(uploaded[-1])
            except (OSError, http.client.HTTPException):
                continue

    with ThreadPoolExecutor() as pool:
        streams = [pool.submit(drop), pool.submit(send)]
        try:
            for stop in range(10):
                turns.release(60)  # more drops than are filed before the stop
                count = total(daemon) + 3 * stop
                eventually(lambda: total(daemon) > count, "some more runs")
                daemon.signal(signal.SIGTERM)
                assert daemon.wait() == 0
                known = list(acknowledged)
                assert {hashlib.sha256(report).hexdigest() for report in known} <= set(daemon.filed_digests())
                daemon.start()
        finally:
            ending.set()
        for stream in streams:
            stream.result()
    eventually(lambda: not list(daemon.inbox.glob("rig-*/*.json")), "every drop to be taken", timeout=60)
    found = daemon.filed_reports()
    assert len(found) == len(set(found)) == total(daemon)
    assert set(dropped) | set(acknowledged) <= set(found) <= set(dropped) | set(uploaded)


@pytest.mark.data_folder
def test_a_second_daemon_says_which_process_holds_the_data_folder(daemon, tmp_path):
    second = benchd(
        "serve", "--inbox", tmp_path / "second", "--data", daemon.data, "--templates", "templates", "--listen", "127.0.0.1:0")

    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.count("\n") == 1 and f"process {daemon.pid};" in second.stderr
    put(daemon.inbox / "rig", small("x"))
    daemon.only_run()


def test_a_second_daemon_leaves_the_inbox_to_the_first(daemon, tmp_path):
    second = benchd(
        "serve", "--inbox", daemon.inbox, "--data", tmp_path / "second", "--templates", "templates", "--listen", "127.0.0.1:0")

    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.count("\n") == 1 and f"{daemon.inbox} is in use by another benchd" in second.stderr
    put(daemon.inbox / "rig", small("x"))
    daemon.only_run()


def test_a_data_folder_is_free_as_soon_as_its_daemon_is_killed(daemon):
    daemon.kill()
    daemon.start()
    put(daemon.inbox / "rig", small("x"))

    daemon.only_run()
