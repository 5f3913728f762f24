"""A database that was restored: every daemon shows exactly what is in it, whatever it has seen before."""

import shutil
import subprocess
from pathlib import Path

import pytest

from history import History, bytes_of, upload
from Support import postgres
from Support.daemon import benchd
from Support.waiting import eventually

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]


def run(program, store, *options):
    place = postgres.parts(store)
    subprocess.run([PROGRAMS / program, f"--host={place['host']}", "--username=postgres", *options], check=True, capture_output=True)


def change(daemon, *arguments):
    done = benchd(*arguments, "--data", daemon.data)
    assert done.returncode == 0, done.stderr


class Dump:
    """By pg_dump, and back into a database of the same name on the same server."""

    def __init__(self, store, folder):
        self._store, self._file = store, folder / "benchd.dump"
        self._name = postgres.parts(store)["dbname"]

    def take(self):
        run("pg_dump", self._store, "--format=custom", f"--file={self._file}", self._name)

    def restore(self):
        run("dropdb", self._store, "--force", self._name)
        postgres.sql(f"CREATE DATABASE {self._name} OWNER benchd", postgres.parts(self._store)["host"])
        run("pg_restore", self._store, "--exit-on-error", "--single-transaction", f"--dbname={self._name}", self._file)


class Copy:
    """A copy of the folder of the server, as a snapshot of its machine is one."""

    def __init__(self, server, folder):
        self._server, self._copy = server, folder / "data"
        self._data = Path(server.folder, "data")

    def take(self):
        self._server.kill()
        subprocess.run(["cp", "--archive", self._data, self._copy], check=True)
        self._server.come_back()

    def restore(self):
        self._server.kill()
        shutil.rmtree(self._data)
        subprocess.run(["cp", "--archive", self._copy, self._data], check=True)
        self._server.come_back()


@pytest.fixture
def own_server():
    server = postgres.PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=["dump", "copy"])
def backup(request, tmp_path, own_server):
    store = postgres.new_database(own_server.folder)
    backup = Dump(store, tmp_path) if request.param == "dump" else Copy(own_server, tmp_path)
    backup.store = store
    return backup


class Library:
    """Some runs, of which some are filed, labelled and removed since the backup."""

    def __init__(self, daemon, backup):
        self.kept = History()
        for number in range(6):
            assert self.kept.send(daemon, number) == 200
        self.ids = self.kept.acknowledged
        self.set_label(daemon, "before")
        backup.take()
        eventually(lambda: daemon.web.get("/readyz").status == 200, "the database")
        self.gone = History()
        for number in ("later", "last"):
            self.gone.send_until_acknowledged(daemon, number)
        self.set_label(daemon, "since")
        change(daemon, "prune", "--run", self.ids[2], "--reason", "old", "--apply")
        assert daemon.web.get(f"/benchmarks/{self.ids[2]}").status == 410

    def set_label(self, daemon, text):
        change(daemon, "note", self.ids[0], "--label", text)

    def is_as_in_the_backup(self, daemon):
        runs = {run["uuid"]: run for run in daemon.runs()}
        return set(runs) == set(self.ids.values()) and runs[self.ids[0]]["label"] == "before"

    def expect_backup(self, *daemons):
        for daemon in daemons:
            eventually(lambda: daemon.web.get("/readyz").status == 200 and self.is_as_in_the_backup(daemon), "the runs of the backup")
            assert self.kept.check(daemon) == 6
            assert daemon.web.get(f"/benchmarks/{self.ids[2]}").status == 200
            for uuid in self.gone.acknowledged.values():
                assert daemon.web.get(f"/benchmarks/{uuid}").status == 404
        # What is gone can be sent once more, and is one run at each.
        for place, name in enumerate(self.gone.sent):
            answer = upload(daemons[place % len(daemons)], *bytes_of(name))
            assert answer.status == 200 and answer.json()["duplicate"] is False
            for daemon in daemons:
                assert daemon.web.get(f"/api/benchmarks/{answer.json()['uuid']}").body == bytes_of(name)[0]
        assert all(len(daemon.runs()) == 8 for daemon in daemons)


def test_daemons_that_run_show_what_is_in_it(backup, start):
    daemons = [start(name, backup.store) for name in ("a", "b")]
    library = Library(daemons[0], backup)
    backup.restore()
    library.expect_backup(*daemons)


def test_a_daemon_that_was_stopped_meanwhile_shows_what_is_in_it(backup, start):
    daemon = start("a", backup.store)
    library = Library(daemon, backup)
    daemon.stop()
    backup.restore()
    library.expect_backup(start("a", backup.store))


def test_what_others_file_in_the_restored_one_is_missed_by_none(backup, start):
    """Numbers of transactions come a second time, for other runs."""
    daemons = {name: start(name, backup.store) for name in ("a", "b")}
    library = Library(daemons["a"], backup)
    eventually(lambda: len(daemons["b"].runs()) == 7, "the runs since the backup")
    daemons["a"].stop()
    backup.restore()
    eventually(lambda: library.is_as_in_the_backup(daemons["b"]), "the runs of the backup")
    for number in range(8):
        library.kept.send_until_acknowledged(daemons["b"], f"in the restored one, {number}")
    daemons["a"] = start("a", backup.store)
    for daemon in daemons.values():
        eventually(lambda: daemon.web.get("/readyz").status == 200 and len(daemon.runs()) == 14, "all runs")
        assert library.kept.check(daemon) == 14


def test_a_dump_goes_into_a_database_of_another_server(store, start, tmp_path, own_server):
    dump = Dump(store, tmp_path)
    daemons = [start(name, store) for name in ("a", "b")]
    library = Library(daemons[0], dump)
    for daemon in daemons:
        daemon.stop()
    other = postgres.new_database(own_server.folder)
    name = postgres.parts(other)["dbname"]
    run("pg_restore", other, "--exit-on-error", "--single-transaction", f"--dbname={name}", tmp_path / "benchd.dump")
    # One with the catalog of before, one that loads all runs.
    daemons = [start("a", other), start("new", other)]
    library.expect_backup(*daemons)

    # A later one into its place.
    daemon = start("later", store)
    later = sorted(run["uuid"] for run in daemon.runs())
    dump.take()
    daemon.stop()
    run("dropdb", other, "--force", name)
    own_server.sql(f"CREATE DATABASE {name} OWNER benchd")
    run("pg_restore", other, "--exit-on-error", "--single-transaction", f"--dbname={name}", tmp_path / "benchd.dump")
    for daemon in daemons:
        eventually(lambda: daemon.web.get("/readyz").status == 200 and sorted(run["uuid"] for run in daemon.runs()) == later, "the runs of the later dump")
