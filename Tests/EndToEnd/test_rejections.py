"""What cannot be accepted is kept, with its reason, and never costs a good report."""

import shutil

import pytest

from Support.archives import BAD_ARCHIVES, archive
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

BAD = b'{"data": []}'


@pytest.fixture
def quick_daemon(start_daemon):
    """Does not wait long for what is cut off."""
    return start_daemon("--rescan", "0", "--settle", "100ms", "--settle-truncated", "300ms")


def test_a_bad_report_is_kept_with_its_config_and_reason(quick_daemon):
    daemon = quick_daemon
    put(daemon.inbox / "rig" / "night", BAD, archive())

    receipt = daemon.receipt(f"rig/night/{REPORT}")
    assert (receipt["outcome"], receipt["uuid"], receipt["link"]) == ("rejected", None, None)
    [(folder, reason)] = eventually(daemon.rejections, "the rejected drop")
    assert (folder / REPORT).read_bytes() == BAD
    assert (folder / CONFIG).read_bytes() == archive()
    assert reason["pointer"] == "/data" and f"rig/night/{REPORT}" in reason.values()
    assert {key: reason[key] for key in receipt["problem"]} == receipt["problem"]
    daemon.wait_until_gone(f"rig/night/{REPORT}", f"rig/night/{CONFIG}")
    assert daemon.runs() == []


def test_a_truncated_report_is_rejected_once_it_was_quiet(quick_daemon):
    put(quick_daemon.inbox / "rig", small("x")[:-5])

    problem = quick_daemon.receipt(f"rig/{REPORT}")["problem"]
    assert (problem["type"], problem["offset"]) == ("/problems/report-syntax", len(small("x")) - 5)


@pytest.mark.parametrize("name", BAD_ARCHIVES)
def test_a_bad_config_never_costs_the_report(quick_daemon, name):
    daemon = quick_daemon
    content, problem = BAD_ARCHIVES[name]
    put(daemon.inbox / "rig", small("x"), content)

    receipt = daemon.receipt(f"rig/{REPORT}")
    assert receipt["outcome"] == "accepted"
    assert [warning["type"] for warning in receipt["warnings"]] == [f"/problems/{problem}"]
    run = daemon.only_run()
    assert not run["has_config"]
    assert daemon.web.json(f"/api/benchmarks/{run['uuid']}/summary")["warnings"] == receipt["warnings"]
    [(folder, reason)] = eventually(daemon.rejections, "the rejected config")
    assert (folder / CONFIG).read_bytes() == content
    assert reason["type"] == f"/problems/{problem}"
    daemon.wait_until_gone(f"rig/{CONFIG}")


def test_the_same_bytes_rejected_again_replace_the_first_rejection(quick_daemon):
    daemon = quick_daemon
    for _ in range(2):
        put(daemon.inbox / "rig", BAD)
        daemon.wait_until_gone(f"rig/{REPORT}")
    put(daemon.inbox / "rig", b"[]")
    daemon.wait_until_gone(f"rig/{REPORT}")

    pointers = lambda: sorted(reason["pointer"] for _, reason in daemon.rejections())
    eventually(lambda: pointers() == ["", "/data"], "two rejections")


def test_a_mended_rejection_counts_as_coming_from_its_first_path(quick_daemon):
    daemon = quick_daemon
    put(daemon.inbox / "rig-07", BAD)
    folder = daemon.only_rejection()
    (folder / REPORT).write_bytes(small("mended"))
    shutil.move(folder, daemon.inbox / "again")

    assert daemon.only_run()["source"] == "rig-07"
    eventually(lambda: daemon.receipt(f"rig-07/{REPORT}")["outcome"] == "accepted", "the receipt of its first path")


def test_a_report_above_the_limit_is_rejected(start_daemon):
    daemon = start_daemon("--rescan", "0", "--max-report", "1KiB", "--settle", "100ms")
    put(daemon.inbox / "rig", b'{"data": {}, "x": "' + b"x" * 2000 + b'"}')

    problem = daemon.receipt(f"rig/{REPORT}")["problem"]
    assert (problem["type"], problem["limit"]) == ("/problems/report-too-large", 1024)


def test_a_config_above_the_limit_is_rejected_alone(start_daemon):
    daemon = start_daemon("--rescan", "0", "--max-config", "100", "--settle", "100ms")
    put(daemon.inbox / "rig", small("x"), archive())

    [warning] = daemon.receipt(f"rig/{REPORT}")["warnings"]
    assert (warning["type"], warning["limit"]) == ("/problems/config-too-large", 100)


def test_the_newest_receipt_replaces_the_older(quick_daemon):
    daemon = quick_daemon
    put(daemon.inbox / "rig", BAD)
    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "rejected"
    put(daemon.inbox / "rig", small("x"))

    eventually(lambda: daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted", "the newer receipt")
    run = daemon.only_run()
    receipt = daemon.receipt(f"rig/{REPORT}")
    assert (receipt["uuid"], receipt["link"], receipt["problem"]) == (run["uuid"], run["link"], None)


def reason_of_others(elements, members):
    """A `reason.json` that a rig wrote itself, with many files and many other members."""
    files = ",".join(['"61"'] * elements)
    others = ",".join(f'"{number:x}":0' for number in range(members))
    return f'{{"path":"a/x.json","file_bytes":[{files}],{others},"sha256":[]}}'


def test_reasons_that_rigs_write_cost_filing_little(quick_daemon):
    daemon = quick_daemon
    for number in range(10):
        folder = put(daemon.inbox / f"rig-{number}", small(str(number)))
        (daemon.inbox / f"rig-{number}" / "reason.json").write_text(reason_of_others(5_000, 4_000))
    daemon.wait_for_runs(10)
    for number in range(10):
        daemon.wait_until_gone(f"rig-{number}/{REPORT}")

    # Each cost a second where every file looked through all members.
    assert daemon.processor_time() < 5


def test_a_reason_larger_than_any_of_ours_is_not_read(quick_daemon):
    daemon = quick_daemon
    kept = daemon.inbox / ".rejected"
    for number in range(200):
        folder = kept / f"20261123T184118.{number:03}Z-x"
        folder.mkdir()
        (folder / "reason.json").write_text("[" + "0," * 500_000 + "0]")
    before = daemon.processor_time()

    state = daemon.web.get("/api/inbox").json()
    page = daemon.web.get("/inbox")

    assert state["rejected_total"] == 200 and len(state["rejected"]) > 0 and page.status == 200
    assert daemon.processor_time() - before < 5
