"""What keeps the daemon from its work is said, costs nothing, and ends by itself."""

import contextlib
import os
import resource
import shutil
import subprocess
from datetime import datetime, timedelta

import pytest

from Support.archives import archive
from Support.reports import REPORT, put, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a disk needs root")
QUICK = ["--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms"]
RESERVE = 1 << 20


class Disk:
    """A small filesystem that a test can fill."""

    def __init__(self, folder, size="4m"):
        self.folder = folder
        folder.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "benchd-test", str(folder)], check=True)

    def free(self):
        status = os.statvfs(self.folder)
        return status.f_bavail * status.f_frsize

    def fill(self, leaving=0):
        with open(self.folder / ".filler", "ab") as filler:
            filler.write(bytes(self.free() - leaving))

    def grow(self, size):
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.folder)], check=True)

    def clear(self):
        (self.folder / ".filler").unlink()


@pytest.fixture
def disk(request):
    """Mounts small disks; unmounted when the daemons, which are made after it, have ended."""
    mounted = []

    def mount(folder):
        mounted.append(Disk(folder))
        return mounted[-1]

    yield mount
    for disk in mounted:
        subprocess.run(["umount", str(disk.folder)], check=True)


def health(daemon):
    answer = daemon.web.get("/healthz")
    assert answer.status == (200 if answer.json()["status"] == "ok" else 503)
    assert (answer.json()["problems"] == []) == (answer.status == 200)
    return [problem["detail"] for problem in answer.json()["problems"]]


def wait_for_trouble(daemon, *words):
    """Waits until health says one thing, with these words; returns it."""
    [detail] = eventually(lambda: health(daemon), "trouble")
    assert all(word in detail for word in words), detail
    return detail


def wait_until_well(daemon):
    eventually(lambda: not health(daemon), "health")


def is_to_be_tried_again(daemon, path):
    """Whether a file was read in vain, and waits for a second at least to be read again."""
    return any(
        item["path"] == path and item["stage"] == "arriving"
        and datetime.fromisoformat(item["until"]) - datetime.fromisoformat(item["since"]) >= timedelta(seconds=1)
        for item in daemon.web.json("/api/inbox")["items"] if item["until"])


def upload(daemon, content, **headers):
    return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE, **headers}, form(("file", REPORT, content)))


def log_lines(daemon, words):
    return [line for line in daemon.log().splitlines() if words in line]


def test_a_healthy_daemon_says_so(shared_daemon):
    answer = shared_daemon.web.get("/healthz").json()

    assert answer == {"status": "ok", "libmicrohttpd": answer["libmicrohttpd"], "version": answer["version"], "runs": 0, "backup": None, "problems": [], "quarantined": []}


@pytest.mark.parametrize("place", ["data", "inbox"])
def test_below_the_reserve_drops_wait_and_uploads_are_refused(disk, start_daemon, tmp_path, place):
    small_disk = disk(tmp_path / "rig" / place)
    daemon = start_daemon(*QUICK, "--min-free", str(RESERVE))
    small_disk.fill(leaving=RESERVE // 2)
    if place == "data":
        put(daemon.inbox / "rig", small("x"))

    detail = wait_for_trouble(daemon, "--min-free", str(small_disk.folder), "make room")
    problem = upload(daemon, small("y")).problem()
    assert (problem["type"], problem["status"]) == ("/problems/storage-full", 507)
    assert detail in daemon.web.get("/inbox").body.decode().replace("&#39;", "'")
    assert [problem["detail"] for problem in daemon.web.json("/api/inbox")["problems"]] == [detail]
    if place == "data":
        eventually(lambda: is_to_be_tried_again(daemon, f"rig/{REPORT}"), "a pause before the next attempt")

    small_disk.clear()
    if place == "data":
        assert daemon.report(daemon.only_run()["uuid"]) == small("x")
    wait_until_well(daemon)
    assert upload(daemon, small("y")).status == 200
    # Health knows it a moment before the log.
    daemon.wait_for_log("over after")
    assert len(log_lines(daemon, "Too little space is free")) == 2, daemon.log()


def test_what_alone_would_use_the_reserve_waits_and_all_else_goes_on(disk, start_daemon, tmp_path):
    small_disk = disk(tmp_path / "rig" / "data")
    daemon = start_daemon(*QUICK, "--min-free", str(RESERVE))
    big = small("b" * (small_disk.free() - RESERVE))
    put(daemon.inbox / "big", big)
    wait_for_trouble(daemon, "and leave 1024 KiB free in", "1 file waits")

    assert upload(daemon, big).problem()["status"] == 507
    put(daemon.inbox / "small", small("x"))
    assert daemon.only_run()["source"] == "small"
    small_disk.grow("40m")
    assert {run["source"] for run in daemon.wait_for_runs(2)} == {"small", "big"}
    wait_until_well(daemon)


def test_an_upload_without_a_length_stops_at_the_reserve(disk, start_daemon, tmp_path):
    small_disk = disk(tmp_path / "rig" / "inbox")
    small_disk.grow("40m")
    daemon = start_daemon(*QUICK, "--min-free", str(20 << 20))
    content = form(("file", REPORT, small("x" * (30 << 20))))
    lowest = small_disk.free()

    def pieces():
        nonlocal lowest
        for start in range(0, len(content), 1 << 20):
            yield content[start:start + (1 << 20)]
            lowest = min(lowest, small_disk.free())

    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, pieces())
    assert answer.problem()["type"] == "/problems/storage-full"
    assert lowest > 10 << 20
    assert list((daemon.inbox / ".uploads").iterdir()) == []


def test_a_disk_that_is_full_to_the_last_byte_costs_nothing(disk, start_daemon, tmp_path):
    small_disk = disk(tmp_path / "rig" / "data")
    daemon = start_daemon(*QUICK, "--min-free", "0")
    small_disk.fill()
    put(daemon.inbox / "rig", small("x"), archive())
    wait_for_trouble(daemon, "The disk is full", "No space left on device", "make room")
    assert upload(daemon, small("y")).problem()["type"] == "/problems/storage-full"

    small_disk.clear()
    run = daemon.only_run()
    assert (daemon.report(run["uuid"]), daemon.config(run["uuid"])) == (small("x"), archive())
    wait_until_well(daemon)
    assert len(log_lines(daemon, "error: The disk is full")) == 1, daemon.log()


def test_a_full_inbox_refuses_uploads(disk, start_daemon, tmp_path):
    small_disk = disk(tmp_path / "rig" / "inbox")
    daemon = start_daemon(*QUICK, "--min-free", "0")
    small_disk.fill()

    assert upload(daemon, small("x")).problem()["type"] == "/problems/storage-full"
    wait_for_trouble(daemon, "The disk is full", ".uploads", "uploads fail")
    small_disk.clear()
    assert upload(daemon, small("x")).status == 200
    wait_until_well(daemon)


def test_a_storage_that_fails_is_tried_again(start_daemon):
    daemon = start_daemon(*QUICK)
    _, hard = resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    large = small("x" * 30_000)
    put(daemon.inbox / "rig", large)
    wait_for_trouble(daemon, "The storage fails", "write", ".staging", "File too large")
    answer = upload(daemon, large)
    assert answer.problem()["type"] == "/problems/storage-failed"
    assert (answer.status, answer.header("Retry-After")) == (503, "10")

    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (hard, hard))
    daemon.wait_for_runs(1)
    assert upload(daemon, large).status == 200
    wait_until_well(daemon)
    # Health knows it a moment before the log.
    daemon.wait_for_log("over after")
    daemon.wait_for_log("error: The storage fails")


@pytest.mark.data_folder
def test_a_catalog_that_cannot_be_written_costs_no_drop(start_daemon):
    daemon = start_daemon(*QUICK)
    _, hard = resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (4000, resource.RLIM_INFINITY))
    put(daemon.inbox / "rig", small("x"))
    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
    wait_for_trouble(daemon, "The catalog cannot be written", "1 of the filed runs", "catalog.sqlite")

    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (hard, hard))
    wait_until_well(daemon)
    assert daemon.only_run()["source"] == "rig"


def test_an_inbox_that_is_gone_is_said_until_it_is_back(start_daemon):
    daemon = start_daemon(*QUICK)
    away = daemon.inbox.rename(daemon.inbox.with_name("away"))
    wait_for_trouble(daemon, "The inbox is gone", str(daemon.inbox))

    away.rename(daemon.inbox)
    wait_until_well(daemon)
    put(daemon.inbox / "rig", small("x"))
    daemon.wait_for_runs(1)
    assert len(log_lines(daemon, "error: The inbox is gone")) == 1


def test_what_is_in_the_way_of_a_removal_is_told_once_and_is_no_trouble(start_daemon):
    daemon = start_daemon(*QUICK)
    (daemon.inbox / "rig").mkdir()
    (daemon.inbox / "rig" / ".taken").write_bytes(b"")
    put(daemon.inbox / "rig", small("x"))

    line = daemon.wait_for_log("is filed but cannot be removed")
    assert "rig/.taken: Something else has the name of this directory; move it away" in line
    assert daemon.receipt(f"rig/{REPORT}")["uuid"] == daemon.only_run()["uuid"]
    assert health(daemon) == []
    (daemon.inbox / "rig" / ".taken").unlink()
    daemon.restart()
    daemon.wait_until_gone(f"rig/{REPORT}")
    wait_until_well(daemon)
    assert daemon.only_run()


def test_a_drop_on_another_filesystem_below_the_inbox_is_rejected_whole(disk, start_daemon, tmp_path):
    daemon = start_daemon(*QUICK)
    daemon.stop()
    disk(daemon.inbox / "rig")
    daemon.start()
    put(daemon.inbox / "rig", b'{"data": []}', archive())
    put(daemon.inbox / "rig" / "good", small("good"))

    folder = daemon.only_rejection()
    assert sorted(path.name for path in folder.iterdir()) == ["aggregated_report.json", "config.zip", "reason.json"]
    assert (folder / "config.zip").read_bytes() == archive()
    daemon.wait_until_gone(f"rig/{REPORT}", "rig/config.zip", f"rig/good/{REPORT}")
    assert health(daemon) == [] and len(daemon.rejections()) == 1


def test_a_rejection_that_cannot_be_written_is_one_trouble_until_it_can(start_daemon, tmp_path):
    folder = tmp_path / "few-names"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=30", "benchd-test", str(folder)], check=True)
    daemon = start_daemon(*QUICK, "--min-free", "0", "--inbox", str(folder))
    daemon.inbox = folder
    try:
        (folder / "bad.json").write_bytes(b"nonsense")
        ballast = folder / ".ballast"
        ballast.mkdir()
        with contextlib.suppress(OSError):
            for number in range(30):
                (ballast / str(number)).touch()
        wait_for_trouble(daemon, "No space left")
        eventually(lambda: pause(daemon, "bad.json") >= timedelta(seconds=4), "several failures")
        assert daemon.log().count("error: ") == 1 and "over after" not in daemon.log() and health(daemon)
        shutil.rmtree(ballast)
        daemon.wait_until_gone("bad.json")
        wait_until_well(daemon)
    finally:
        daemon.stop()
        subprocess.run(["umount", str(folder)], check=True)


def pause(daemon, path):
    """How long a file waits between its last event and its next reading."""
    return max(
        (datetime.fromisoformat(item["until"]) - datetime.fromisoformat(item["since"])
         for item in daemon.web.json("/api/inbox")["items"] if item["path"] == path and item["until"]),
        default=timedelta())


@pytest.mark.data_folder
@pytest.mark.parametrize("there", [None, "another folder", "a file"], ids=str)
def test_a_data_folder_that_is_gone_is_said_until_it_is_back(start_daemon, there):
    daemon = start_daemon(*QUICK)
    aside = daemon.data.with_name("aside")
    daemon.data.rename(aside)
    if there == "another folder":
        daemon.data.mkdir()
    elif there == "a file":
        daemon.data.write_bytes(b"")

    answer = daemon.web.get("/healthz")
    [problem] = answer.json()["problems"]
    assert answer.status == 503
    assert problem["detail"].startswith("The data folder was moved, removed or replaced (")
    assert "start benchd again" in problem["detail"]
    daemon.wait_for_log("The data folder was moved")

    if there == "another folder":
        daemon.data.rmdir()
    elif there == "a file":
        daemon.data.unlink()
    aside.rename(daemon.data)
    assert daemon.web.get("/healthz").status == 200
    put(daemon.inbox / "rig", small("x"))
    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"


def test_a_file_in_the_place_of_the_staging_folder_is_named(start_daemon):
    daemon = start_daemon(*QUICK)
    staging = daemon.data / ".staging"
    staging.rmdir()
    staging.write_bytes(b"")
    put(daemon.inbox / "rig", small("x"))
    problems = eventually(lambda: daemon.web.get("/healthz").json()["problems"], "the trouble")
    detail = problems[0]["detail"]
    assert "data/.staging: Something else has the name of this directory; move it away" in detail
    staging.unlink()
    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
