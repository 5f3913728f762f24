"""A rig that syncs its whole results directory: one run, and its raw files stay where they are."""

import json
import subprocess

import pytest

from Support.archives import archive
from Support.paths import CASES
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

RESULTS = CASES / "f04-results"
QUICK = ["--rescan", "1s", "--settle", "50ms", "--pair-wait", "100ms", "--settle-truncated", "1s"]
RAW = sorted(str(path.relative_to(RESULTS)) for path in RESULTS.rglob("*.json") if path.name != REPORT)


def rsync(*arguments):
    subprocess.run(["rsync", "-a", *map(str, arguments)], check=True, timeout=60)


def expect_untouched(daemon, below, names):
    """All of them are shown as not taken, and none was rejected or filed."""
    def shown():
        items = daemon.web.json("/api/inbox")["items"]
        return {item["path"] for item in items if item["stage"] == "not_taken"}
    eventually(lambda: shown() >= {f"{below}/{name}" for name in names}, "the raw files to be shown as not taken")
    assert daemon.rejections() == [] and len(daemon.runs()) == 1
    for name in names:
        assert (daemon.inbox / below / name).read_bytes() == (RESULTS / name).read_bytes()


@pytest.mark.parametrize("below", ["rig-07", "rig-07/night"])
def test_a_results_directory_is_one_run(start_daemon, below):
    daemon = start_daemon(*QUICK)
    (daemon.inbox / below).mkdir(parents=True)
    rsync(f"{RESULTS}/", daemon.inbox / below)

    run = daemon.only_run()
    assert run["source"] == "rig-07" and run["has_config"]
    expect_untouched(daemon, below, RAW)
    daemon.restart()
    expect_untouched(daemon, below, RAW)
    rsync(f"{RESULTS}/", daemon.inbox / below)
    eventually(lambda: daemon.receipt(f"{below}/{REPORT}")["outcome"] == "duplicate", "the next sync to be seen")
    expect_untouched(daemon, below, RAW)


def test_in_whatever_order_the_files_come(start_daemon):
    daemon = start_daemon(*QUICK)
    below = daemon.inbox / "rig-07" / "night"
    for name in reversed(RAW):
        (below / name).parent.mkdir(parents=True, exist_ok=True)
        (below / name).write_bytes((RESULTS / name).read_bytes())
    (below / "notes.json").write_bytes(b'{"any": "thing"}')
    put(below, (RESULTS / REPORT).read_bytes(), (RESULTS / CONFIG).read_bytes())

    daemon.only_run()
    expect_untouched(daemon, "rig-07/night", RAW)
    shown = lambda: [item["stage"] for item in daemon.web.json("/api/inbox")["items"] if item["path"].endswith("notes.json")]
    eventually(lambda: shown() == ["not_taken"], "the other file to be left alone")


@pytest.mark.parametrize("name, content", [
    ("iostat.json", {"sysstat": {"hosts": []}}), ("result.json", {"fio version": "fio-3.33", "jobs": []}),
])
def test_what_a_tool_has_written_is_known_by_its_content(start_daemon, name, content):
    daemon = start_daemon(*QUICK)
    put(daemon.inbox / "rig-07")
    (daemon.inbox / "rig-07" / name).write_text(json.dumps(content))
    put(daemon.inbox / "other", small("x"))

    daemon.only_run()
    stages = lambda: {item["path"]: item["stage"] for item in daemon.web.json("/api/inbox")["items"]}
    eventually(lambda: stages().get(f"rig-07/{name}") == "not_taken", "it to be left alone")
    assert daemon.rejections() == []


def test_a_bad_report_that_belongs_to_nothing_is_still_rejected(start_daemon):
    daemon = start_daemon(*QUICK)
    for folder in ("rig-07", "rig-07/night"):
        put(daemon.inbox / folder)
        (daemon.inbox / folder / "bad.json").write_bytes(b'{"any": "thing"}')
        assert daemon.receipt(f"{folder}/bad.json")["problem"]["type"] == "/problems/report-shape"


def test_a_report_below_a_run_is_a_report(start_daemon):
    daemon = start_daemon(*QUICK)
    put(daemon.inbox / "rig-07" / "run_1", small("x"), archive())
    assert daemon.receipt(f"rig-07/run_1/{REPORT}")["outcome"] == "accepted"
