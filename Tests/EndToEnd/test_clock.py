"""A wall clock that is set while the daemon runs: ids still grow, and no wait becomes longer or shorter."""

import uuid

import pytest

from Support.archives import archive
from Support.clock import Clock
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.fixture
def clock(tmp_path):
    (tmp_path / "clock").mkdir()
    return Clock(tmp_path / "clock")


@pytest.fixture
def daemon(start_daemon, clock):
    return start_daemon(
        "--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms", "--orphan-wait", "5min", "--late-config", "5min",
        environment=clock.environment)


def file(daemon, name):
    """Drops a report and returns the id of its run."""
    put(daemon.inbox / name, small(name))
    return daemon.receipt(f"{name}/{REPORT}")["uuid"]


def test_the_clock_that_is_set_is_the_daemons(daemon, clock):
    """Otherwise the other tests here would prove nothing."""
    first = file(daemon, "first")
    clock.set_back(DAY)
    second = file(daemon, "second")

    days = {run["uuid"]: run["filed"][:10] for run in daemon.runs()}
    assert days[first] > days[second]


def test_ids_grow_while_the_clock_is_set_back(daemon, clock):
    ids = []
    for step in range(6):
        clock.set_back(step * HOUR)
        ids += [file(daemon, f"{step}a"), file(daemon, f"{step}b")]

    assert ids == sorted(set(ids))
    assert {uuid.UUID(name).version for name in ids} == {7}


def test_ids_grow_over_a_restart_with_the_clock_set_back(daemon, clock):
    ids = [file(daemon, "before")]
    clock.set_back(DAY)
    daemon.restart()
    ids.append(file(daemon, "after"))
    clock.set_back(2 * DAY)
    daemon.restart()
    ids.append(file(daemon, "long after"))

    assert ids == sorted(set(ids))


@pytest.mark.parametrize("step", [-DAY, DAY], ids=["back", "forward"])
def test_a_config_waits_for_its_report_however_the_clock_is_set(daemon, clock, step):
    put(daemon.inbox / "rig", config=archive())
    file(daemon, "beside")
    clock.set_forward(step)
    file(daemon, "later")
    assert (daemon.inbox / "rig" / CONFIG).exists() and daemon.rejections() == []
    put(daemon.inbox / "rig", small("x"))

    assert daemon.config(daemon.receipt(f"rig/{REPORT}")["uuid"]) == archive()


def test_a_late_config_joins_its_run_after_the_clock_was_set_back_a_little(daemon, clock):
    run = file(daemon, "rig")
    clock.set_back(MINUTE)
    put(daemon.inbox / "rig", config=archive())

    assert daemon.receipt(f"rig/{CONFIG}")["uuid"] == run
    assert daemon.config(run) == archive()


def test_a_config_joins_no_run_that_the_clock_says_is_yet_to_come(daemon, clock):
    """Filed while the clock was far ahead: it must not take the config of every later run of its path."""
    run = file(daemon, "rig")
    clock.set_back(HOUR)
    put(daemon.inbox / "rig", config=archive())
    file(daemon, "beside")
    put(daemon.inbox / "rig", small("next"))
    daemon.wait_until_gone(f"rig/{REPORT}", f"rig/{CONFIG}")

    assert daemon.config(daemon.receipt(f"rig/{REPORT}")["uuid"]) == archive()
    assert [entry["has_config"] for entry in daemon.runs() if entry["uuid"] == run] == [False]


def test_a_rejection_of_the_same_instant_replaces_no_other(daemon, clock):
    """The clock is set so that names with the time in them would meet."""
    for number in range(20):
        put(daemon.inbox / f"rig-{number}", b'{"data": [%d]}' % number)
    rejected = eventually(lambda: len(found := daemon.rejections()) == 20 and found, "twenty rejections")

    kept = {(reason["path"], (folder / REPORT).read_bytes()) for folder, reason in rejected}
    assert kept == {(f"rig-{number}/{REPORT}", b'{"data": [%d]}' % number) for number in range(20)}
