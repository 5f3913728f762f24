"""A primary with a synchronous standby: acknowledged is what both have, whatever happens to either."""

import signal
import threading

import pytest

from history import History, Senders, bytes_of, upload
from Support import postgres
from Support.reports import REPORT, put
from Support.waiting import eventually


@pytest.fixture
def three(start, pair):
    return [start(name, pair.store) for name in "abc"]


@pytest.fixture
def server_of_its_own():
    server = postgres.PostgresServer()
    yield server
    server.stop()


def test_nothing_is_acknowledged_that_only_the_primary_has(pair, start):
    daemon, witness = start("a", pair.store), start("b", pair.store)
    history = History()
    history.send_until_acknowledged(daemon, "before")
    pair.standby.signal(signal.SIGSTOP)
    try:
        assert history.send(daemon, "meanwhile") == 503
        assert history.check(witness) == 1
        put(daemon.inbox / "rig", *bytes_of("dropped"))
        history.sent["dropped"] = bytes_of("dropped")
        assert history.send(daemon, "meanwhile") == 503
        assert (daemon.inbox / "rig" / REPORT).exists()
    finally:
        pair.standby.signal(signal.SIGCONT)
    history.send_until_acknowledged(daemon, "meanwhile")
    history.note("dropped", daemon.receipt(f"rig/{REPORT}")["uuid"])
    assert history.check(daemon) == history.check(witness) == 3


def test_commits_that_are_given_up_do_not_pile_up(pair, start):
    """The server ends no wait for a standby because its client is gone."""
    daemons = [start("a", pair.store), start("b", pair.store)]
    history = History()
    history.send_until_acknowledged(daemons[0], "before")
    pair.standby.signal(signal.SIGSTOP)
    try:
        for number in range(8):
            for name, daemon in zip("ab", daemons):
                assert history.send(daemon, f"{name}{number}") == 503
        waiting = int(pair.primary.sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
        assert 1 <= waiting <= len(daemons)
        eventually(lambda: all(daemon.web.get("/readyz").status == 503 for daemon in daemons), "both to say so")
        assert "no standby confirms" in str(daemons[1].web.get("/healthz").json()["problems"])
    finally:
        pair.standby.signal(signal.SIGCONT)
    for number in range(8):
        for name, daemon in zip("ab", daemons):
            history.send_until_acknowledged(daemon, f"{name}{number}")
    assert history.check(daemons[0]) == history.check(daemons[1]) == 17


def test_a_cancelled_wait_for_the_standby_is_no_confirmation(pair, start):
    """COMMIT then answers OK, with a notice, and the run is visible on the primary alone."""
    daemon = start("a", pair.store)
    history = History()
    history.send_until_acknowledged(daemon, "before")
    pair.standby.signal(signal.SIGSTOP)
    stopping = threading.Event()

    def cancel():
        while not stopping.is_set():
            pair.primary.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")

    canceller = threading.Thread(target=cancel)
    canceller.start()
    try:
        assert history.send(daemon, "cancelled") == 503
    finally:
        stopping.set()
        canceller.join()
        pair.standby.signal(signal.SIGCONT)
    history.send_until_acknowledged(daemon, "cancelled")
    assert history.check(daemon) == 2


def test_a_promotion_loses_and_doubles_nothing(pair, three):
    history = History()
    with Senders(history, three) as senders:
        senders.file(10)
        pair.fail_over()
        senders.file(10)
    for daemon in three:
        eventually(lambda daemon=daemon: daemon.web.get("/healthz").status == 200, "health")
        history.check(daemon)
        assert "another history" in daemon.log()


def test_what_was_never_acknowledged_goes_with_the_primary(pair, start):
    daemon = start("a", pair.store)
    history = History()
    history.send_until_acknowledged(daemon, "before")
    # As after a cancelled wait: visible on the primary, and on no standby.
    pair.primary.sql("ALTER SYSTEM SET synchronous_standby_names = ''")
    pair.primary.sql("SELECT pg_reload_conf()")
    pair.standby.sql("ALTER SYSTEM SET primary_conninfo = ''")
    pair.standby.sql("SELECT pg_reload_conf()")
    eventually(lambda: pair.primary.sql("SELECT count(*) FROM pg_stat_replication") == "0", "the standby to be on its own")
    uuid = upload(daemon, *bytes_of("lost")).json()["uuid"]
    eventually(lambda: daemon.web.get(f"/api/benchmarks/{uuid}").status == 200, "the run")
    pair.fail_over()
    eventually(lambda: daemon.web.get(f"/api/benchmarks/{uuid}/receipt").status == 404, "the run to be gone")
    history.send_until_acknowledged(daemon, "lost")
    assert history.check(daemon) == 2


def test_numbers_of_transactions_that_come_once_more_hide_nothing(start, server_of_its_own):
    """A server that crashes forgets transactions that nobody has waited for, and gives their numbers to others."""
    store = postgres.new_database(server_of_its_own.folder)
    daemons = [start(name, store) for name in ("a", "b")]
    history = History()
    for number in range(4):
        history.send_until_acknowledged(daemons[0], f"before crash {number}")
        for _ in range(10):
            server_of_its_own.sql("BEGIN; SELECT pg_current_xact_id(); ROLLBACK")
        for daemon in daemons:
            daemon.runs()
        server_of_its_own.kill()
        server_of_its_own.come_back()
        for place, daemon in enumerate(daemons):
            history.send_until_acknowledged(daemon, f"after crash {number}, {place}")
        for daemon in daemons:
            eventually(lambda: daemon.web.get("/readyz").status == 200, "the daemon")
            history.check(daemon)
