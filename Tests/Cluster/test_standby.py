"""The standby that each commit waits for is killed while runs are filed, and returns."""

import pytest

from history import History, Senders, bytes_of
from Support.reports import REPORT, put
from Support.waiting import eventually


@pytest.fixture
def three(start, pair):
    return [start(name, pair.store) for name in "abc"]


def test_nothing_is_acknowledged_while_the_standby_is_gone(pair, three):
    history = History()
    with Senders(history, three) as senders:
        senders.file(5)
        pair.standby.kill()
        # What each sender is refused was sent when there was no standby; from then on nothing may be acknowledged.
        senders.wait_until_refused()
        acknowledged = dict(history.acknowledged)
        history.sent["dropped"] = bytes_of("dropped")
        put(three[0].inbox / "rig", *bytes_of("dropped"))
        for daemon in three:
            eventually(lambda daemon=daemon: daemon.web.get("/readyz").status == 503, "a daemon that is not ready")
        name, uuid = next(iter(acknowledged.items()))
        for daemon in three:
            assert daemon.report(uuid) == history.sent[name][0]
            assert len(daemon.runs()) >= len(acknowledged)
        senders.wait_until_refused()
        assert history.acknowledged == acknowledged
        assert (three[0].inbox / "rig" / REPORT).exists()
        pair.standby.come_back()
        senders.file(5)
    history.note("dropped", three[0].receipt(f"rig/{REPORT}")["uuid"])
    for daemon in three:
        eventually(lambda daemon=daemon: daemon.web.get("/readyz").status == 200, "a daemon that is ready")
    assert len({history.check(daemon) for daemon in three}) == 1


def test_a_standby_that_returns_has_all_that_was_acknowledged(pair, three):
    history = History()
    with Senders(history, three) as senders:
        for _ in range(3):
            senders.file(5)
            pair.standby.kill()
            pair.standby.come_back()
        senders.file(5)
        pair.wait_for_standby()
        pair.fail_over()
        senders.file(5)
    for daemon in three:
        history.check(daemon)
