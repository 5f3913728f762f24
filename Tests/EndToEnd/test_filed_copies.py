"""What is filed or rejected is no more readable than what was dropped, and the log shows names as they are."""

import os
import subprocess

import pytest

from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

pytestmark = pytest.mark.data_folder

QUICK = ["--rescan", "0", "--settle", "50ms", "--pair-wait", "50ms"]
BAD = b'{"data": []}'


def drop(daemon, mode, report, name="rig"):
    folder = put(daemon.inbox / name)
    for file, content in ((CONFIG, archive()), (REPORT, report)):
        (folder / f".{file}").touch(mode=0o600)
        (folder / f".{file}").chmod(mode)
        (folder / f".{file}").write_bytes(content)
        (folder / f".{file}").rename(folder / file)


@pytest.mark.parametrize("mode, filed", [(0o600, 0o600), (0o640, 0o640), (0o666, 0o644), (0o644, 0o644), (0o755, 0o644)])
def test_a_drop_is_filed_no_more_readable_than_it_was(start_daemon, mode, filed):
    daemon = start_daemon(*QUICK)
    drop(daemon, mode, small("x"))
    run = daemon.only_run()["uuid"]
    daemon.wait_until_gone(f"rig/{REPORT}")
    daemon.restart()

    modes = {path.name: path.stat().st_mode & 0o777 for path in daemon.data.glob(f"{run}*")}
    assert modes == {f"{run}.json": filed, f"{run}_config.zip": filed, f"{run}.receipt.json": filed}


def test_a_rejection_is_no_more_readable_than_its_drop(start_daemon):
    daemon = start_daemon(*QUICK)
    drop(daemon, 0o600, BAD)
    folder = daemon.only_rejection()
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} \
        == {REPORT: 0o600, CONFIG: 0o600, "reason.json": 0o600}


@pytest.mark.parametrize("mark", ["\n", "\x1b", "\u202e", "\u2066", "\u200f", "\u061c", "\u2028"])
def test_the_log_shows_a_name_as_it_is(start_daemon, mark):
    daemon = start_daemon(*QUICK)
    put(daemon.inbox / f"rig{mark}2026-01-01T00:00:00.000Z error: forged", BAD)
    daemon.only_rejection()
    daemon.stop()

    escaped = "".join(f"\\x{byte:02X}" for byte in mark.encode())
    assert escaped in daemon.log()
    assert all(mark not in line and not line.startswith("2026-01-01") for line in daemon.log().split("\n"))


def test_a_sync_that_deletes_what_it_does_not_know_does_the_daemon_no_harm(start_daemon, tmp_path):
    """rsync --delete onto the inbox itself: it takes receipts and rejections, as docs/drop-protocol.md says."""
    daemon = start_daemon(*QUICK)
    put(daemon.inbox / "bad", BAD)
    daemon.only_rejection()
    for number in range(5):
        source = tmp_path / f"source {number}"
        put(source / "rig", small(str(number)))
        subprocess.run(["rsync", "-a", "--delete", f"{source}/", f"{daemon.inbox}/"], check=False, timeout=60)
        daemon.wait_for_runs(number + 1)
        daemon.wait_until_gone(f"rig/{REPORT}")
    put(daemon.inbox / "again", BAD)
    assert daemon.receipt(f"again/{REPORT}")["outcome"] == "rejected"
    assert daemon.web.get("/healthz").status == 200


def test_a_filter_protects_receipts_and_rejections_from_such_a_sync(start_daemon, tmp_path):
    daemon = start_daemon(*QUICK)
    put(daemon.inbox / "bad", BAD)
    folder = daemon.only_rejection()
    put(tmp_path / "source" / "rig", small("x"))
    subprocess.run(
        ["rsync", "-a", "--delete", "--filter", "P /.receipts/", "--filter", "P /.rejected/", "--filter", "P /.uploads/",
         f"{tmp_path}/source/", f"{daemon.inbox}/"], check=True, timeout=60)

    assert daemon.only_run()["source"] == "rig"
    assert folder.exists() and daemon.receipt(f"bad/{REPORT}")["outcome"] == "rejected"


def test_what_lies_too_deep_is_said_in_health(start_daemon):
    daemon = start_daemon(*QUICK)
    directory = os.open(daemon.inbox, os.O_RDONLY)
    (daemon.inbox / "deep").mkdir()
    for name in ["deep", *["d" * 200] * 25]:
        if name != "deep":
            os.mkdir(name, dir_fd=directory)
        below = os.open(name, os.O_RDONLY, dir_fd=directory)
        os.close(directory)
        directory = below
    os.close(directory)

    health = eventually(lambda: (answer := daemon.web.get("/healthz")).status == 503 and answer.json(), "health to say so")
    assert "lies too deep" in health["problems"][0]["detail"] and len(health["problems"][0]["detail"]) < 1000
    put(daemon.inbox / "rig", small("x"))
    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
    subprocess.run(["rm", "-rf", str(daemon.inbox / "deep")], check=True)
    eventually(lambda: daemon.web.get("/healthz").status == 200, "health to recover")
