"""Every way a rig may write into the inbox ends as one run with the bytes that were sent."""

import os
import shutil
import subprocess
from dataclasses import dataclass

import pytest

from Support.paths import EXAMPLE, FIXTURE_NAMES, FIXTURES
from Support.reports import CONFIG, REPORT, fixture_bytes, fixture_config, put, small
from Support.waiting import eventually

WATCHES = {"inotify": ["--rescan", "0"], "polling": ["--watch", "poll"]}


@pytest.fixture(params=WATCHES)
def watching_daemon(request, start_daemon):
    return start_daemon(*WATCHES[request.param])


def run(*command):
    subprocess.run(list(map(str, command)), check=True, timeout=60)


def move(source, target):
    """mv of a whole directory: one event for the directory, none for what is inside."""
    copy = target.parent.parent / "outgoing"
    shutil.copytree(source, copy)
    os.rename(copy, target)


def hard_link(source, target):
    copy = target.parent.parent / "outgoing"
    shutil.copytree(source, copy)
    target.mkdir()
    for name in (REPORT, CONFIG):
        os.link(copy / name, target / name)


@dataclass
class Way:
    name: str
    send: object


WAYS = [
    Way("rsync", lambda source, target: run("rsync", "-a", f"{source}/", f"{target}/")),
    Way("rsync --inplace", lambda source, target: run("rsync", "-a", "--inplace", f"{source}/", f"{target}/")),
    Way("rsync --delay-updates", lambda source, target: run("rsync", "-a", "--delay-updates", f"{source}/", f"{target}/")),
    Way("rsync --partial-dir", lambda source, target: run("rsync", "-a", "--partial-dir=.rsync-partial", f"{source}/", f"{target}/")),
    Way("cp", lambda source, target: run("cp", "-r", source, target)),
    Way("mv of a directory", move),
    Way("hard links", hard_link),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_drop_becomes_one_run_with_the_bytes_sent(watching_daemon, way):
    daemon = watching_daemon
    way.send(EXAMPLE, daemon.inbox / "rig-01")

    run = daemon.only_run()
    assert (run["source"], run["has_config"]) == ("rig-01", True)
    assert daemon.report(run["uuid"]) == (EXAMPLE / REPORT).read_bytes()
    assert daemon.config(run["uuid"]) == (EXAMPLE / CONFIG).read_bytes()
    daemon.wait_until_gone(f"rig-01/{REPORT}", f"rig-01/{CONFIG}")
    assert daemon.receipt(f"rig-01/{REPORT}")["outcome"] == "accepted"


def test_rsync_into_the_root_has_no_source(watching_daemon):
    run("rsync", "-a", f"{EXAMPLE}/", f"{watching_daemon.inbox}/")

    found = watching_daemon.only_run()
    assert (found["source"], found["has_config"]) == (None, True)


def test_directories_may_nest_and_appear_late(watching_daemon):
    put(watching_daemon.inbox / "rig-07" / "a" / "b" / "c", small("deep"))
    watching_daemon.wait_for_runs(1)
    put(watching_daemon.inbox / "rig-07" / "a" / "b" / "d" / "e", small("deeper"))

    runs = watching_daemon.wait_for_runs(2)
    assert [run["source"] for run in runs] == ["rig-07", "rig-07"]


def test_a_run_is_listed_within_two_seconds_of_its_rsync(daemon):
    run("rsync", "-a", f"{EXAMPLE}/", f"{daemon.inbox}/rig-01/")

    assert daemon.wait_for_runs(1, timeout=2)


def test_all_fixtures_dropped_at_once_are_as_many_runs(daemon):
    run("rsync", "-a", f"{FIXTURES}/", f"{daemon.inbox}/")

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


@pytest.mark.parametrize("name", [
    f".{REPORT}.aB3xY9", ".hidden.json", f"{REPORT}.part", f"{REPORT}.filepart", "x.tmp", ".x.json.swp", f"{REPORT}~",
    "#123", "notes.txt", "reason.json",
])
def test_temporaries_and_other_names_are_left_alone(daemon, name):
    folder = put(daemon.inbox / "rig-01")
    (folder / name).write_bytes(small(name))
    put(folder / ".~tmp~", small("hidden"))
    put(daemon.inbox / "rig-02", small("beside"))

    assert daemon.only_run()["source"] == "rig-02"
    assert (folder / name).read_bytes() == small(name)
    assert (folder / ".~tmp~" / REPORT).exists()


def test_links_and_special_files_are_left_alone(daemon, tmp_path):
    (tmp_path / "secret.json").write_bytes(small("secret"))
    folder = put(daemon.inbox / "rig-01")
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    (daemon.inbox / "elsewhere").symlink_to(put(tmp_path / "outside", small("outside")))
    os.mkfifo(folder / "pipe.json")
    put(daemon.inbox / "rig-02", small("beside"))

    assert daemon.only_run()["source"] == "rig-02"
    assert (folder / "link.json").is_symlink() and (folder / "pipe.json").is_fifo()
    assert (tmp_path / "outside" / REPORT).exists()


def test_a_thousand_files_at_once_are_all_found(daemon):
    """More events than a reader takes in one go, in directories that appear while it reads."""
    for number in range(1000):
        put(daemon.inbox / f"rig-{number % 10}" / str(number), small(str(number)))

    total = eventually(
        lambda: (count := daemon.web.json("/api/benchmarks")["total"]) >= 1000 and count, "a thousand runs", timeout=120)
    assert total == 1000


def test_names_that_are_no_utf8_are_taken(daemon):
    folder = os.fsencode(daemon.inbox) + b"/rig-\xff\n"
    os.mkdir(folder)
    with open(folder + b"/r\xfe.json", "wb") as file:
        file.write(small("odd"))

    assert daemon.only_run()["source"] is not None
