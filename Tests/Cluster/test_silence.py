"""A network that swallows what is sent, between a daemon and the primary, or between the primary and its standby."""

import threading

import pytest

from history import History, bytes_of
from pair import Pair
from Support.postgres import give, parts
from Support.reports import REPORT, put
from Support.waiting import eventually
from wire import Wire, beginning


def test_a_daemon_that_the_network_separates_harms_nobody(wire, start, store):
    daemon, witness = start("separated", wire.store(store)), start("witness", store)
    history = History()
    history.send_until_acknowledged(daemon, "before")
    wire.silence()
    eventually(lambda: daemon.web.get("/readyz").status == 503, "the daemon to notice")
    assert history.send(daemon, "meanwhile") != 200
    put(daemon.inbox / "rig", *bytes_of("dropped"))
    history.sent["dropped"] = bytes_of("dropped")
    history.send_until_acknowledged(witness, "meanwhile, elsewhere")
    assert history.check(witness) == 2
    assert [run["uuid"] for run in daemon.runs()] == [history.acknowledged["before"]]
    assert (daemon.inbox / "rig" / REPORT).exists()
    wire.speak()
    history.note("dropped", daemon.receipt(f"rig/{REPORT}")["uuid"])
    history.send_until_acknowledged(daemon, "meanwhile")
    eventually(lambda: daemon.web.get("/readyz").status == 200, "the daemon to be ready")
    assert history.check(daemon) == history.check(witness) == 4


def test_a_new_daemon_is_not_ready_until_it_knows_the_runs_of_the_others(wire, start, store):
    witness = start("witness", store)
    history = History()
    for name in "abc":
        history.send_until_acknowledged(witness, name)
    wire.arm(1, loses="nothing", which=beginning("SELECT r.id, r.version"), act=wire.silence)
    new = start("new", wire.store(store), until_complete=False)
    eventually(lambda: wire.is_silent, "the new daemon to ask for the runs")
    answer = new.web.get("/readyz")
    assert answer.status == 503 and "is being loaded from the database: 0 of 3" in answer.json()["problems"][0]["detail"]
    assert "0 of 3 runs" in new.web.get("/").body.decode() and "loads them from the database" in new.web.get("/").body.decode()
    wire.speak()
    eventually(lambda: new.web.get("/readyz").status == 200, "the new daemon to be ready")
    assert history.check(new) == 3


@pytest.mark.parametrize("server_notices", [False, True], ids=["the COMMIT comes late", "the server ends the session first"])
def test_a_commit_that_nobody_hears_of(wire, start, store, server, server_notices):
    daemon, witness = start("separated", wire.store(store)), start("witness", store)
    history = History()
    wire.arm(1, loses="nothing", which=beginning("COMMIT"), act=wire.silence)
    sender = threading.Thread(target=history.send, args=[daemon, "held"])
    sender.start()
    eventually(lambda: wire.is_silent, "the COMMIT")
    # The session holds the lock of the report: it cannot be filed by another, and others can.
    assert history.send(witness, "held") == 503
    history.send_until_acknowledged(witness, "another")
    sender.join()
    assert "held" not in history.acknowledged
    if server_notices:
        # By its keepalives, which a socket in the filesystem has not.
        database = parts(store)["dbname"]
        server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}' AND query = 'COMMIT' AND xact_start IS NOT NULL")
        history.send_until_acknowledged(witness, "held")
    wire.speak()
    history.send_until_acknowledged(daemon, "held")
    history.send_until_acknowledged(witness, "held")
    assert history.check(daemon) == history.check(witness) == 2


@pytest.fixture
def parted(tmp_path):
    """A pair whose standby hears of its primary by a way that may fall silent."""
    def way(primary):
        wire = Wire(tmp_path / "between", primary.folder)
        # The server that connects is another user.
        give(wire.folder)
        return wire

    pair = Pair(way)
    yield pair
    pair.between.close()
    pair.stop()


def test_commits_wait_while_primary_and_standby_are_parted(parted, start):
    daemon, witness = start("a", parted.store), start("b", parted.store)
    history = History()
    history.send_until_acknowledged(daemon, "before")
    parted.between.silence()
    assert history.send(daemon, "meanwhile") == 503
    # The primary gives the standby up, and waits for it all the same.
    eventually(lambda: parted.primary.sql("SELECT count(*) FROM pg_stat_replication") == "0", "the primary to notice")
    assert history.send(witness, "meanwhile") != 200
    assert history.check(witness) == 1
    parted.between.speak()
    history.send_until_acknowledged(daemon, "meanwhile")
    assert history.check(daemon) == history.check(witness) == 2


def test_a_primary_that_is_cut_off_confirms_nothing_beside_the_new_one(parted, start):
    """Both take writes: nobody has ended the old primary yet."""
    old, new = start("old", parted.store), start("new", parted.store_of_standby(), until_complete=False)
    history = History()
    history.send_until_acknowledged(old, "before")
    parted.between.silence()
    assert history.send(old, "at the old primary") == 503
    parted.promote()
    history.send_until_acknowledged(new, "at the new primary")
    history.send_until_acknowledged(new, "at both")
    assert history.send(old, "at both") != 200
    parted.primary.kill()
    parted.between.speak()
    for name in ("at the old primary", "at both"):
        history.send_until_acknowledged(old, name)
    assert history.check(old) == history.check(new) == 4
