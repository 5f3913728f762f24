"""Nothing is missed: whatever happens to the watches, every file is taken, and one line of the log says what happened."""

import os
import re
import shutil
import subprocess
import time

import pytest

from Support.archives import archive
from Support.reports import REPORT, put, small
from Support.rights import needs_root, needs_user_namespace
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

WAITS = ("--settle", "50ms", "--pair-wait", "50ms")
QUEUE_LENGTH = int(open("/proc/sys/fs/inotify/max_queued_events").read())


@pytest.fixture
def daemon(start_daemon):
    return start_daemon("--rescan", "0", *WAITS)


def reports(daemon):
    return {daemon.report(run["uuid"]) for run in daemon.runs()}


def expect_reports(daemon, *names):
    eventually(lambda: reports(daemon) == set(map(small, names)), f"the runs {names}")


# Notices that are lost


def overflow(daemon):
    """Makes more notices than the kernel keeps while the daemon cannot read them; equal neighbours would be merged.

    Only a directory that is watched gives notices: one from which something was filed.
    """
    folder = daemon.inbox / "beside"
    files = [os.open(folder / name, os.O_WRONLY | os.O_CREAT) for name in ("a.txt", "b.txt")]
    for number in range(QUEUE_LENGTH + 1000):
        os.fchmod(files[number % 2], 0o600 | number % 8)
    for file in files:
        os.close(file)


def test_a_queue_that_overflows(daemon):
    put(daemon.inbox / "rig", small("before"))
    put(daemon.inbox / "beside", small("beside"))
    expect_reports(daemon, "before", "beside")
    daemon.pause()
    overflow(daemon)
    put(daemon.inbox / "rig", small("in a directory that is watched"))
    put(daemon.inbox / "new" / "a", small("in a directory that is not"))
    daemon.go_on()

    expect_reports(daemon, "before", "beside", "in a directory that is watched", "in a directory that is not")
    daemon.wait_for_log("the inotify queue overflowed")
    put(daemon.inbox / "new" / "a", small("after"))
    expect_reports(daemon, "before", "beside", "in a directory that is watched", "in a directory that is not", "after")


def test_what_went_while_the_queue_overflowed_is_forgotten(daemon):
    put(daemon.inbox / "rig", config=archive())
    put(daemon.inbox / "beside", small("beside"))
    expect_reports(daemon, "beside")
    daemon.pause()
    overflow(daemon)
    shutil.rmtree(daemon.inbox / "rig")
    daemon.go_on()
    daemon.wait_for_log("the inotify queue overflowed")
    put(daemon.inbox / "rig", small("later"))

    expect_reports(daemon, "beside", "later")
    assert not any(run["has_config"] for run in daemon.runs())


def test_what_happens_while_it_does_not_run(start_daemon):
    daemon = start_daemon("--rescan", "0", *WAITS, "--settle-truncated", "1h")
    cut = put(daemon.inbox / "cut", small("cut")[:20]) / REPORT
    put(daemon.inbox / "waiting", config=archive())
    put(daemon.inbox / "going", config=archive())
    put(daemon.inbox / "beside", small("beside"))
    expect_reports(daemon, "beside")
    daemon.stop()
    cut.write_bytes(small("cut"))
    put(daemon.inbox / "waiting", small("waited"))
    shutil.rmtree(daemon.inbox / "going")
    put(daemon.inbox / "new" / "a", small("new"))
    daemon.start()

    expect_reports(daemon, "beside", "cut", "waited", "new")
    assert [run["source"] for run in daemon.runs() if run["has_config"]] == ["waiting"]
    assert daemon.rejections() == []


# Watches that are not to be had


def limited(name, value):
    """A user namespace of its own, in which this limit holds; the machine's stays as it is."""
    script = f'echo {value} > /proc/sys/user/{name} && exec "$0" "$@"'
    return ["unshare", "--user", "--map-root-user", "sh", "-c", script]


@needs_user_namespace
def test_more_directories_than_watches(start_daemon):
    daemon = start_daemon("--rescan", "0", "--poll", "100ms", *WAITS, prefix=limited("max_inotify_watches", 5))
    for number in range(20):
        put(daemon.inbox / f"rig-{number}", small(f"first {number}"))
    expect_reports(daemon, *(f"first {number}" for number in range(20)))
    for number in range(20):
        put(daemon.inbox / f"rig-{number}", small(f"second {number}"))

    expect_reports(daemon, *(f"{word} {number}" for number in range(20) for word in ("first", "second")))
    line = daemon.wait_for_log("polling")
    assert "fs.inotify.max_user_watches" in line


@needs_user_namespace
def test_watches_that_are_to_be_had_again(start_daemon):
    daemon = start_daemon("--rescan", "0", "--poll", "100ms", *WAITS, prefix=limited("max_inotify_watches", 5))
    for number in range(10):
        put(daemon.inbox / f"rig-{number}", small(str(number)))
    expect_reports(daemon, *map(str, range(10)))
    daemon.wait_for_log("polling")
    for number in range(10):
        shutil.rmtree(daemon.inbox / f"rig-{number}")

    daemon.wait_for_log("no part of it is polled")
    put(daemon.inbox / "rig", small("watched"))
    expect_reports(daemon, *map(str, range(10)), "watched")


@needs_user_namespace
def test_no_inotify_instance_at_all(start_daemon):
    daemon = start_daemon("--rescan", "0", "--poll", "100ms", *WAITS, prefix=limited("max_inotify_instances", 0))
    put(daemon.inbox / "rig" / "a", small("x"))

    expect_reports(daemon, "x")
    daemon.wait_for_log("polling the inbox")


def test_polling_says_that_it_does(start_daemon):
    daemon = start_daemon("--watch", "poll", "--poll", "100ms", *WAITS)
    put(daemon.inbox / "rig", small("x"))

    expect_reports(daemon, "x")
    daemon.wait_for_log("polling the inbox")


# The inbox itself


def expect_all_ways_in(daemon, tag):
    """A drop is taken with its receipt, a bad one is kept, an upload is answered: all of them in the inbox of today."""
    put(daemon.inbox / f"rig-{tag}", small(f"drop {tag}"))
    put(daemon.inbox / f"bad-{tag}", b"{]")
    answer = daemon.web.request(
        "POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", REPORT, small(f"upload {tag}"))))

    assert answer.status == 200, answer.body
    assert daemon.receipt(f"rig-{tag}/{REPORT}")["outcome"] == "accepted"
    assert daemon.receipt(f"bad-{tag}/{REPORT}")["outcome"] == "rejected"
    eventually(lambda: [reason for _, reason in daemon.rejections() if f"bad-{tag}" in reason["path"]], "the rejected drop")
    assert {small(f"drop {tag}"), small(f"upload {tag}")} <= reports(daemon)


def test_the_inbox_is_replaced_by_another_directory(daemon, tmp_path):
    expect_all_ways_in(daemon, "old")
    daemon.inbox.rename(tmp_path / "away")
    daemon.inbox.mkdir()
    daemon.wait_for_log("another directory")

    expect_all_ways_in(daemon, "new")
    put(tmp_path / "away" / "rig", small("elsewhere"))
    put(daemon.inbox / "last", small("last"))
    eventually(lambda: small("last") in reports(daemon), "the last drop")
    assert small("elsewhere") not in reports(daemon)


def test_the_inbox_is_moved_away_and_back(daemon, tmp_path):
    daemon.inbox.rename(tmp_path / "away")
    daemon.wait_for_log("inbox is gone")
    put(tmp_path / "away" / "rig", small("meanwhile"))
    (tmp_path / "away").rename(daemon.inbox)

    expect_reports(daemon, "meanwhile")
    daemon.wait_for_log("inbox is back")
    expect_all_ways_in(daemon, "back")


def test_the_inbox_is_removed_and_made_again(daemon):
    shutil.rmtree(daemon.inbox)
    daemon.wait_for_log("inbox is gone")
    put(daemon.inbox / "rig", small("again"))

    expect_reports(daemon, "again")
    expect_all_ways_in(daemon, "new")


def test_its_own_directories_are_removed_by_rsync(daemon, transport, tmp_path):
    """rsync --delete to the inbox itself takes everything away that the sender does not have."""
    expect_all_ways_in(daemon, "before")
    transport.send('rsync -a --delete "$SOURCE/" "$TARGET/"', put(tmp_path / "outgoing" / "x").parent, daemon.inbox)
    assert not (daemon.inbox / ".receipts").exists()

    expect_all_ways_in(daemon, "after")


def unmount(path):
    # Lazily: benchd has it open, as anything may have that works in it.
    subprocess.run(["umount", "--lazy", str(path)], check=True, timeout=60)


@pytest.fixture
def mount(tmp_path):
    """Mounts small filesystems in memory that are gone when the test is over."""
    def mount(path):
        path.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "benchd-test", str(path)], check=True, timeout=60)

    yield mount
    with open("/proc/self/mounts") as mounts:
        for point in reversed([line.split()[1] for line in mounts if line.split()[1].startswith(f"{tmp_path}/")]):
            unmount(point)


@needs_root
@pytest.mark.parametrize("rescan", ["0", "100ms"])
def test_the_inbox_is_unmounted_and_mounted_again(start_daemon, mount, tmp_path, rescan):
    """inotify reports neither; the table of mounts does, or the next scan."""
    mount(tmp_path / "rig" / "inbox")
    daemon = start_daemon("--rescan", rescan, "--min-free", "0", *WAITS)
    expect_all_ways_in(daemon, "mounted")
    unmount(daemon.inbox)
    daemon.wait_for_log("another directory")
    expect_all_ways_in(daemon, "below")
    mount(daemon.inbox)

    eventually(lambda: daemon.log().count("another directory") == 2, "a second line")
    expect_all_ways_in(daemon, "again")


@needs_root
def test_a_filesystem_in_the_inbox_is_unmounted(start_daemon, mount, tmp_path):
    """IN_UNMOUNT and IN_IGNORED: the directory below it is there still, and nobody watches it."""
    mount(tmp_path / "rig" / "inbox" / "rig")
    daemon = start_daemon("--rescan", "0", "--min-free", "0", *WAITS)
    put(daemon.inbox / "rig" / "a", small("mounted"))
    put(daemon.inbox / "beside", small("beside"))
    eventually(lambda: small("beside") in reports(daemon), "the drop beside it")
    unmount(daemon.inbox / "rig")
    put(daemon.inbox / "rig" / "b", small("below"))

    eventually(lambda: small("below") in reports(daemon), "the drop below the mount point")


@needs_root
def test_a_filesystem_is_mounted_in_the_inbox(start_daemon, mount):
    """inotify does not tell of it: the table of mounts does."""
    daemon = start_daemon("--rescan", "0", "--min-free", "0", *WAITS)
    put(daemon.inbox / "rig", small("below"))
    expect_reports(daemon, "below")
    mount(daemon.inbox / "rig")
    put(daemon.inbox / "rig" / "a", small("mounted"))

    expect_reports(daemon, "below", "mounted")
    daemon.wait_for_log("a filesystem was mounted or unmounted there")


# Scans


def test_a_scan_that_finds_nothing_new_reads_no_file_and_says_nothing(start_daemon, tmp_path):
    trace = tmp_path / "trace"
    daemon = start_daemon(
        "--rescan", "100ms", *WAITS, prefix=["strace", "-D", "-f", "-e", "trace=file,desc", "-o", str(trace)])
    for number in range(5):
        folder = put(daemon.inbox / f"rig-{number}", config=archive())
        (folder / "notes.txt").write_text("no drop")
    put(daemon.inbox / "cut", small("x")[:20])
    put(daemon.inbox / "beside", small("beside"))
    expect_reports(daemon, "beside")

    def scans():
        return trace.read_text(errors="replace").count('"notes.txt"') // 5

    time.sleep(0.5)  # what was begun ends: configs ask for a run, a doubted file is read again
    before, said = trace.stat().st_size, daemon.log()
    count = scans()
    eventually(lambda: scans() >= count + 5, "five more scans")
    lines = trace.read_text(errors="replace")[before:]
    read = [line for line in lines.splitlines() if re.search(r'(openat2?|pread64)\(.*(config\.zip|\.json|notes)', line)]
    assert read == []
    assert daemon.log() == said
