"""What is too large is known by its size: nothing of it is read, and a config never costs its report."""

import os
import subprocess

import pytest

from Support.archives import archive
from Support.paths import CASES
from Support.reports import CONFIG, REPORT, put, small
from Support.rights import needs_root
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

TERABYTE = 1 << 40
QUICK = ["--rescan", "0", "--settle", "50ms", "--pair-wait", "50ms"]


def sparse(path, size=TERABYTE):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        os.truncate(file.fileno(), size)


def bytes_read(daemon):
    """What its calls have read, from a disk or not."""
    lines = open(f"/proc/{daemon.pid}/io", encoding="ascii").read().split()
    return int(lines[lines.index("rchar:") + 1])


def test_a_report_of_a_terabyte_is_rejected_unread_and_holds_nothing_up(start_daemon):
    daemon = start_daemon(*QUICK)
    before = bytes_read(daemon)
    sparse(daemon.inbox / "big" / REPORT)
    put(daemon.inbox / "rig", small("x"))

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
    receipt = daemon.receipt(f"big/{REPORT}")
    assert (receipt["problem"]["type"], receipt["problem"]["bytes"]) == ("/problems/report-too-large", TERABYTE)
    assert receipt["sha256"] is None
    folder = daemon.only_rejection()
    assert (folder / REPORT).stat().st_size == TERABYTE
    assert bytes_read(daemon) - before < 64 << 20


def test_the_same_too_large_report_again_replaces_its_rejection(start_daemon):
    daemon = start_daemon(*QUICK)
    for at, count in ((1e9, 1), (1e9, 1), (2e9, 2)):
        sparse(daemon.inbox / "outgoing", TERABYTE)
        os.utime(daemon.inbox / "outgoing", (at, at))
        (daemon.inbox / "big").mkdir(exist_ok=True)
        (daemon.inbox / "outgoing").rename(daemon.inbox / "big" / REPORT)
        daemon.wait_until_gone(f"big/{REPORT}")
        eventually(lambda: len(daemon.rejections()) == count, f"{count} rejections")


def test_a_too_large_config_costs_the_config_alone(start_daemon):
    daemon = start_daemon(*QUICK)
    sparse(daemon.inbox / "rig" / CONFIG)
    put(daemon.inbox / "rig", small("x"))

    receipt = daemon.receipt(f"rig/{REPORT}")
    assert receipt["outcome"] == "accepted"
    assert [warning["type"] for warning in receipt["warnings"]] == ["/problems/config-too-large"]
    folder = daemon.only_rejection()
    assert (folder / CONFIG).stat().st_size == TERABYTE


@pytest.fixture
def mount(tmp_path):
    """A directory of the inbox that is a filesystem of its own."""
    place = tmp_path / "rig" / "inbox" / "mounted"
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@needs_root
def test_what_can_only_be_copied_away_is_left_where_it_is_with_the_reason(start_daemon, mount):
    daemon = start_daemon(*QUICK, "--max-report", "1KiB", "--max-config", "100")
    put(mount / "report", b" " * 5000)
    put(mount / "config", small("x"), archive())

    assert daemon.receipt(f"mounted/config/{REPORT}")["outcome"] == "accepted"
    def left():
        items = daemon.web.json("/api/inbox")["items"]
        return {item["path"]: item["problem"] and item["problem"]["type"] for item in items if item["stage"] == "not_taken"}
    wanted = {
        f"mounted/report/{REPORT}": "/problems/report-too-large", f"mounted/config/{CONFIG}": "/problems/config-too-large"}
    eventually(lambda: left() == wanted, "both to be shown as not taken")
    health = eventually(lambda: (answer := daemon.web.get("/healthz")).status == 503 and answer.json(), "health to say so")
    assert f"mounted/report/{REPORT}" in str(health["problems"])
    assert (mount / "report" / REPORT).exists() and daemon.rejections() == []
    daemon.restart()
    eventually(lambda: left() == wanted, "both to be shown as not taken after a restart")
    for path in wanted:
        (daemon.inbox / path).unlink()
    eventually(lambda: daemon.web.get("/healthz").status == 200, "health to recover")


@pytest.mark.parametrize("options, config", [
    (("--max-config", "64KiB"), (CASES / "f01-config-70k.zip").read_bytes()),
    (("--max-config", "0"), archive()),
    (("--max-config-entries", "1"), archive({"a": b"", "b": b""})),
    (("--max-config-name", "3"), archive({"long": b""})),
    (("--max-config-unpacked", "3"), archive({"a": b"1234"})),
    (("--max-config-depth", "1"), archive({"a/b": b""})),
], ids=["size", "size 0", "entries", "name", "unpacked", "depth"])
def test_a_config_above_a_limit_never_costs_its_report(start_daemon, options, config):
    daemon = start_daemon(*QUICK, *options)
    report = (CASES / "f01-report.json").read_bytes()
    body = form(("config_file", CONFIG, config), ("file", REPORT, report))
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, body)

    assert answer.status == 200, answer
    put(daemon.inbox / "rig", small("dropped"), config)
    receipt = daemon.receipt(f"rig/{REPORT}")
    assert receipt["outcome"] == "accepted"
    assert [warning["type"] for warning in answer.json()["warnings"]] == [warning["type"] for warning in receipt["warnings"]]
    assert len(receipt["warnings"]) == 1
    assert daemon.report(answer.json()["uuid"]) == report
    assert answer.json()["warnings"] == daemon.web.json(f"/api/benchmarks/{answer.json()['uuid']}/receipt")["warnings"]
