"""Two rigs with the same name, and a rig that sends the next drop before the last one was taken."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.sending import expect_run, rename_over, write_over
from Support.waiting import eventually

ARCHIVE, OTHER_ARCHIVE = archive(), archive({"other": b"x"})


STYLES = pytest.mark.parametrize("send", [rename_over, write_over], ids=["renamed over it", "written over it"])


def with_config(daemon):
    return eventually(lambda: [run for run in daemon.runs() if run["has_config"]], "a run with a config")


# Two rigs


def test_two_rigs_that_drop_the_same_name_are_two_runs(patient_daemon, transport, parcel):
    sent = {rig: parcel(rig) for rig in ("rig-01", "rig-02")}
    with ThreadPoolExecutor() as pool:
        list(pool.map(
            lambda rig: transport.send('rsync -a "$SOURCE/" "$TARGET/"', sent[rig].folder, patient_daemon.inbox / rig), sent))

    for rig, parcel_ in sent.items():
        assert expect_run(patient_daemon, parcel_, rig)["source"] == rig


def test_two_rigs_that_rename_to_one_name_are_never_mixed(patient_daemon, transport, parcel):
    """Without folders of their own, the report that came last before it was taken counts, with either config."""
    sent = [parcel(rig) for rig in ("first", "second")]
    with ThreadPoolExecutor() as pool:
        list(pool.map(
            lambda parcel_: transport.send('rsync -a "$SOURCE/" "$TARGET/"', parcel_.folder, patient_daemon.inbox / "both"),
            sent))
    patient_daemon.receipt(f"both/{REPORT}")
    patient_daemon.wait_until_gone(f"both/{REPORT}", f"both/{CONFIG}")

    runs = [run for run in patient_daemon.runs() if run["source"] == "both"]
    assert runs and {patient_daemon.report(run["uuid"]) for run in runs} <= {parcel_.report for parcel_ in sent}


def test_two_writers_into_one_file_are_never_a_run_of_both(start_daemon):
    """What they leave is neither's report: it is kept with the reason, and no run shows half of each."""
    daemon = start_daemon("--rescan", "0", "--settle", "50ms", "--settle-truncated", "200ms", "--pair-wait", "50ms")
    contents = [small(letter * 50_000) for letter in "ab"]
    file = put(daemon.inbox / "rig") / REPORT
    with open(file, "wb", buffering=0) as first, open(file, "r+b", buffering=0) as second:
        for start in range(0, len(contents[0]), 10_000):
            first.write(contents[0][start : start + 10_000])
            second.write(contents[1][start : start + 10_000])
        first.truncate(len(contents[0]) - 1)

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "rejected"
    assert daemon.runs() == []


# The next drop over the last one


@STYLES
def test_the_next_report_while_the_last_waits_for_its_config(patient_daemon, send, request):
    folder = put(patient_daemon.inbox / request.node.name, small("last"))
    send(folder / REPORT, small(f"next {request.node.name}"))
    (folder / CONFIG).write_bytes(ARCHIVE)

    receipt = patient_daemon.receipt(f"{folder.name}/{REPORT}")
    eventually(lambda: patient_daemon.config(receipt["uuid"]) == ARCHIVE, "the config")
    assert patient_daemon.report(receipt["uuid"]) == small(f"next {request.node.name}")


@STYLES
def test_the_next_config_while_the_last_waits_for_its_report(patient_daemon, send, request):
    folder = put(patient_daemon.inbox / request.node.name, config=ARCHIVE)
    put(patient_daemon.inbox / f"{folder.name} beside", small(f"beside {folder.name}"))
    patient_daemon.receipt(f"{folder.name} beside/{REPORT}")
    send(folder / CONFIG, OTHER_ARCHIVE)
    (folder / REPORT).write_bytes(small(folder.name))

    receipt = patient_daemon.receipt(f"{folder.name}/{REPORT}")
    assert patient_daemon.config(receipt["uuid"]) == OTHER_ARCHIVE


def test_tonights_config_waits_for_its_report_beside_last_weeks_run(start_daemon):
    daemon = start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms", "--late-config", "100ms")
    put(daemon.inbox / "rig", small("last week"))
    last_week = daemon.only_run()
    time.sleep(0.2)  # last week must be longer ago than --late-config
    put(daemon.inbox / "rig", config=ARCHIVE)
    put(daemon.inbox / "beside", small("beside"))
    daemon.receipt(f"beside/{REPORT}")
    assert (daemon.inbox / "rig" / CONFIG).exists()
    put(daemon.inbox / "rig", small("tonight"))

    [tonight] = with_config(daemon)
    assert tonight["uuid"] != last_week["uuid"] and daemon.report(tonight["uuid"]) == small("tonight")
    assert daemon.config(tonight["uuid"]) == ARCHIVE
