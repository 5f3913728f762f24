"""What is nothing to take, or nothing that may be taken, stays exactly where it is."""

import os
import socket
import stat
import subprocess
import time

import pytest

from Support.archives import archive
from Support.paths import BENCHD, TEMPLATES
from Support.reports import REPORT, put, small
from Support.rights import NOBODY, needs_root
from Support.waiting import eventually


@pytest.mark.parametrize("name", [
    f".{REPORT}.aB3xY9", ".hidden.json", f"{REPORT}.part", f"{REPORT}.filepart", "x.tmp", ".x.json.swp", f"{REPORT}~",
    "#123", "notes.txt", "reason.json", "report.JSON", "report.json.gz",
])
def test_temporaries_and_other_names(patient_daemon, name):
    folder = put(patient_daemon.inbox / f"of {name}")
    (folder / name).write_bytes(small(name))
    put(folder / ".~tmp~", small("hidden"))
    put(folder / ".rsync-partial", small("hidden"))
    beside(patient_daemon, folder)

    assert (folder / name).read_bytes() == small(name)
    assert (folder / ".~tmp~" / REPORT).exists() and (folder / ".rsync-partial" / REPORT).exists()
    assert folder.name not in sources(patient_daemon)


def symbolic_link(path, outside):
    (outside / "secret.json").write_bytes(small("secret"))
    path.symlink_to(outside / "secret.json")


def dangling_link(path, outside):
    path.symlink_to(outside / "nothing.json")


def link_to_a_folder(path, outside):
    path.symlink_to(put(outside / "folder", small("outside")))


def link_to_itself(path, _):
    path.symlink_to(path.parent)


def fifo(path, _):
    os.mkfifo(path)


def listening_socket(path, _):
    # The name of a socket is at most 108 bytes long, so it is made through the folder's descriptor.
    folder = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as unbound:
        unbound.bind(f"/proc/self/fd/{folder}/{path.name}")
    os.close(folder)


def device(path, _):
    os.mknod(path, stat.S_IFCHR | 0o644, os.makedev(1, 5))  # /dev/zero never ends


THINGS = [
    symbolic_link, dangling_link, link_to_a_folder, link_to_itself, fifo, listening_socket,
    pytest.param(device, marks=needs_root)]


@pytest.mark.parametrize("name", [REPORT, "config.zip"])
@pytest.mark.parametrize("make", THINGS, ids=lambda make: make.__name__)
def test_links_and_special_files(patient_daemon, tmp_path, make, name):
    folder = put(patient_daemon.inbox / f"{make.__name__} {name}")
    make(folder / name, tmp_path)
    before = os.lstat(folder / name)
    beside(patient_daemon, folder)

    after = os.lstat(folder / name)
    assert (after.st_mode, after.st_ino) == (before.st_mode, before.st_ino)
    assert folder.name not in sources(patient_daemon)
    assert not (patient_daemon.inbox / ".receipts" / folder.name).exists()


def test_a_link_that_gives_way_to_a_file(patient_daemon, tmp_path):
    folder = put(patient_daemon.inbox / "link, then file")
    symbolic_link(folder / REPORT, tmp_path)
    beside(patient_daemon, folder)
    (folder / ".new").write_bytes(small("file"))
    (folder / ".new").rename(folder / REPORT)

    assert patient_daemon.report(patient_daemon.receipt(f"{folder.name}/{REPORT}")["uuid"]) == small("file")


def test_a_report_beside_a_config_that_is_no_file_is_filed_alone(patient_daemon):
    folder = put(patient_daemon.inbox / "fifo for a config")
    os.mkfifo(folder / "config.zip")
    (folder / REPORT).write_bytes(small("alone"))

    assert patient_daemon.receipt(f"{folder.name}/{REPORT}")["outcome"] == "accepted"
    assert stat.S_ISFIFO(os.lstat(folder / "config.zip").st_mode)


def test_a_temporary_name_is_taken_when_it_is_given_up(patient_daemon):
    folder = put(patient_daemon.inbox / "browser")
    (folder / f"{REPORT}.part").write_bytes(small("part"))
    beside(patient_daemon, folder)
    assert folder.name not in sources(patient_daemon)
    (folder / f"{REPORT}.part").rename(folder / REPORT)

    assert patient_daemon.report(patient_daemon.receipt(f"browser/{REPORT}")["uuid"]) == small("part")


# Without the rights of root


@pytest.fixture
def unprivileged_daemon(memory, start_daemon):
    """A daemon of a user of its own, without CAP_LEASE."""
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if subprocess.run([*become, "test", "-x", str(BENCHD), "-a", "-r", str(TEMPLATES / "pages")], check=False).returncode:
        pytest.skip("the checkout is closed to other users")
    memory.chmod(0o755)
    folders = [memory / name for name in ("inbox", "data")]
    for folder in folders:
        folder.mkdir()
        os.chown(folder, NOBODY, NOBODY)
    daemon = start_daemon(
        "--inbox", str(folders[0]), "--data", str(folders[1]), "--rescan", "0", "--settle", "2s", "--pair-wait", "50ms",
        prefix=become)
    daemon.inbox, daemon.data = folders
    return daemon


@needs_root
def test_an_unreadable_file_is_taken_once_it_can_be_read(unprivileged_daemon):
    daemon = unprivileged_daemon
    folder = put(daemon.inbox / "rig")
    os.chown(folder, NOBODY, NOBODY)
    with open(folder / REPORT, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(small("mine"))
    put(daemon.inbox / "beside", small("beside"))
    assert daemon.only_run()["source"] == "beside" and (folder / REPORT).exists()
    os.chmod(folder / REPORT, 0o644)

    daemon.wait_for_runs(2)
    daemon.wait_until_gone(f"rig/{REPORT}")
    assert daemon.report("latest") == small("mine")


@needs_root
def test_a_data_folder_that_cannot_be_written_for_a_while_costs_no_drop(unprivileged_daemon):
    daemon = unprivileged_daemon
    os.chown(daemon.data / ".staging", 0, 0)
    folder = put(daemon.inbox / "rig")
    os.chown(folder, NOBODY, NOBODY)
    (folder / REPORT).write_bytes(small("patient"))
    eventually(lambda: daemon.web.get("/healthz").status == 503, "the trouble to be told")
    os.chown(daemon.data / ".staging", NOBODY, NOBODY)

    daemon.wait_until_gone(f"rig/{REPORT}")
    assert daemon.report("latest") == small("patient")


@needs_root
def test_a_file_of_another_user_must_be_quiet_first(unprivileged_daemon):
    """Its writer cannot be seen without CAP_LEASE, so every pause could be the end."""
    daemon = unprivileged_daemon
    folder = put(daemon.inbox / "rig")
    os.chown(folder, NOBODY, NOBODY)
    (folder / REPORT).write_bytes(small("slow"))
    for _ in range(20):
        time.sleep(0.03)  # a writer that pauses for less than --settle, and writes for longer
        assert daemon.runs() == []
        with open(folder / REPORT, "ab") as file:
            file.write(b"\n")
    daemon.wait_for_runs(1)

    assert daemon.report("latest") == small("slow") + b"\n" * 20


@needs_root
def test_what_cannot_be_removed_is_filed_once(unprivileged_daemon):
    daemon = unprivileged_daemon
    folder = put(daemon.inbox / "rig", small("kept"), archive())

    run = daemon.only_run()
    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
    daemon.wait_for_log(f"rig/{REPORT} is filed but cannot be removed")
    put(daemon.inbox / "beside", small("beside"))
    daemon.wait_for_runs(2)
    daemon.wait_for_log(f"rig/{REPORT} is filed but cannot be removed")
    daemon.restart()
    put(daemon.inbox / "later", small("later"))
    daemon.wait_for_runs(3)
    assert (folder / REPORT).read_bytes() == small("kept")
    assert [found for found in daemon.runs() if found["source"] == "rig"] == [run]


def beside(daemon, folder):
    """A drop that came later and was filed: then the folder's files were not merely next in line."""
    name = f"beside {folder.name}"
    put(daemon.inbox / name, small(name))
    daemon.receipt(f"{name}/{REPORT}")


def sources(daemon):
    return {run["source"] for run in daemon.runs()}
