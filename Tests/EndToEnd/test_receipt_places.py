"""Where a receipt is must cost nobody anything, whatever path a rig has chosen, and no path lacks one."""

import hashlib
import json
import os

import pytest

from Support.reports import REPORT, put, small
from Support.waiting import eventually

BAD = b'{"data": {"fio-x": [1]}}'


@pytest.fixture
def daemon(start_daemon):
    return start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")


def put_deep(top, path, content):
    """Names may be longer together than one call takes."""
    *directories, name = path.split("/")
    descriptor = os.open(top, os.O_RDONLY)
    for directory in directories:
        os.mkdir(directory, dir_fd=descriptor)
        below = os.open(directory, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = below
    file = os.open(name, os.O_WRONLY | os.O_CREAT, dir_fd=descriptor)
    os.write(file, content)
    os.close(file)
    os.close(descriptor)


def put_with_reason(folder, path, report):
    """Like a rejected drop that was moved back: it counts as coming from the path in its reason."""
    put(folder)
    (folder / "reason.json").write_text(json.dumps({
        "type": "/problems/report-shape", "title": "t", "status": 422, "detail": "d", "path": path,
        "at": "2026-11-28T04:00:00.000Z", "sha256": [], "file_bytes": [], "file_sizes": [], "file_modified_ns": []}))
    (folder / REPORT).write_bytes(report)


def directory_count(daemon):
    return sum(len(directories) for _, directories, _ in os.walk(daemon.inbox / ".receipts"))


@pytest.mark.parametrize(("report", "outcome"), [(small("deep"), "accepted"), (BAD, "rejected")], ids=["good", "bad"])
def test_a_reason_that_tells_of_a_thousand_directories_makes_none_of_them(daemon, report, outcome):
    path = "x/" + "y/" * 1000 + REPORT
    put_with_reason(daemon.inbox / "rig", path, report)

    assert daemon.receipt_by_digest(path)["outcome"] == outcome
    daemon.wait_until_gone(f"rig/{REPORT}")
    assert directory_count(daemon) <= 2


@pytest.mark.parametrize(
    "path", ["rig/" + "y/" * 200 + REPORT, "rig/" + "y/" * 32 + REPORT, "rig/" + ("y" * 250 + "/") * 4 + REPORT],
    ids=["200 deep", "one too deep", "too long"])
@pytest.mark.parametrize(("report", "outcome"), [(small("deep"), "accepted"), (BAD, "rejected")], ids=["good", "bad"])
def test_a_drop_that_lies_deep_has_its_receipt_by_digest(daemon, path, report, outcome):
    put_deep(daemon.inbox, path, report)

    assert daemon.receipt_by_digest(path)["outcome"] == outcome
    assert directory_count(daemon) <= 2


def test_a_drop_that_lies_as_deep_as_may_be_has_its_receipt_in_its_place(daemon):
    path = "rig/" + "y/" * 31 + REPORT
    put_deep(daemon.inbox, path, small("deep"))

    assert daemon.receipt(path)["outcome"] == "accepted"


def test_a_raw_file_far_below_its_report_is_one_still_when_the_report_is_filed(daemon):
    top = "rig/" + "y/" * 40
    put_deep(daemon.inbox, top + REPORT, small("deep"))
    daemon.receipt_by_digest(top + REPORT)
    put(daemon.inbox / top / "raw")
    (daemon.inbox / top / "raw" / "fio.json").write_bytes(small("raw"))

    is_left_alone = lambda: [item["stage"] for item in daemon.web.json("/api/inbox")["items"]] == ["not_taken"]
    eventually(is_left_alone, "the file to be left alone")


@pytest.mark.parametrize("path", ["a" * 300 + f"/{REPORT}", "rig/" + "b/" * 2040 + REPORT], ids=["name", "path"])
def test_a_reason_with_a_path_that_no_drop_has_is_none(daemon, path):
    put_with_reason(daemon.inbox / "rig", path, small("x"))

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
    daemon.wait_until_gone(f"rig/{REPORT}")
    assert daemon.web.get("/healthz").json()["status"] == "ok"


FILE, BELOW = "rig/x.json", f"rig/x.json.json/{REPORT}"


@pytest.mark.parametrize("order", [(FILE, BELOW), (BELOW, FILE)], ids=["file first", "directory first"])
@pytest.mark.parametrize(("content", "outcome"), [(small, "accepted"), (lambda tag: BAD, "rejected")], ids=["good", "bad"])
def test_a_directory_that_is_named_like_a_receipt_is_in_nobody_s_way(daemon, order, content, outcome):
    for path in order:
        put((daemon.inbox / path).parent)
        (daemon.inbox / path).write_bytes(content(path))
        receipt = daemon.receipt(path) if path == FILE else daemon.receipt_by_digest(path)
        assert receipt["outcome"] == outcome
        daemon.wait_until_gone(path)
    assert daemon.web.get("/healthz").json()["status"] == "ok"
    assert daemon.log().count(" as /benchmarks/") == (2 if outcome == "accepted" else 0)


@pytest.mark.parametrize("is_directory", [False, True], ids=["a file", "a directory"])
def test_what_lies_where_a_receipt_belongs_costs_only_its_name(daemon, is_directory):
    """A directory where the receipt should be, a file where its directory should be."""
    other = put(daemon.inbox / ".receipts")
    if is_directory:
        # An empty one would be tidied away.
        (put(other / "rig" / f"{REPORT}.json") / "kept").write_bytes(b"x")
    else:
        (other / "rig").write_bytes(b"not a directory")
    put(daemon.inbox / "rig", small("x"))

    assert daemon.receipt_by_digest(f"rig/{REPORT}")["outcome"] == "accepted"
    daemon.wait_until_gone(f"rig/{REPORT}")
    assert daemon.web.get("/healthz").json()["status"] == "ok"


@pytest.mark.parametrize("is_directory", [False, True], ids=["a file", "a directory with the same name in it"])
def test_what_lies_where_a_source_goes_when_it_ends_is_said_once(daemon, is_directory):
    folder = put(daemon.inbox.parent / "made", small("x"))
    if is_directory:
        put(folder / ".taken" / REPORT / "more")
    else:
        (folder / ".taken").write_bytes(b"not a directory")
    # All at once: what lies in `.taken/` while its name is free goes back to it.
    folder.rename(daemon.inbox / "rig")

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
    daemon.wait_for_log(f"rig/{REPORT} is filed but cannot be removed")
    states = lambda: [item["stage"] for item in daemon.web.json("/api/inbox")["items"] if item["path"] == f"rig/{REPORT}"]
    eventually(lambda: states() == ["kept"], "the file to be kept")
    assert daemon.web.get("/healthz").json()["status"] == "ok"


def test_a_restart_with_a_file_in_the_way_goes_on(daemon):
    """The same for what the start finishes."""
    path = "x/" + "y/" * 1000 + REPORT
    put_with_reason(daemon.inbox / "rig", path, BAD)
    daemon.receipt_by_digest(path)
    daemon.only_rejection()
    daemon.restart()
    assert daemon.web.get("/healthz").json()["status"] == "ok"
    [(folder, _)] = daemon.rejections()
    assert (folder / REPORT).read_bytes() == BAD


def test_a_receipt_by_digest_goes_when_it_is_old_unless_its_file_is_there(start_daemon):
    kept, gone = "rig/" + "y/" * 40 + "kept.json", "rig/" + "y/" * 40 + "gone.json"
    daemon = start_daemon("--rescan", "0")
    daemon.stop()
    folder = put(daemon.inbox / ".receipts" / ".by-digest")
    put_deep(daemon.inbox, kept + ".part", b"")
    (daemon.inbox / (kept + ".part")).rename(daemon.inbox / kept)
    (daemon.inbox / kept).chmod(0)
    for path in (kept, gone):
        file = folder / f"{hashlib.sha256(path.encode()).hexdigest()}.json"
        file.write_text(json.dumps({"outcome": "accepted", "path": path, "path_bytes": None}))
        os.utime(file, (0, 0))
    daemon.start()
    daemon.wait_for_log("removed 1 notices")
    assert [json.loads(file.read_text())["path"] for file in folder.iterdir()] == [kept]
