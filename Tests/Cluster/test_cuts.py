"""The way to the database is cut, at each statement: nothing acknowledged is lost, and nothing is there twice."""

import pytest

from history import History, bytes_of
from Support.reports import REPORT, put
from Support.waiting import eventually

@pytest.mark.parametrize("loses", ["statement", "answer"])
def test_a_cut_at_each_statement_of_a_filing(wire, start, store, loses):
    daemon, witness = start("cut", wire.store(store)), start("witness", store)
    history = History()
    for number in range(1, 41):
        wire.arm(number, loses=loses)
        history.send(daemon, number)
        wire.disarm()
        history.send_until_acknowledged(daemon, number)
    assert history.check(daemon) == history.check(witness) == 40


@pytest.mark.parametrize("loses", ["statement", "answer"])
def test_drops_wait_for_what_was_cut(wire, start, store, loses):
    daemon = start("cut", wire.store(store))
    for number in range(1, 21):
        wire.arm(number, loses=loses)
        put(daemon.inbox / f"rig-{number}", *bytes_of(number))
        assert daemon.receipt(f"rig-{number}/{REPORT}")["outcome"] == "accepted"
        wire.disarm()
    runs = daemon.wait_for_runs(20)
    assert len(runs) == 20 and all(run["has_config"] for run in runs)


def test_an_outage_stops_filing_and_not_reading(wire, start, store):
    daemon = start("cut", wire.store(store))
    history = History()
    history.send_until_acknowledged(daemon, "before")
    uuid = history.acknowledged["before"]
    wire.shut()
    eventually(lambda: daemon.web.get("/healthz").status == 503, "health to say so")
    [problem] = daemon.web.get("/healthz").json()["problems"]
    assert "cannot be used" in problem["detail"]
    answer = history.send(daemon, "meanwhile")
    assert answer == 503
    put(daemon.inbox / "rig", *bytes_of("dropped meanwhile"))
    assert daemon.runs()[0]["uuid"] == uuid
    assert daemon.web.get(f"/benchmarks/{uuid}").status == 200
    refused = daemon.web.get(f"/api/benchmarks/{uuid}")
    assert refused.status == 503 and refused.header("Retry-After")
    assert (daemon.inbox / "rig" / REPORT).exists()
    wire.open()
    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"
    history.send_until_acknowledged(daemon, "meanwhile")
    eventually(lambda: daemon.web.get("/healthz").status == 200, "health to be good again")
    assert daemon.report(uuid) == history.sent["before"][0]


def test_a_daemon_starts_while_the_database_is_away(wire, start, store):
    daemon = start("cut", wire.store(store))
    history = History()
    history.send_until_acknowledged(daemon, 1)
    daemon.stop()
    wire.shut()
    daemon = start("cut", wire.store(store), until_complete=False)
    assert daemon.web.json("/api/benchmarks")["total"] == 1
    wire.open()
    history.send_until_acknowledged(daemon, 2)
    assert history.check(daemon) == 2
