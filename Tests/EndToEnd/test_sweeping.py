"""Receipts and rejected drops go when they are old enough, and hold nothing up."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

DAY = 24 * 3600
QUICK = ["--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms"]
BAD = b'{"data": []}'


def age(path, days):
    then = time.time() - days * DAY
    os.utime(path, (then, then))


def make_old_receipts(inbox, count, per_directory=500):
    for number in range(count):
        folder = inbox / ".receipts" / "old" / str(number // per_directory)
        if number % per_directory == 0:
            folder.mkdir(parents=True)
        receipt = folder / f"{number}.json.json"
        receipt.touch()
        age(receipt, 31)


def test_receipts_go_after_thirty_days(start_daemon):
    daemon = start_daemon(*QUICK)
    for name in ("old", "young"):
        put(daemon.inbox / name / "night", small(name))
        daemon.receipt(f"{name}/night/{REPORT}")
    daemon.stop()
    receipts = daemon.inbox / ".receipts"
    age(receipts / "old" / "night" / f"{REPORT}.json", 31)
    age(receipts / "young" / "night" / f"{REPORT}.json", 29)
    daemon.start()

    eventually(lambda: not (receipts / "old").exists(), "the old receipt and its directories to go")
    assert (receipts / "young" / "night" / f"{REPORT}.json").exists()
    daemon.wait_for_log("removed 1 notices")
    put(daemon.inbox / "old" / "night", small("next"))
    assert daemon.receipt(f"old/night/{REPORT}")["outcome"] == "accepted"


@pytest.mark.skipif(os.geteuid() != 0, reason="a directory that root cannot write needs a mount")
def test_the_receipt_of_a_file_that_stays_in_the_inbox_stays(start_daemon, tmp_path):
    rig = tmp_path / "rig" / "inbox" / "rig"
    put(rig, small("x"))
    subprocess.run(["mount", "--bind", "-o", "ro", str(rig), str(rig)], check=True)
    try:
        daemon = start_daemon(*QUICK)
        daemon.receipt(f"rig/{REPORT}")
        daemon.stop()
        for name in (REPORT, CONFIG):
            receipt = daemon.inbox / ".receipts" / "rig" / f"{name}.json"
            receipt.touch()
            age(receipt, 100)
        daemon.start()
        eventually(lambda: not receipt.exists(), "the receipt of a file that is not there to go")
        assert (daemon.inbox / ".receipts" / "rig" / f"{REPORT}.json").exists()
        daemon.stop()
    finally:
        subprocess.run(["umount", str(rig)], check=True)


def test_the_receipt_of_a_results_directory_stays_as_long_as_its_raw_files(start_daemon):
    """Without it they would be judged as reports after the next start."""
    daemon = start_daemon(*QUICK)
    put(daemon.inbox / "rig" / "night", small("x"))
    daemon.receipt(f"rig/night/{REPORT}")
    (daemon.inbox / "rig" / "night" / "notes.json").write_bytes(b'{"any": "thing"}')
    put(daemon.inbox / "other", small("other"))
    daemon.receipt(f"other/{REPORT}")
    daemon.stop()
    receipts = daemon.inbox / ".receipts"
    for name in ("rig/night", "other"):
        age(receipts / name / f"{REPORT}.json", 31)
    daemon.start()

    eventually(lambda: not (receipts / "other").exists(), "the other receipt to go")
    daemon.wait_for_log("removed 1 notices")
    assert (receipts / "rig" / "night" / f"{REPORT}.json").exists()


def test_rejected_drops_stay_unless_it_is_said_for_how_long(start_daemon):
    daemon = start_daemon(*QUICK)
    for name in ("old", "young"):
        put(daemon.inbox / name, BAD)
        daemon.wait_until_gone(f"{name}/{REPORT}")
    eventually(lambda: len(daemon.rejections()) == 2, "both rejections")
    daemon.stop()
    [old] = [folder for folder, reason in daemon.rejections() if reason["path"].startswith("old")]
    age(old, 100)
    daemon.start()
    put(daemon.inbox / "rig", small("x"))
    daemon.wait_for_runs(1)
    assert len(daemon.rejections()) == 2
    daemon.stop()

    daemon.options += ("--keep-rejected", "30d")
    daemon.start()
    eventually(lambda: not old.exists(), "the old rejection to go")
    assert [reason["path"] for _, reason in daemon.rejections()] == [f"young/{REPORT}"]
    assert daemon.web.json("/api/inbox")["rejected_total"] == 1


def test_what_grows_old_while_the_daemon_runs_goes_too(start_daemon):
    daemon = start_daemon(*QUICK, "--keep-receipts", "2s", "--keep-rejected", "2s")
    put(daemon.inbox / "good", small("x"))
    put(daemon.inbox / "bad", BAD)
    daemon.receipt(f"good/{REPORT}")
    daemon.receipt(f"bad/{REPORT}")

    eventually(lambda: not daemon.rejections() and not list((daemon.inbox / ".receipts").glob("[!.]*")), "all to go")
    assert daemon.only_run()["source"] == "good"


def test_many_old_receipts_hold_no_drop_up(start_daemon):
    count = 20_000
    daemon = start_daemon(*QUICK)
    daemon.stop()
    make_old_receipts(daemon.inbox, count)
    daemon.start()
    old = daemon.inbox / ".receipts" / "old"
    filed = 0
    while old.exists() and filed < 100:
        put(daemon.inbox / str(filed), small(str(filed)))
        daemon.receipt(f"{filed}/{REPORT}")
        # Filed while most of the sweep is still to be done.
        filed += old.exists()
    eventually(lambda: not old.exists(), "all old receipts to go")
    assert filed, "no drop was filed before the sweep was over"
