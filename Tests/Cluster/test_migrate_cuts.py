"""A migration is cut off and killed at its statements: in the end it is as if nothing had happened."""

import shutil
import subprocess
import threading
from itertools import count

import pytest

from history import bytes_of
from Support import postgres
from Support.archives import archive
from Support.daemon import benchd, clean_environment
from Support.marks import note
from Support.moving import LARGE, alarm, files, migrate, rows, rules, upload
from Support.paths import BENCHD
from Support.reports import small
from Support.waiting import eventually

ENDS = pytest.mark.parametrize("loses", ["statement", "answer"], ids=["before it arrives", "before its answer arrives"])
# A short run takes one statement of so many.
STEP = 9


@pytest.fixture
def database(server):
    """Makes databases, which go when the test is over."""
    made = []

    def database():
        made.append(postgres.new_database(server.folder))
        return made[-1]

    yield database
    for store in made:
        postgres.drop(store)


@pytest.fixture
def folders(start, tmp_path):
    """A data folder before and after a config was added, notes were changed, and runs were filed and removed."""
    daemon = start("embedded", "", *rules(tmp_path))
    runs = [upload(daemon, small("bare")), upload(daemon, LARGE), upload(daemon, *bytes_of(1)), upload(daemon, small("removed"))]
    prune = lambda run: benchd("prune", "--data", daemon.data, "--run", run, "--reason", "x", "--apply").returncode
    assert [note(daemon.data, runs[2], "--label", "x").returncode, prune(runs[3])] == [0, 0]
    daemon.stop()
    before = shutil.copytree(daemon.data, tmp_path / "before")
    daemon.start()
    upload(daemon, small("bare"), archive({"late": b"late"}))
    assert [note(daemon.data, runs[2], "--label", "y").returncode, prune(runs[1])] == [0, 0]
    upload(daemon, LARGE.replace(b'"large"', b'"larger"'))
    alarm(daemon)
    daemon.stop()
    return before, daemon.data


def points(request, first):
    return count(1) if request.config.getoption("--slow") else count(first, STEP)


@ENDS
def test_a_connection_that_is_cut_costs_no_more_than_another(request, folders, database, wire, loses):
    _, data = folders
    first = database()
    migrate("store", data, first)
    expected = rows(first)
    for number in points(request, 2 if loses == "answer" else 5):
        store = database()
        wire.arm(number, loses=loses)
        done = benchd("migrate", "--to", "store", "--data", data, "--store", wire.store(store))
        has_cut = wire.cut_at
        wire.disarm()
        # The first look at a database is not repeated: whoever has written a wrong name need not wait.
        if done.returncode != 0:
            assert "the database cannot be used" in done.stderr and number < 45, (number, done)
            migrate("store", data, store)
        else:
            assert done.stdout == "12 runs moved, 0 there already, 2 removed runs moved, alerts moved\n", (number, done)
        assert rows(store) == expected, number
        if not has_cut:
            break
    assert number > 100


@ENDS
def test_the_way_back_is_cut(request, folders, database, wire, tmp_path, loses):
    _, data = folders
    store = database()
    migrate("store", data, store)
    migrate("data", tmp_path / "whole", store)
    expected = files(tmp_path / "whole")
    for number in points(request, 2 if loses == "answer" else 5):
        folder = tmp_path / f"back-{number}"
        wire.arm(number, loses=loses)
        done = benchd("migrate", "--to", "data", "--data", folder, "--store", wire.store(store))
        has_cut = wire.cut_at
        wire.disarm()
        if done.returncode != 0:
            assert "the database cannot be used" in done.stderr, (number, done)
            migrate("data", folder, store)
        assert files(folder) == expected, number
        if not has_cut:
            break
    assert number > 30


def killed(wire, number, loses, data, store):
    """Kills a migration at a statement; whether it came so far."""
    cut = threading.Event()

    def act():
        wire.shut()
        cut.set()

    wire.arm(number, loses=loses, act=act)
    process = subprocess.Popen(
        [BENCHD, "migrate", "--to", "store", "--data", data, "--store", wire.store(store)], env=clean_environment(), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    eventually(lambda: cut.is_set() or process.poll() is not None, "the cut or the end", timeout=60)
    process.kill()
    _, said = process.communicate()
    # It may notice the cut, and end, before `act` has returned.
    has_cut = wire.cut_at is not None
    assert cut.wait(60) if has_cut else process.returncode == 0, (number, said)
    wire.disarm()
    wire.open()
    return has_cut


def expect_whole_runs(store):
    """Every run that is there has all its bytes, and what is derived of it."""
    if postgres.sql_in(store, "SELECT to_regclass('benchd.events')") == "":
        return
    assert postgres.sql_in(
        store, "SELECT r.id FROM benchd.runs r JOIN benchd.contents c ON c.digest IN (r.report_digest, r.config_digest)"
        " WHERE (c.byte_count + 1048575) / 1048576 <> (SELECT count(*) FROM benchd.chunks k WHERE k.digest = c.digest)"
        " OR NOT EXISTS (SELECT FROM benchd.derived d WHERE d.id = r.id)") == ""


@pytest.mark.parametrize("begins_with", ["nothing", "what was there before"])
@ENDS
def test_a_migration_that_is_killed_goes_on(request, folders, database, wire, loses, begins_with):
    before, data = folders
    first = database()
    migrate("store", data, first)
    expected = rows(first)
    for number in points(request, 3 if loses == "answer" else 7):
        store = database()
        if begins_with != "nothing":
            migrate("store", before, store)
        has_cut = killed(wire, number, loses, data, store)
        expect_whole_runs(store)
        migrate("store", data, store)
        assert rows(store) == expected, number
        if not has_cut:
            break
    assert number > 60
