"""Fixtures for the tests of several daemons with one PostgreSQL, which each test may cut, kill and promote."""

import pytest

from pair import Pair
from Support import postgres
from Support.daemon import Daemon
from wire import Wire


@pytest.fixture(scope="session")
def server():
    """One server for the tests that do it no harm."""
    server = postgres.PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def store(server):
    """The connection string of a new database."""
    return postgres.new_database(server.folder)


@pytest.fixture
def wire(tmp_path, server):
    """A way to that server."""
    wire = Wire(tmp_path / "wire", server.folder)
    yield wire
    wire.close()


@pytest.fixture
def pair():
    pair = Pair()
    yield pair
    pair.stop()


@pytest.fixture
def start(tmp_path):
    """Starts daemons of a library, each with an inbox and a data folder of its own."""
    started = []

    def start(name, store, *options, until_complete=True, **settings):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        daemon = Daemon(
            folder, "--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms", *options, environment={"BENCHD_STORE": store} if store else {},
            **settings)
        started.append(daemon)
        return daemon.start(until_complete)

    yield start
    try:
        for daemon in started:
            daemon.stop()
    finally:
        for daemon in started:
            print(daemon.log())
            if not daemon.has_ended():
                daemon.kill()
