"""Directories that appear with their contents, move, are replaced, or vanish."""

import os
import shutil
import threading

import pytest

from Support.archives import archive
from Support.paths import ROOT
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually


@pytest.fixture
def daemon(start_daemon):
    return start_daemon("--rescan", "0", "--settle", "50ms", "--pair-wait", "100ms")


def reports(daemon):
    return {daemon.report(run["uuid"]) for run in daemon.runs()}


def test_directories_may_nest_and_appear_late(daemon):
    put(daemon.inbox / "rig-07" / "a" / "b" / "c", small("deep"))
    daemon.wait_for_runs(1)
    put(daemon.inbox / "rig-07" / "a" / "b" / "d" / "e", small("deeper"))

    runs = daemon.wait_for_runs(2)
    assert [run["source"] for run in runs] == ["rig-07", "rig-07"]


def test_trees_that_grow_while_they_are_found(daemon, memory):
    """A writer that is faster than the watches: what was made before a watch was set raised no event."""
    def make(writer):
        for number in range(100):
            put(daemon.inbox / f"{writer}-{number}" / "a" / "b", small(f"{writer} {number}"))

    writers = [threading.Thread(target=make, args=(writer,)) for writer in range(4)]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()

    total = eventually(
        lambda: (count := daemon.web.json("/api/benchmarks?limit=1")["total"]) >= 400 and count, "all runs", timeout=60)
    assert total == 400


def test_a_tree_moved_in_from_another_filesystem(daemon, memory):
    for number in range(20):
        put(memory / "tree" / str(number), small(str(number)), archive())
    shutil.move(memory / "tree", daemon.inbox / "rig")

    for number in range(20):
        daemon.receipt(f"rig/{number}/{REPORT}")
    runs = daemon.runs()
    assert len(runs) == 20 and all(run["has_config"] and run["source"] == "rig" for run in runs)


def test_a_directory_with_the_name_of_a_report_is_a_directory(daemon):
    put(daemon.inbox / "rig" / "night.json" / "config.zip", small("inside"))

    assert daemon.only_run()["source"] == "rig"
    assert daemon.receipt(f"rig/night.json/config.zip/{REPORT}")["outcome"] == "accepted"


def test_a_directory_renamed_while_a_file_in_it_is_written(daemon):
    folder = put(daemon.inbox / "incoming" / "a")
    with open(folder / REPORT, "wb", buffering=0) as file:
        file.write(small("x")[:20])
        put(daemon.inbox / "beside", small("beside"))
        daemon.wait_for_runs(1)
        (daemon.inbox / "incoming").rename(daemon.inbox / "rig-07")
        file.write(small("x")[20:])

    assert daemon.receipt(f"rig-07/a/{REPORT}")["outcome"] == "accepted"
    assert {run["source"] for run in daemon.wait_for_runs(2)} == {"rig-07", "beside"}


def test_directories_renamed_while_their_files_are_read(daemon):
    for number in range(100):
        put(daemon.inbox / f"before-{number}", small(str(number)), archive())
    for number in range(100):
        (daemon.inbox / f"before-{number}").rename(daemon.inbox / f"after-{number}")
    eventually(lambda: not list(daemon.inbox.glob("[!.]*/*")), "every file to be taken")

    runs = daemon.runs()
    assert sorted(map(daemon.report, [run["uuid"] for run in runs])) == sorted(small(str(number)) for number in range(100))
    assert all(run["has_config"] for run in runs) and daemon.rejections() == []


def test_a_directory_that_left_is_no_longer_looked_at(daemon, tmp_path):
    """A watch follows the directory wherever it goes."""
    put(daemon.inbox / "rig" / "a", config=archive())
    put(daemon.inbox / "beside", small("beside"))
    daemon.wait_for_runs(1)
    (daemon.inbox / "rig").rename(tmp_path / "elsewhere")
    put(tmp_path / "elsewhere" / "a", small("not ours"))
    put(daemon.inbox / "later", small("later"))

    assert {run["source"] for run in daemon.wait_for_runs(2)} == {"beside", "later"}
    assert (tmp_path / "elsewhere" / "a" / REPORT).exists()
    (tmp_path / "elsewhere").rename(daemon.inbox / "back")
    daemon.wait_for_runs(3)
    assert small("not ours") in reports(daemon)


def test_a_directory_that_vanishes_with_what_waits_in_it(daemon):
    put(daemon.inbox / "rig", small("x")[:20], archive())
    put(daemon.inbox / "beside", small("beside"))
    daemon.wait_for_runs(1)
    shutil.rmtree(daemon.inbox / "rig")
    put(daemon.inbox / "later", small("later"))

    assert {run["source"] for run in daemon.wait_for_runs(2)} == {"beside", "later"}
    assert daemon.rejections() == []
    assert " error: " not in daemon.log()


def test_a_directory_that_is_replaced_by_another_of_its_name(daemon, tmp_path):
    put(daemon.inbox / "rig", small("first"))
    daemon.wait_for_runs(1)
    for number in range(5):
        (daemon.inbox / "rig").rename(tmp_path / f"old-{number}")
        put(daemon.inbox / "rig", small(f"next {number}"))
        daemon.wait_for_runs(number + 2)

    assert {run["source"] for run in daemon.runs()} == {"rig"}


def test_a_hundred_levels(daemon):
    path = "/".join(["rig", *("d" for _ in range(100))])
    put(daemon.inbox / path, small("deep"))

    assert daemon.only_run()["source"] == "rig"
    assert daemon.receipt_by_digest(f"{path}/{REPORT}")["outcome"] == "accepted"


def test_a_path_beyond_what_the_kernel_takes_disturbs_nothing(daemon):
    """Relative to one descriptor after the other, paths may grow past the 4,096 bytes that one call takes."""
    folder = os.open(daemon.inbox, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=folder)
        next_folder = os.open("d" * 250, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = next_folder
    report = os.open(REPORT, os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=folder)
    os.write(report, small("too deep"))
    os.close(report)
    put(daemon.inbox / "beside", small("beside"))

    assert daemon.only_run()["source"] == "beside"
    assert os.stat(REPORT, dir_fd=folder).st_size == len(small("too deep"))
    os.close(folder)
    # Python's own removal of the test's folder would fail at such a path.
    shutil.rmtree(daemon.inbox / ("d" * 250), ignore_errors=True)
    assert not os.path.exists(daemon.inbox / ("d" * 250)), "the deep tree is left"


def test_empty_directories_stay(daemon):
    put(daemon.inbox / "rig" / "night", small("x"), archive())
    daemon.only_run()
    daemon.wait_until_gone(f"rig/night/{REPORT}", f"rig/night/{CONFIG}")

    assert (daemon.inbox / "rig" / "night").is_dir()


@pytest.mark.parametrize("spelling", ["{}/", "{}/.", "{}//", "./{}"])
def test_the_inbox_may_be_spelt_in_many_ways(start_daemon, tmp_path, spelling):
    inbox = tmp_path / "spelt"
    path = os.path.relpath(inbox, ROOT) if spelling.startswith(".") else inbox
    daemon = start_daemon("--rescan", "0", "--pair-wait", "50ms", "--inbox", spelling.format(path))
    put(inbox / "rig", small("below"))
    (inbox / "top.json").write_bytes(small("top"))

    daemon.wait_for_runs(2)
    inbox.rename(tmp_path / "old")
    put(tmp_path / "spelt" / "rig", small("in another"))
    daemon.wait_for_runs(3)


def test_one_file_under_two_names_leaves_both(daemon):
    """Removing one name changes the ctime of the other, and no event reports that."""
    outgoing = daemon.inbox / ".outgoing"
    for number in range(5):
        put(outgoing / f"{number}", small(f"twin {number}"))
        (outgoing / f"{number}" / "twin").mkdir()
        os.link(outgoing / f"{number}" / REPORT, outgoing / f"{number}" / "twin" / REPORT)
        (outgoing / f"{number}").rename(daemon.inbox / f"rig-{number}")

    daemon.wait_until_gone(*(f"rig-{number}/{name}{REPORT}" for number in range(5) for name in ("", "twin/")))
    assert len(daemon.runs()) == 5


def test_a_file_that_is_not_benchds_stays_beside_a_drop(daemon):
    folder = put(daemon.inbox / "rig")
    (folder / "reason.json").write_bytes(b'{"why": "notes of my own"}')
    (folder / REPORT).write_bytes(small("x"))

    daemon.wait_until_gone(f"rig/{REPORT}")
    assert [path.name for path in folder.iterdir() if path.name != ".taken"] == ["reason.json"]
