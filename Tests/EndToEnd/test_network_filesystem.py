"""An inbox on a filesystem where inotify is silent (sshfs): it is polled, and what its other side writes is taken."""

import subprocess

import pytest

from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.rights import needs_fuse
from Support.sending import expect_run
from Support.ssh import HOST
from Support.waiting import eventually

pytestmark = needs_fuse

# As strict as NFS without caches: what the other side does is seen at once.
OPTIONS = "dir_cache=no,direct_io,attr_timeout=0,entry_timeout=0,negative_timeout=0"


@pytest.fixture
def other_side(transport, tmp_path):
    """The folder that the next daemon sees as its inbox."""
    folder, inbox = tmp_path / "other side", tmp_path / "rig" / "inbox"
    folder.mkdir()
    inbox.mkdir(parents=True)
    configuration = str(transport.ssh.client_configuration)
    subprocess.run(["sshfs", "-F", configuration, "-o", OPTIONS, f"{HOST}:{folder}", str(inbox)], check=True, timeout=60)
    yield folder
    subprocess.run(["fusermount3", "-u", "-z", str(inbox)], check=True, timeout=60)


@pytest.fixture
def daemon(other_side, start_daemon):
    return start_daemon("--rescan", "0", "--poll", "100ms", "--settle", "100ms", "--pair-wait", "300ms")


def test_a_drop_of_the_other_side_is_one_run(daemon, other_side, transport, parcel):
    sent = parcel("report")
    transport.send('rsync -a "$SOURCE/" "$TARGET/"', sent.folder, other_side / "rig")

    assert expect_run(daemon, sent, "rig")["source"] == "rig"
    daemon.wait_for_log("inotify is silent on FUSE")
    # What was filed leaves the inbox by a directory that goes last.
    eventually(lambda: list((other_side / "rig").iterdir()) == [], "the folder to be empty")


def test_a_bad_drop_of_the_other_side_is_kept(daemon, other_side):
    put(other_side / "rig", b'{"data": []}', archive())

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "rejected"
    [(folder, _)] = eventually(daemon.rejections, "the rejection")
    assert ((folder / REPORT).read_bytes(), (folder / CONFIG).read_bytes()) == (b'{"data": []}', archive())
    assert list((other_side / "rig").iterdir()) == []


def test_the_next_report_of_the_other_side_is_taken_too(daemon, other_side):
    for number in range(3):
        put(other_side / "rig", small(str(number)))
        daemon.wait_for_runs(number + 1)
        eventually(lambda: not (other_side / "rig" / REPORT).exists(), "it to leave the inbox")

    assert {daemon.report(run["uuid"]) for run in daemon.runs()} == {small("0"), small("1"), small("2")}
