"""`benchd verify` names every file that changed, and a catalog that is damaged or too old is derived again from the files."""

import os
import re
import sqlite3
from contextlib import closing

import pytest

from Support.archives import archive
from Support.clock import Clock
from Support.daemon import benchd
from Support.reports import REPORT, put, small
from Support.waiting import eventually

pytestmark = pytest.mark.data_folder


@pytest.fixture
def daemon(start_daemon):
    daemon = start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")
    for name in ("one", "two", "three"):
        put(daemon.inbox / name, small(name), archive({name: b"x"}))
        daemon.receipt(f"{name}/{REPORT}")
    return daemon


@pytest.fixture
def later(tmp_path):
    """A missing file is named once it can no longer be on its way in."""
    clock = Clock(tmp_path)
    clock.set_forward(3600)
    return clock.environment


def verify(daemon, environment=None):
    return benchd("verify", "--data", daemon.data, environment=environment)


def rot(file):
    """One bit of a file changes, with everything else as it was."""
    status, content = file.stat(), bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    with open(file, "r+b") as opened:
        opened.write(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def shorten(file):
    os.truncate(file, file.stat().st_size // 2)


def remove(file):
    file.unlink()


PARTS = {"report": "{}.json", "config": "{}_config.zip", "receipt": "{}.receipt.json"}
DAMAGES = [(part, damage) for part in PARTS for damage in (rot, shorten, remove) if (part, damage) not in [
    ("receipt", rot),  # may be a bit that means nothing
]]


def test_sound_runs_are_verified_while_the_daemon_works(daemon):
    result = verify(daemon)

    assert (result.returncode, result.stdout, result.stderr) == (0, "3 runs verified, 0 damaged\n", "")


@pytest.mark.parametrize("part, damage", DAMAGES, ids=lambda value: getattr(value, "__name__", value))
def test_a_damaged_file_is_named(daemon, later, part, damage):
    uuid = daemon.runs()[1]["uuid"]
    file = daemon.data / PARTS[part].format(uuid)
    damage(file)
    result = verify(daemon, later)

    *lines, summary = result.stdout.splitlines()
    assert (result.returncode, summary) == (1, "3 runs verified, 1 damaged")
    [line] = lines
    assert re.fullmatch(rf"{re.escape(str(file))}: it \S.*|{re.escape(str(file))}: its SHA-256 .*", line)


def test_every_damaged_file_has_its_line(daemon):
    first, second, _ = (run["uuid"] for run in daemon.runs())
    files = [daemon.data / f"{first}.json", daemon.data / f"{first}_config.zip", daemon.data / f"{second}.json"]
    for file in files:
        rot(file)
    result = verify(daemon)

    *lines, summary = result.stdout.splitlines()
    assert (result.returncode, summary) == (1, "3 runs verified, 2 damaged")
    assert {line.split(": ")[0] for line in lines} == set(map(str, files))


def test_verify_of_what_is_no_data_folder(tmp_path):
    result = benchd("verify", "--data", tmp_path / "nothing")

    assert (result.returncode, result.stdout) == (1, "")
    assert str(tmp_path / "nothing") in result.stderr


def test_reindex_beside_a_daemon_says_which_process_to_stop(daemon):
    before = (daemon.data / "catalog.sqlite").stat().st_ino
    result = benchd("reindex", "--data", daemon.data)

    assert (result.returncode, result.stdout) == (1, "")
    assert f"process {daemon.pid};" in result.stderr
    assert (daemon.data / "catalog.sqlite").stat().st_ino == before
    assert len(daemon.runs()) == 3


def test_reindex_takes_up_what_was_copied_into_the_folder(daemon):
    runs = daemon.runs()
    daemon.stop()
    (daemon.data / "0123456789ab.json").write_bytes(small("copied"))
    (daemon.data / f"{runs[0]['uuid']}.json").unlink()
    result = benchd("reindex", "--data", daemon.data)

    assert (result.returncode, result.stdout) == (0, "3 runs read into a new catalog\n")
    assert {run["uuid"] for run in daemon.start().runs()} == {"0123456789ab", runs[1]["uuid"], runs[2]["uuid"]}


# Catalogs


def not_a_database(catalog):
    catalog.write_bytes(b"not a database" * 1000)


def cut_in_half(catalog):
    os.truncate(catalog, catalog.stat().st_size // 2)


def pages_of_zeros(catalog):
    """The first page, with the header and the schema, is sound."""
    size = catalog.stat().st_size
    with open(catalog, "r+b") as file:
        file.seek(4096)
        file.write(bytes(size - 4096))


def an_index_out_of_step(catalog):
    """Every page is well formed, and one index lacks a row."""
    execute(
        catalog, "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'runs (path,', 'runs (source,') WHERE name = 'runs_path'")


def values_cut_short(catalog):
    """What SQLite cannot see: the row is there, and what it says cannot be read."""
    execute(catalog, "UPDATE runs SET receipt = substr(receipt, 1, 20), parts = x'ff'")


def changed_by(statement):
    def change(catalog):
        execute(catalog, statement)
    return change


def execute(catalog, *statements):
    """Changes the catalog as its last user, so that nothing stays in the log file beside it."""
    with closing(sqlite3.connect(catalog, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


CATALOGS = {
    "not a database": not_a_database, "cut in half": cut_in_half, "pages of zeros": pages_of_zeros,
    "an index out of step": an_index_out_of_step, "without a table": changed_by("DROP TABLE runs"),
    "an older schema": changed_by("PRAGMA user_version = -1"),
    "a newer schema": changed_by("PRAGMA user_version = 1000")}


@pytest.mark.parametrize("name", CATALOGS)
def test_a_catalog_that_cannot_be_used_is_rebuilt_with_a_line_that_says_so(daemon, name):
    before = daemon.runs()
    daemon.stop()
    CATALOGS[name](daemon.data / "catalog.sqlite")
    assert not list(daemon.data.glob("catalog.sqlite-*"))
    daemon.start()

    assert daemon.runs() == before
    assert " warning: " in daemon.wait_for_log("rebuilding the catalog")
    put(daemon.inbox / "later", small("later"))
    daemon.wait_for_runs(4)


def test_a_row_that_cannot_be_read_is_made_again(daemon):
    runs = daemon.runs()
    receipts = [daemon.web.json(f"/api/benchmarks/{run['uuid']}/receipt") for run in runs]
    daemon.stop()
    values_cut_short(daemon.data / "catalog.sqlite")
    daemon.start()

    # A request only reads, so the first one finds the damage, and the filing thread makes the row again.
    for run, receipt in zip(runs, receipts):
        address = f"/api/benchmarks/{run['uuid']}/receipt"
        answer = daemon.web.get(address)
        assert answer.status == 200 or (answer.status == 503 and "Retry-After" in answer.headers), answer
        eventually(lambda: daemon.web.get(address).status == 200, f"the row of {run['uuid']}")
        assert daemon.web.json(address) == receipt
    assert daemon.runs() == runs


def test_a_catalog_that_lacks_runs_or_has_too_many_is_mended(daemon):
    runs = daemon.runs()
    daemon.stop()
    execute(daemon.data / "catalog.sqlite", "PRAGMA foreign_keys = ON", f"DELETE FROM runs WHERE id = '{runs[0]['uuid']}'")
    for part in PARTS.values():
        (daemon.data / part.format(runs[1]["uuid"])).unlink()
    daemon.start()

    assert daemon.runs() == [runs[0], runs[2]]
    assert "1 read into the catalog" in daemon.log()


# The data folder while the daemon works


def test_one_run_that_cannot_be_read_hides_none_of_the_others(daemon):
    first, *others = (run["uuid"] for run in daemon.runs())
    daemon.stop()
    receipt = daemon.data / f"{first}.receipt.json"
    receipt.unlink()
    receipt.mkdir()
    daemon.start()

    assert [run["uuid"] for run in daemon.runs()] == others
    assert "Is a directory" in daemon.wait_for_log(f"cannot read run {first}")


def test_staging_is_made_again_where_it_was_removed(daemon):
    (daemon.data / ".staging").rmdir()
    put(daemon.inbox / "rig", small("x"), archive())

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"


def test_nothing_is_filed_in_a_data_folder_that_was_moved_away(daemon):
    elsewhere = daemon.data.with_name("elsewhere")
    daemon.data.rename(elsewhere)
    daemon.data.mkdir()
    put(daemon.inbox / "rig", small("x"))
    eventually(lambda: daemon.web.get("/healthz").status == 503, "the trouble to be told")
    assert (daemon.inbox / "rig" / REPORT).exists() and not (daemon.inbox / ".receipts" / "rig").exists()
    daemon.data.rmdir()
    elsewhere.rename(daemon.data)

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
