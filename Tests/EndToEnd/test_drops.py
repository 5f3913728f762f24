"""A drop becomes a run soon, whole, and only when it is whole."""

import subprocess

import pytest

from Support.paths import EXAMPLE, FIXTURE_NAMES, FIXTURES
from Support.reports import REPORT, fixture_bytes, fixture_config, put, small

WATCHES = {"inotify": ["--rescan", "0"], "polling": ["--watch", "poll"]}


@pytest.fixture(params=WATCHES)
def watching_daemon(request, start_daemon):
    return start_daemon(*WATCHES[request.param])


def rsync(source, target):
    subprocess.run(["rsync", "-a", f"{source}/", f"{target}/"], check=True, timeout=60)


def test_rsync_into_the_root_has_no_source(watching_daemon):
    rsync(EXAMPLE, watching_daemon.inbox)

    found = watching_daemon.only_run()
    assert (found["source"], found["has_config"]) == (None, True)


def test_a_run_is_listed_without_a_scan(daemon):
    rsync(EXAMPLE, daemon.inbox / "rig-01")

    assert daemon.wait_for_runs(1)


def test_all_fixtures_dropped_at_once_are_as_many_runs(daemon):
    rsync(FIXTURES, daemon.inbox)

    runs = daemon.wait_for_runs(len(FIXTURE_NAMES))
    assert sorted(run["source"] for run in runs) == FIXTURE_NAMES
    for run_ in runs:
        assert daemon.report(run_["uuid"]) == fixture_bytes(run_["source"])
        assert daemon.config(run_["uuid"]) == fixture_config(run_["source"])


def test_what_lies_in_the_inbox_at_start_is_taken(start_daemon, tmp_path):
    put(tmp_path / "rig" / "inbox" / "rig-01", small("early"))

    daemon = start_daemon("--rescan", "0")
    assert daemon.only_run()["source"] == "rig-01"


def test_a_file_that_is_still_open_is_not_taken(daemon):
    """As scp writes: under the final name, in pieces, without a rename."""
    content = fixture_bytes("baseline")
    slow = put(daemon.inbox / "slow") / REPORT
    with open(slow, "wb", buffering=0) as file:
        file.write(content)
        # The JSON is whole already. A later drop that gets through shows that this one was not merely next in line.
        put(daemon.inbox / "quick", small("quick"))
        assert [run["source"] for run in daemon.wait_for_runs(1)] == ["quick"]
        assert slow.exists()
        file.write(b"\n")

    daemon.wait_for_runs(2)
    assert daemon.receipt(f"slow/{REPORT}")["outcome"] == "accepted"
    assert daemon.report("latest") == content + b"\n"


def test_a_transfer_that_pauses_in_the_middle_is_not_taken(daemon):
    """As a broken scp that is sent again: each half ends with a close."""
    content = fixture_bytes("baseline")
    slow = put(daemon.inbox / "slow", content[:100_000]) / REPORT
    put(daemon.inbox / "quick", small("quick"))
    daemon.wait_for_runs(1)
    with open(slow, "ab") as file:
        file.write(content[100_000:])

    daemon.wait_for_runs(2)
    assert daemon.report("latest") == content
