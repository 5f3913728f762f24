"""A daemon, the primary or the standby is killed at each statement of a filing: what was acknowledged is there, and nothing is there twice."""

import itertools
import json

import pytest

from history import History, bytes_of
from pair import Pair
from Support.reports import REPORT, put
from Support.waiting import eventually
from wire import Wire, beginning, of_transactions

# What a filing is made of, at least.
STATEMENTS = ("BEGIN", "SELECT pg_advisory_xact_lock", "SELECT digest FROM contents", "INSERT INTO contents", "INSERT INTO chunks", "INSERT INTO runs",
              "INSERT INTO derived", "INSERT INTO events", "COMMIT")
LOSES = pytest.mark.parametrize("loses", ["statement", "answer"])


def expect_all(statements):
    assert [text for text in STATEMENTS if not any(sql.startswith(text) for sql in statements)] == []


class Upload:
    def __init__(self, daemon, history):
        self._daemon, self._history = daemon, history

    def send(self, name):
        self._history.send(self._daemon, name)

    def is_acknowledged(self, name):
        return name in self._history.acknowledged

    def finish(self, name):
        self._history.send_until_acknowledged(self._daemon, name)


class Drop(Upload):
    """It waits in the inbox, and nobody sends it once more."""

    def send(self, name):
        self._history.sent[name] = bytes_of(name)
        put(self._daemon.inbox / f"rig-{name}", *bytes_of(name))

    def is_acknowledged(self, name):
        return (self._daemon.inbox / ".receipts" / f"rig-{name}" / f"{REPORT}.json").exists()

    def finish(self, name):
        receipt = self._daemon.receipt(f"rig-{name}/{REPORT}")
        assert receipt["outcome"] == "accepted", json.dumps(receipt)
        self._history.note(name, receipt["uuid"])


@LOSES
@pytest.mark.parametrize("way", [Upload, Drop])
def test_a_daemon_is_killed_at_each_statement(wire, start, store, loses, way):
    witness, daemon = start("witness", store), start("killed", wire.store(store))
    history = History()
    way, killed_at = way(daemon, history), []
    for number in itertools.count(1):
        wire.arm(number, loses=loses, which=of_transactions, act=daemon.kill)
        way.send(number)
        eventually(lambda: daemon.has_ended() or way.is_acknowledged(number), "the end of the daemon or of the filing")  # noqa: B023
        if not daemon.has_ended():
            break
        killed_at.append(wire.cut_at)
        daemon.start()
        way.finish(number)
    wire.disarm()
    way.finish(number)
    expect_all(killed_at)
    assert history.check(daemon) == history.check(witness) == number


class Stage:
    """A pair, a daemon whose statements are counted on their way to the primary, and one that sees the same; `with` it."""

    def __init__(self, folder, start):
        self.pair = Pair()
        self.wire = Wire(folder, self.pair.primary.folder)
        self.history = History()
        self.daemon = start(f"{folder.name}-counted", self.pair.store_by(self.wire.folder))
        self.witness = start(f"{folder.name}-witness", self.pair.store)
        self.history.send_until_acknowledged(self.daemon, "before")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # They stop while their database is still there.
        self.daemon.stop()
        self.witness.stop()
        self.wire.close()
        self.pair.stop()

    def send(self, act, loses, number=1, which=of_transactions):
        """Sends a run, and does something at a statement of it; returns the statement, or None where there are not so many."""
        self.wire.arm(number, loses=loses, which=which, act=act)
        self.history.send(self.daemon, "struck")
        self.wire.disarm()
        return self.wire.cut_at

    def fail_over(self):
        self.pair.primary.kill()
        self.wire.refuse()
        self.pair.promote()

    def strike_standby(self):
        """It is away for a moment, and the connections to the primary stay."""
        self.pair.standby.kill()
        self.pair.standby.come_back()

    def finish(self):
        """Everything goes on by itself."""
        self.history.send_until_acknowledged(self.daemon, "struck")
        self.history.send_until_acknowledged(self.witness, "after")
        assert self.history.check(self.daemon) == self.history.check(self.witness) == 3
        for daemon in (self.daemon, self.witness):
            eventually(lambda daemon=daemon: daemon.web.get("/readyz").status == 200, "a daemon that is ready")


@LOSES
@pytest.mark.parametrize("text", ["INSERT INTO runs", "COMMIT"])
def test_the_primary_is_killed_while_it_files(tmp_path, start, loses, text):
    with Stage(tmp_path / "stage", start) as stage:
        assert stage.send(stage.fail_over, loses, which=beginning(text))
        stage.finish()


@pytest.mark.parametrize("text", ["INSERT INTO runs", "COMMIT"])
def test_a_filing_waits_for_a_standby_that_was_killed(tmp_path, start, text):
    with Stage(tmp_path / "stage", start) as stage:
        assert stage.send(stage.strike_standby, "nothing", which=beginning(text))
        stage.finish()


@pytest.mark.slow
@pytest.mark.parametrize("loses", ["statement", "answer", "nothing"])
def test_the_primary_or_its_standby_is_killed_at_each_statement(tmp_path, start, loses):
    killed_at = []
    for number in itertools.count(1):
        with Stage(tmp_path / f"stage-{number}", start) as stage:
            statement = stage.send(stage.strike_standby if loses == "nothing" else stage.fail_over, loses, number)
            if statement is None:
                break
            killed_at.append(statement)
            stage.finish()
    expect_all(killed_at)
