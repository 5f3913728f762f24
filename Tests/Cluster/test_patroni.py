"""Three nodes of Patroni as docs/scale.md has them: when the machine of the primary is gone, nothing that was acknowledged is."""

import threading
import time

import pytest

from history import History
from Support.patroni import Etcd, Node, Trio
from Support.waiting import eventually


@pytest.fixture
def etcd(tmp_path):
    etcd = Etcd(tmp_path / "etcd")
    yield etcd
    etcd.stop()


@pytest.mark.slow
def test_patroni_finds_nothing_wrong_with_the_template(tmp_path, etcd):
    assert Node(tmp_path / "node", "pg-1", etcd).validate() == (0, "")


@pytest.fixture
def trio(tmp_path):
    trio = Trio(tmp_path)
    yield trio
    trio.stop()


def store_in(trio):
    trio.primary().sql("CREATE ROLE benchd LOGIN PASSWORD 'secret-of-benchd'")
    trio.primary().sql("CREATE DATABASE benchd OWNER benchd")
    return trio.connection(user="benchd", password="secret-of-benchd", dbname="benchd", sslmode="require")


@pytest.mark.slow
def test_the_machine_of_the_primary_is_gone(trio, start):
    store = store_in(trio)
    two = [start(name, store) for name in "ab"]
    history, stopping = History(), threading.Event()

    def send(daemon, name):
        number = 0
        while not stopping.is_set():
            number += 1
            history.send(daemon, f"{name}-{number}")
            time.sleep(0.05)

    senders = [threading.Thread(target=send, args=pair) for pair in zip(two, "ab")]
    for sender in senders:
        sender.start()
    try:
        eventually(lambda: len(history.acknowledged) > 20, "some runs")
        lost, before = trio.primary(), len(history.acknowledged)
        lost.kill()
        begin = time.monotonic()
        eventually(lambda: trio.primary() not in (None, lost), "another primary", timeout=120)
        promoted = time.monotonic() - begin
        eventually(lambda: len(history.acknowledged) > before + 20, "runs after it", timeout=120)
        print(f"FIGURE another primary after {promoted:.1f} s, runs are filed after {time.monotonic() - begin:.1f} s")
    finally:
        stopping.set()
        for sender in senders:
            sender.join()
    for daemon in two:
        assert history.check(daemon) >= len(history.acknowledged)


@pytest.mark.slow
def test_without_any_standby_nothing_is_acknowledged(trio, start):
    daemon, history = start("a", store_in(trio)), History()
    history.send_until_acknowledged(daemon, "before")
    primary = trio.primary()
    for node in trio.nodes:
        if node is not primary:
            node.kill()
    # Without synchronous_mode_strict Patroni asks for no standby now.
    eventually(lambda: primary.sql("SHOW synchronous_standby_names") in ("*", '"*"'), "Patroni to notice", timeout=120)
    assert history.send(daemon, "alone") == 503
    assert history.check(daemon) == 1
