"""A rig that can only write files learns what became of its drops, and nothing that was rejected is lost."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

BAD = b'{"data": []}'


@pytest.fixture
def daemon(start_daemon):
    return start_daemon(
        "--rescan", "0", "--settle", "50ms", "--settle-truncated", "200ms", "--pair-wait", "50ms", "--orphan-wait", "300ms")


def expect_outcome(daemon, path, outcome):
    return eventually(lambda: (receipt := daemon.receipt(path))["outcome"] == outcome and receipt, f"{path} {outcome}")


def test_each_outcome_of_a_path_replaces_the_one_before(daemon):
    path = f"rig/{REPORT}"
    put(daemon.inbox / "rig", BAD)
    expect_outcome(daemon, path, "rejected")
    put(daemon.inbox / "rig", small("x"))
    accepted = expect_outcome(daemon, path, "accepted")
    put(daemon.inbox / "rig", small("x"))
    repeated = expect_outcome(daemon, path, "duplicate")
    put(daemon.inbox / "rig", BAD)
    rejected = expect_outcome(daemon, path, "rejected")

    assert repeated["uuid"] == accepted["uuid"] and accepted["at"] <= repeated["at"] <= rejected["at"]
    assert (rejected["uuid"], rejected["link"], rejected["warnings"]) == (None, None, [])


def test_a_config_that_ends_on_its_own_has_a_receipt_of_its_own(daemon):
    put(daemon.inbox / "rig", small("x"))
    run = daemon.receipt(f"rig/{REPORT}")["uuid"]
    put(daemon.inbox / "rig", config=archive())
    assert expect_outcome(daemon, f"rig/{CONFIG}", "attached")["uuid"] == run
    put(daemon.inbox / "rig", config=archive({"other": b""}))
    rejected = expect_outcome(daemon, f"rig/{CONFIG}", "rejected")

    assert rejected["problem"]["type"] == "/problems/report-missing"
    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"


def test_a_receipt_is_whole_whenever_it_is_read(daemon):
    file = daemon.inbox / ".receipts" / "rig" / f"{REPORT}.json"
    reading, outcomes = threading.Event(), []

    def read():
        while not reading.is_set():
            if file.exists():
                outcomes.append(json.loads(file.read_text())["outcome"])

    with ThreadPoolExecutor() as pool:
        reader = pool.submit(read)
        try:
            for number in range(20):
                put(daemon.inbox / "rig", small(str(number)))
                daemon.wait_until_gone(f"rig/{REPORT}")
        finally:
            reading.set()
        reader.result()
    assert len(outcomes) > 20 and set(outcomes) == {"accepted"}


def test_rejected_drops_of_one_name_are_all_kept(daemon):
    for number in range(50):
        put(daemon.inbox / f"rig-{number}", b'{"data": [%d]}' % number, archive({str(number): b""}))
    rejected = eventually(lambda: len(found := daemon.rejections()) == 50 and found, "fifty rejections")

    for folder, reason in rejected:
        number = int(reason["path"].split("/")[0].removeprefix("rig-"))
        assert (folder / REPORT).read_bytes() == b'{"data": [%d]}' % number
        assert (folder / CONFIG).read_bytes() == archive({str(number): b""})


def test_what_is_rejected_from_one_path_does_not_replace_other_bytes(daemon):
    for number in range(5):
        put(daemon.inbox / "rig", b'{"data": [%d]}' % number)
        daemon.wait_until_gone(f"rig/{REPORT}")
    rejected = eventually(lambda: len(found := daemon.rejections()) == 5 and found, "five rejections")

    assert {(folder / REPORT).read_bytes() for folder, _ in rejected} == {b'{"data": [%d]}' % number for number in range(5)}


def test_the_same_bytes_rejected_from_two_paths_are_kept_for_each(daemon):
    for rig in ("rig-01", "rig-02"):
        put(daemon.inbox / rig, BAD)
        daemon.wait_until_gone(f"{rig}/{REPORT}")
    rejected = eventually(lambda: len(found := daemon.rejections()) == 2 and found, "two rejections")

    assert {reason["path"] for _, reason in rejected} == {f"rig-01/{REPORT}", f"rig-02/{REPORT}"}


def test_a_rejected_drop_moved_back_unchanged_is_rejected_again_as_one(daemon):
    put(daemon.inbox / "rig", BAD, archive())
    first = expect_outcome(daemon, f"rig/{REPORT}", "rejected")
    [(folder, _)] = eventually(daemon.rejections, "the rejection")
    folder.rename(daemon.inbox / "again")

    second = eventually(lambda: (found := daemon.receipt(f"rig/{REPORT}"))["at"] > first["at"] and found, "a newer receipt")
    [(again, reason)] = eventually(daemon.rejections, "the rejection")
    assert (second["outcome"], reason["path"]) == ("rejected", f"rig/{REPORT}")
    assert ((again / REPORT).read_bytes(), (again / CONFIG).read_bytes()) == (BAD, archive())


def test_files_moved_back_to_their_path_are_tried_again(daemon):
    """Without reason.json, one by one, mended."""
    put(daemon.inbox / "rig" / "night", BAD, archive())
    expect_outcome(daemon, f"rig/night/{REPORT}", "rejected")
    [(folder, _)] = eventually(daemon.rejections, "the rejection")
    (folder / REPORT).write_bytes(small("mended"))
    for name in (CONFIG, REPORT):
        (folder / name).rename(daemon.inbox / "rig" / "night" / name)

    receipt = expect_outcome(daemon, f"rig/night/{REPORT}", "accepted")
    assert daemon.config(receipt["uuid"]) == archive()


def test_a_bad_config_is_kept_and_the_receipt_of_its_report_says_so(daemon):
    put(daemon.inbox / "rig", small("x"), b"PK but no zip")

    receipt = expect_outcome(daemon, f"rig/{REPORT}", "accepted")
    [(folder, reason)] = eventually(daemon.rejections, "the rejected config")
    assert [warning["type"] for warning in receipt["warnings"]] == [reason["type"]]
    assert (folder / CONFIG).read_bytes() == b"PK but no zip"
