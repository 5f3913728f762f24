"""Files with times that no clock shows: a sender can give a file any time (utimensat(2))."""

import os
import shutil

import pytest

from Support.reports import CONFIG, REPORT, fixture_config, put, small
from Support.waiting import eventually

# Of ext4 the last year is 2446, of tmpfs there is none.
TIMES = [-62_167_219_201, -(1 << 40), -1, 0, 9_223_372_036, 9_223_372_037, 13_569_465_600, 253_402_300_800, (1 << 62)]


@pytest.fixture
def far_daemon(memory, start_daemon, tmp_path):
    """A daemon with folders on a filesystem where a file can have any time."""
    (tmp_path / "rig").symlink_to(memory)
    return start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")


@pytest.mark.parametrize("time", TIMES)
def test_a_drop_and_its_neighbours_of_any_time(far_daemon, time, tmp_path):
    rig = put(tmp_path / "outgoing", small(f"{time}"), fixture_config("minute-baseline"))
    (rig / "other.txt").write_text("left alone")
    for file in (REPORT, CONFIG, "other.txt"):
        os.utime(rig / file, (time, time))
    shutil.copytree(rig, far_daemon.inbox / "rig")
    uuid = far_daemon.only_run()["uuid"]

    os.utime(far_daemon.inbox / "rig", (time, time))
    for file in far_daemon.data.glob(f"{uuid}*"):
        os.utime(file, (time, time))
    far_daemon.restart()
    assert far_daemon.only_run()["uuid"] == uuid and far_daemon.web.get(f"/benchmarks/{uuid}").status == 200


@pytest.mark.data_folder
@pytest.mark.parametrize("time", TIMES)
def test_a_report_of_the_old_application_of_any_time(far_daemon, time):
    far_daemon.stop()
    old = far_daemon.data / "0123456789ab.json"
    old.write_bytes(small("old"))
    os.utime(old, (time, time))
    far_daemon.start()
    run = eventually(far_daemon.runs, "the old run")[0]
    assert len(run["filed"]) == len("2026-11-23T18:41:18.123Z")
    for target in ("/", "/benchmarks/latest", "/api/benchmarks/0123456789ab", "/api/benchmarks/0123456789ab/receipt"):
        assert far_daemon.web.get(target).status == 200
