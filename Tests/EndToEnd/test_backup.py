"""Backups: made while the daemon files, restored, and judged by what the copy says."""

import fcntl
import os
import shutil
import threading
from pathlib import Path

import pytest

from Support.archives import archive
from Support.daemon import Daemon, benchd
from Support.marks import note
from Support.reports import fixture_bytes, fixture_config, put, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

pytestmark = pytest.mark.data_folder


@pytest.fixture
def daemon(start_daemon):
    return start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")


def upload(daemon, report, config=None):
    parts = [("source", None, b"rig-01"), ("file", "report.json", report)]
    if config is not None:
        parts.append(("config_file", "config.zip", config))
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()["uuid"]


def backup(data, folder, *options, code=0):
    result = benchd("backup", "--data", data, *options, folder)
    assert result.returncode == code, result
    return result.stdout + result.stderr


def files(folder):
    """The files of runs in a data folder: {name: (inode, bytes)}."""
    return {
        path.name: (path.stat().st_ino, path.read_bytes()) for path in Path(folder).iterdir()
        if path.suffix in (".json", ".zip") and path.name[0] not in ".c"}


def contents(folder):
    return {name: content for name, (_, content) in files(folder).items()}


def restored(folder, tmp_path):
    """A daemon on a copy of a backup, as the documents restore it."""
    target = tmp_path / "restored"
    shutil.copytree(folder, target / "data", copy_function=shutil.copy2)
    return Daemon(target, "--rescan", "0").start()


def test_a_backup_is_restored(daemon, tmp_path):
    runs = [upload(daemon, fixture_bytes("baseline"), fixture_config("baseline")), upload(daemon, small("two"))]
    note(daemon.data, runs[1], "--label", "night 3")
    gone = upload(daemon, small("gone"))
    assert benchd("prune", "--data", daemon.data, "--run", gone, "--reason", "a secret", "--apply").returncode == 0
    output = backup(daemon.data, tmp_path / "backups")
    assert "2 runs and what is kept of 1 removed run in " in output and "what was copied is verified\n" in output
    upload(daemon, small("later"))

    assert benchd("verify", "--data", tmp_path / "backups/latest").stdout == "2 runs verified, 0 damaged\n"
    other = restored(tmp_path / "backups/latest", tmp_path)
    try:
        assert [run["uuid"] for run in other.runs()] == runs[::-1]
        assert other.report(runs[0]) == fixture_bytes("baseline") and other.config(runs[0]) == fixture_config("baseline")
        for path in (f"/api/benchmarks/{runs[0]}/summary", f"/api/benchmarks/{runs[1]}/summary", "/api/benchmarks?label=night+3"):
            assert other.web.get(path).body == daemon.web.get(path).body
        assert other.web.get(f"/benchmarks/{gone}").status == 410
    finally:
        other.stop()


def test_what_has_not_changed_is_shared(daemon, tmp_path):
    runs = [upload(daemon, small("one"), archive({"a": b"a"})), upload(daemon, small("two"))]
    backup(daemon.data, tmp_path / "b")
    first = files((tmp_path / "b/latest").resolve())
    note(daemon.data, runs[0], "--label", "new")
    upload(daemon, small("three"))
    output = backup(daemon.data, tmp_path / "b")
    second = files((tmp_path / "b/latest").resolve())

    assert contents(tmp_path / "b/latest") == contents(daemon.data)
    shared = {name for name in first if second[name][0] == first[name][0]}
    assert shared == set(first) and "5 shared with the backup before" in output and "3 files copied" in output
    # Nothing is shared with the data folder itself: a damage there must not be one here.
    inodes = {inode for inode, _ in files(daemon.data).values()}
    assert not inodes & {inode for inode, _ in second.values()}
    # And what changes later is as it was in the backup before.
    assert f"{runs[0]}.notes.json" not in first and f"{runs[0]}.notes.json" in second

    folders = sorted(path.name for path in (tmp_path / "b").iterdir() if path.name[0] == "2")
    assert len(folders) == 2
    assert "removed 2 older backups" in backup(daemon.data, tmp_path / "b", "--keep", "1")
    [left] = [path.name for path in (tmp_path / "b").iterdir() if path.name[0] == "2"]
    assert left not in folders and os.readlink(tmp_path / "b/latest") == left
    assert contents(tmp_path / "b/latest") == contents(daemon.data)


def test_while_drops_are_filed_and_runs_go(daemon, tmp_path):
    """Each backup has whole runs alone, whatever happens meanwhile."""
    ends = threading.Event()

    def work():
        place = 0
        while not ends.is_set():
            place += 1
            put(daemon.inbox / f"rig-{place}", small(f"run {place}"), archive({"a": b"%d" % place}))
            if place % 5 == 0:
                benchd("prune", "--data", daemon.data, "--keep", "6", "--apply")

    thread = threading.Thread(target=work)
    thread.start()
    try:
        daemon.wait_for_runs(3)
        for _ in range(12):
            assert "all of it verified" in backup(daemon.data, tmp_path / "b", "--verify")
            copy = contents(tmp_path / "b/latest")
            gone = {name.split(".")[0] for name in copy if name.endswith(".gone.json")}
            ids = {name.split(".")[0].removesuffix("_config") for name in copy} - gone
            assert ids and not gone & {name[:36] for name in copy if not name.endswith(".gone.json")}
            for uuid in ids:
                assert {f"{uuid}.json", f"{uuid}_config.zip", f"{uuid}.receipt.json"} <= set(copy), uuid
    finally:
        ends.set()
        thread.join()


def test_a_damaged_file_is_named_and_the_copy_of_before_is_kept(daemon, tmp_path):
    uuid = upload(daemon, small("one"))
    backup(daemon.data, tmp_path / "b")
    (daemon.data / f"{uuid}.json").unlink()
    other = upload(daemon, small("two"))
    (daemon.data / f"{other}.json").write_bytes(small("TWO"))

    output = backup(daemon.data, tmp_path / "b", code=1)
    assert f"{other}.json: its SHA-256 is not the one it was filed with" in output and "1 file damaged" in output
    assert contents(tmp_path / "b/latest")[f"{uuid}.json"] == small("one")


def test_a_backup_that_was_cut_leaves_nothing(daemon, tmp_path):
    uuid = upload(daemon, small("one"))
    (tmp_path / "b/.partial").mkdir(parents=True)
    (tmp_path / f"b/.partial/{uuid}.json").write_bytes(b"half")
    backup(daemon.data, tmp_path / "b")
    assert not (tmp_path / "b/.partial").exists()
    assert contents(tmp_path / "b/latest") == contents(daemon.data)


def test_the_old_applications_runs_keep_their_time(daemon, tmp_path):
    daemon.stop()
    old = daemon.data / "0123456789ab.json"
    old.write_bytes(small("old"))
    os.utime(old, (1_600_000_000, 1_600_000_000))
    daemon.start()
    backup(daemon.data, tmp_path / "b")
    assert "1 shared" in backup(daemon.data, tmp_path / "b")
    other = restored(tmp_path / "b/latest", tmp_path)
    try:
        assert other.only_run()["filed"] == daemon.only_run()["filed"] == "2020-09-13T12:26:40.000Z"
    finally:
        other.stop()


def test_health_tells_of_it(start_daemon, tmp_path):
    daemon = start_daemon("--backup-within", "1h")
    upload(daemon, small("one"))
    health = daemon.web.get("/healthz")
    assert health.status == 200 and health.json()["status"] == "degraded" and health.json()["backup"] is None
    assert "There is no backup of the data folder" in health.json()["problems"][0]["detail"]
    assert daemon.web.get("/readyz").status == 200
    counted = daemon.web.get("/metrics").body
    assert b'benchd_troubles{kind="backup",stops_work="no"} 1' in counted and b'benchd_troubles{kind="damage",stops_work="no"} 0' in counted

    backup(daemon.data, tmp_path / "b")
    health = daemon.web.json("/healthz")
    assert health["status"] == "ok" and health["backup"]["runs"] == 1
    assert health["backup"]["path"] == str((tmp_path / "b/latest").resolve())
    counted = daemon.web.get("/metrics").body
    assert b"\nbenchd_last_backup_timestamp_seconds 1" in counted and b'benchd_troubles{kind="backup",stops_work="no"} 0' in counted
    daemon.restart()
    assert daemon.web.json("/healthz")["backup"] == health["backup"]

    record = daemon.data / ".backup"
    record.write_text(record.read_text().replace(health["backup"]["at"], "2020-01-01T00:00:00.000Z"))
    [problem] = eventually(lambda: daemon.web.json("/healthz")["problems"], "the trouble")
    assert "The last backup is of 2020-01-01T00:00:00.000Z" in problem["detail"] and "benchd backup" in problem["detail"]


@pytest.mark.parametrize(("arguments", "message", "code"), [
    ([], "backup needs the folder", 2), (["a", "b"], "backup needs the folder", 2), (["--keep", "0", "b"], "--keep must be like", 2),
    (["data"], "cannot be in the data folder", 1), (["data/x"], "cannot be in the data folder", 1),
    (["--data", "none", "b"], "none", 1), (["--data", ".", "b"], "is no data folder", 1)])
def test_what_cannot_be(daemon, arguments, message, code):
    result = benchd("backup", *arguments, cwd=daemon.data.parent)
    assert result.returncode == code and message in result.stderr and result.stderr.count("\n") == 1, result


def test_two_at_once(daemon, tmp_path):
    upload(daemon, small("one"))
    backup(daemon.data, tmp_path / "b")
    with open(tmp_path / "b/.lock", "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another backup to" in backup(daemon.data, tmp_path / "b", code=1)


def test_what_has_rotted_in_a_backup_is_copied_once_more(daemon, tmp_path):
    uuid = upload(daemon, small("one"))
    backup(daemon.data, tmp_path / "b")
    before = (tmp_path / "b/latest").resolve()
    rotten = before / f"{uuid}.json"
    rotten.write_bytes(small("ONE"))
    # A plain backup shares it; one that verifies all does not.
    backup(daemon.data, tmp_path / "b")
    assert contents(tmp_path / "b/latest")[f"{uuid}.json"] == small("ONE")
    assert "all of it verified" in backup(daemon.data, tmp_path / "b", "--verify")
    assert contents(tmp_path / "b/latest")[f"{uuid}.json"] == small("one")
    assert benchd("verify", "--data", tmp_path / "b/latest").returncode == 0
    backup(daemon.data, tmp_path / "b")
    assert contents(tmp_path / "b/latest")[f"{uuid}.json"] == small("one")


def test_what_alerts_have_found_is_in_it(start_daemon, tmp_path):
    (tmp_path / "rules.yaml").write_text("rules: [{name: a, when: trouble}]")
    daemon = start_daemon("--rules", str(tmp_path / "rules.yaml"))
    eventually(lambda: (daemon.data / ".alerts.json").exists(), "what alerts keep")
    backup(daemon.data, tmp_path / "b")
    assert (tmp_path / "b/latest/.alerts.json").exists()


def test_damaged_receipts_are_named_and_older_backups_stay(daemon, tmp_path):
    runs = [upload(daemon, small(f"{place}")) for place in range(3)]
    backup(daemon.data, tmp_path / "b")
    (daemon.data / f"{runs[0]}.receipt.json").write_text("{")
    (daemon.data / f"{runs[1]}.receipt.json").unlink()
    output = backup(daemon.data, tmp_path / "b", "--keep", "1", code=1)
    assert f"{runs[0]}.receipt.json: it is not a receipt" in output and f"{runs[1]}.receipt.json: it is missing" in output
    assert "2 files damaged" in output and "removed" not in output
    assert len([path for path in (tmp_path / "b").iterdir() if path.name[0] == "2"]) == 2


def test_an_inbox_is_no_place_for_it(daemon):
    upload(daemon, small("one"))
    eventually(lambda: (daemon.inbox / ".uploads").exists(), "the inbox's own folders")
    assert "where a backup would be taken for drops" in backup(daemon.data, daemon.inbox / "backups", code=1)
    assert not (daemon.inbox / "backups").exists()
