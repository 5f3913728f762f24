"""Every tool that a rig may use ends as one run with the bytes that were sent."""

import ctypes
import mmap
import os

import pytest

from Support.daemon import Daemon, stop_all
from Support.paths import FIXTURE_NAMES, FIXTURES
from Support.reports import CONFIG, REPORT, fixture_bytes, fixture_config, put
from Support.sending import expect_run

WATCHES = {"inotify": ["--rescan", "0"], "polling": ["--watch", "poll", "--poll", "50ms"]}


@pytest.fixture(scope="module", params=WATCHES)
def watching_daemon(request, tmp_path_factory):
    daemon = Daemon(
        tmp_path_factory.mktemp(request.param), *WATCHES[request.param], "--pair-wait", "500ms", "--settle", "50ms")
    yield daemon.start()
    stop_all([daemon])


# The commands get their words from Support/sending.py.
COMMANDS = {
    "rsync": 'rsync -a "$SOURCE/" "$TARGET/"',
    "rsync --inplace": 'rsync -a --inplace "$SOURCE/" "$TARGET/"',
    "rsync --partial": 'rsync -a --partial "$SOURCE/" "$TARGET/"',
    "rsync --partial-dir": 'rsync -a --partial-dir=.rsync-partial "$SOURCE/" "$TARGET/"',
    "rsync --delay-updates": 'rsync -a --delay-updates "$SOURCE/" "$TARGET/"',
    "rsync --append-verify": 'rsync -a --append-verify "$SOURCE/" "$TARGET/"',
    "rsync --temp-dir elsewhere": 'rsync -a --temp-dir="$ELSEWHERE" "$SOURCE/" "$TARGET/"',
    "rsync --link-dest": 'rsync -a --link-dest="$SOURCE" "$SOURCE/" "$TARGET/"',
    "rsync over ssh": 'rsync -a -e "$SSH" "$SOURCE/" "bench:$TARGET/"',
    "rsync --inplace over ssh": 'rsync -a --inplace -e "$SSH" "$SOURCE/" "bench:$TARGET/"',
    "rsync --partial-dir over ssh": 'rsync -a --partial-dir=.rsync-partial -e "$SSH" "$SOURCE/" "bench:$TARGET/"',
    "rsync --inplace to a daemon": 'rsync -a --inplace "$SOURCE/" "$URL/"',
    "rsync --partial-dir to a daemon": 'rsync -a --partial-dir=.rsync-partial "$SOURCE/" "$URL/"',
    "rsync to a daemon": 'rsync -a "$SOURCE/" "$URL/"',
    "rsync --delay-updates to a daemon": 'rsync -a --delay-updates "$SOURCE/" "$URL/"',
    "scp": 'scp $OPTIONS -r "$SOURCE" "bench:$TARGET"',
    "scp -p": 'scp $OPTIONS -p -r "$SOURCE" "bench:$TARGET"',
    "scp -O": 'scp $OPTIONS -O -r "$SOURCE" "bench:$TARGET"',
    "sftp put": 'printf "%s\\n" "mkdir $TARGET" "put $SOURCE/* $TARGET/" | sftp $OPTIONS -b - bench',
    "cp": 'cp -r "$SOURCE" "$TARGET"',
    "cp -p": 'cp -rp "$SOURCE" "$TARGET"',
    "cp of links": 'cp -rl "$SOURCE" "$TARGET"',
    "mv of the folder": 'mv "$SOURCE" "$TARGET"',
    "mv of the files": 'mkdir "$TARGET"; mv "$SOURCE"/* "$TARGET/"',
    "mv from another filesystem": 'cp -r "$SOURCE" "$ELSEWHERE/moved"; mv "$ELSEWHERE/moved" "$TARGET"',
    "ln, as WinSCP finishes": """
        mkdir "$TARGET"
        for name in "$REPORT" "$CONFIG"; do
            cp "$SOURCE/$name" "$TARGET/$name.filepart"
            ln "$TARGET/$name.filepart" "$TARGET/$name"
            rm "$TARGET/$name.filepart"
        done""",
    "curl -o": 'mkdir "$TARGET"; for name in "$CONFIG" "$REPORT"; do curl -sS -o "$TARGET/$name" "file://$SOURCE/$name"; done',
    "install": 'install -D -t "$TARGET" "$SOURCE"/*',
    "tar": 'mkdir "$TARGET"; tar -C "$SOURCE" -c . | tar -C "$TARGET" -x',
    "dd in pieces": """
        mkdir "$TARGET"
        for name in "$REPORT" "$CONFIG"; do dd if="$SOURCE/$name" of="$TARGET/$name" bs=10k oflag=sync status=none; done""",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_drop_becomes_one_run_with_the_bytes_sent(watching_daemon, transport, parcel, name):
    folder = name.replace(" ", "_")
    sent = parcel(folder)
    transport.send(COMMANDS[name], sent.folder, watching_daemon.inbox / folder)

    assert expect_run(watching_daemon, sent, folder)["source"] == folder


@pytest.mark.parametrize("name", ["rsync", "rsync --inplace", "scp -O", "mv of the files"])
def test_a_file_years_old_is_taken_as_soon_as_a_new_one(watching_daemon, transport, parcel, name):
    """What keeps the sender's time makes a file that is old when it arrives."""
    folder = "old_" + name.replace(" ", "_")
    sent = parcel(folder)
    for file in (REPORT, CONFIG):
        os.utime(sent.folder / file, (1_000_000_000, 1_000_000_000))
    transport.send(COMMANDS[name], sent.folder, watching_daemon.inbox / folder)

    expect_run(watching_daemon, sent, folder)


def test_a_tree_of_several_rigs_in_one_rsync(watching_daemon, transport):
    transport.send('rsync -a "$SOURCE/" "$TARGET/"', FIXTURES, watching_daemon.inbox / "tree")

    for name in FIXTURE_NAMES:
        uuid = watching_daemon.receipt(f"tree/{name}/{REPORT}")["uuid"]
        assert watching_daemon.report(uuid) == fixture_bytes(name)
        assert watching_daemon.config(uuid) == fixture_config(name)


@pytest.mark.parametrize("name", ["rsync", "rsync --inplace", "scp", "cp"])
def test_the_same_drop_sent_again_is_the_same_run(watching_daemon, transport, parcel, name):
    """As a cron job does with results that it has sent before."""
    folder = "again_" + name.replace(" ", "_")
    sent = parcel(folder)
    transport.send(COMMANDS[name], sent.folder, watching_daemon.inbox / folder)
    expect_run(watching_daemon, sent, folder)
    (watching_daemon.inbox / ".receipts" / folder / f"{REPORT}.json").unlink()
    for file in (REPORT, CONFIG):
        transport.send(f'cp "$SOURCE/{file}" "$TARGET/"', sent.folder, watching_daemon.inbox / folder)

    expect_run(watching_daemon, sent, folder, outcome="duplicate")


def test_a_slow_writer_that_closes_between_its_pieces(watching_daemon, parcel):
    sent = parcel("pieces", byte_count=2_000)
    folder = put(watching_daemon.inbox / "pieces", config=sent.config)
    for start in range(0, len(sent.report), 100):
        with open(folder / REPORT, "ab") as file:
            file.write(sent.report[start : start + 100])

    expect_run(watching_daemon, sent, "pieces")


def test_a_file_written_through_a_mapping(watching_daemon, parcel):
    """A write to memory raises no event, and the file is closed long before it."""
    sent = parcel("mapped")
    folder = put(watching_daemon.inbox / "mapped", config=sent.config)
    with open(folder / REPORT, "w+b") as file:
        file.truncate(len(sent.report))
        memory = mmap.mmap(file.fileno(), len(sent.report))
    memory[:] = sent.report
    memory.close()

    expect_run(watching_daemon, sent, "mapped")


def test_a_file_that_had_no_name_until_it_was_whole(watching_daemon, parcel):
    """O_TMPFILE, then linkat(2)."""
    sent = parcel("nameless")
    folder = put(watching_daemon.inbox / "nameless", config=sent.config)
    directory = os.open(folder, os.O_RDONLY)
    descriptor = os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o644)
    try:
        os.write(descriptor, sent.report)
        # Python follows the link only where it is given a directory.
        os.link(f"/proc/self/fd/{descriptor}", REPORT, dst_dir_fd=directory, follow_symlinks=True)
    finally:
        os.close(descriptor)
        os.close(directory)

    expect_run(watching_daemon, sent, "nameless")


def test_a_file_that_is_exchanged_into_place(watching_daemon, parcel):
    """renameat2(2) with RENAME_EXCHANGE: what is in the inbox is never missing."""
    sent = parcel("exchanged")
    folder = put(watching_daemon.inbox / "exchanged", sent.report[:1000], sent.config)
    exchange(sent.folder / REPORT, folder / REPORT)

    expect_run(watching_daemon, sent, "exchanged")


def exchange(first, second):
    current_directory, rename_exchange = -100, 2
    libc = ctypes.CDLL(None, use_errno=True)
    result = libc.renameat2(current_directory, os.fsencode(first), current_directory, os.fsencode(second), rename_exchange)
    assert result == 0, os.strerror(ctypes.get_errno())
