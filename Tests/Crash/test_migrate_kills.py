"""A migration into a data folder is killed at every call that changes a file: run again it ends as if nothing had happened."""

import shutil

import pytest

import verdict
from calls import check
from shim import KILL, NEVER

from Support import postgres
from Support.archives import archive
from Support.daemon import Daemon, benchd
from Support.marks import note
from Support.moving import LARGE, files, migrate, upload
from Support.reports import small


class Library:
    """A database before and after a config was added, notes were changed, and runs were filed and removed; and the files of both."""

    def __init__(self, folder):
        self.server = postgres.PostgresServer()
        first = postgres.new_database(self.server.folder)
        daemon = self._daemon(folder / "first", first)
        runs = [upload(daemon, small("bare")), upload(daemon, LARGE), upload(daemon, small("noted"), archive({"a": b"a"})), upload(daemon, small("removed"))]
        self._expect(note(daemon.data, runs[2], "--label", "x"), self._prune(daemon, runs[3]))
        daemon.stop()
        name = postgres.parts(first)["dbname"]
        self.server.sql(f"CREATE DATABASE {name}_after OWNER benchd TEMPLATE {name}")
        self.stores = [first, f"{first}_after"]
        daemon = self._daemon(folder / "second", self.stores[1])
        upload(daemon, small("bare"), archive({"late": b"late"}))
        self._expect(note(daemon.data, runs[2], "--label", "y"), self._prune(daemon, runs[1]))
        upload(daemon, small("new"))
        daemon.stop()
        self.files = [self._whole(folder / "whole", store) for store in self.stores]

    @staticmethod
    def _daemon(folder, store):
        folder.mkdir()
        return Daemon(folder, environment={"BENCHD_STORE": store}).start()

    @staticmethod
    def _prune(daemon, run):
        return benchd("prune", "--data", daemon.data, "--run", run, "--reason", "x", "--apply")

    @staticmethod
    def _expect(*done):
        assert [one.stderr for one in done if one.returncode] == []

    @staticmethod
    def _whole(folder, store):
        migrate("data", folder, store)
        found = files(folder)
        shutil.rmtree(folder)
        return found


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    library = Library(tmp_path_factory.mktemp("library"))
    yield library
    library.server.stop()


def killed(rig, library, call, begins_with):
    """Kills a migration at a call, serves what is there, and goes on; None where it makes fewer."""
    rig.data.parent.mkdir(parents=True, exist_ok=True)
    for store in begins_with:
        migrate("data", rig.data, store)
    rig.shim.arm(KILL, call)
    done = benchd("migrate", "--to", "data", "--data", rig.data, "--store", library.stores[1], environment=rig.shim.environment)
    if done.returncode == 0:
        return None
    assert call != NEVER and done.returncode < 0, done
    found = verdict.Verdict()
    where = f"killed before {rig.shim.calls()[-1]}"
    # A daemon may be started on what is there.
    rig.start()
    for run in rig.daemon.runs():
        report = rig.daemon.report(run["uuid"])
        if report not in [files[f"{run['uuid']}.json"] for files in library.files if f"{run['uuid']}.json" in files]:
            found.half.append(f"{run['uuid']} is no run of the database")
        if run["has_config"] and rig.daemon.web.get(f"/api/benchmarks/{run['uuid']}/config").status != 200:
            found.half.append(f"{run['uuid']} has no whole config")
    rig.daemon.stop()
    migrate("data", rig.data, library.stores[1])
    expected, there = library.files[1], files(rig.data)
    found.lost += [name for name in expected if name not in there]
    found.left += [name for name in there if name not in expected] + [str(path) for path in (rig.data / ".staging").iterdir()]
    found.half += [name for name in there if name in expected and there[name] != expected[name]]
    if benchd("verify", "--data", rig.data).returncode != 0:
        found.half.append("benchd verify names damage")
    rig.close()
    return found, where


@pytest.mark.one_layout
def test_a_migration_into_an_empty_folder_is_killed(make_rig, spread, in_parallel, figures, library):
    check(make_rig, spread, in_parallel, figures, lambda rig, call=NEVER: killed(rig, library, call, []), "migration")


@pytest.mark.one_layout
def test_a_migration_of_what_has_changed_is_killed(make_rig, spread, in_parallel, figures, library):
    check(
        make_rig, spread, in_parallel, figures, lambda rig, call=NEVER: killed(rig, library, call, library.stores[:1]), "migration of changes")
