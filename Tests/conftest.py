"""Fixtures for every test of the built daemon."""

import contextlib

import pytest

from Support import postgres
from Support.daemon import Daemon, kill_left, stop_all

_servers = contextlib.ExitStack()


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="run what takes minutes, too")


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: only with --slow, takes minutes")
    config.addinivalue_line("markers", "data_folder: about what the embedded store has in its data folder")
    # Before the processes that run tests side by side, which then use the same.
    _servers.enter_context(postgres.shared_server())


def pytest_collection_modifyitems(config, items):
    if postgres.is_wanted():
        for item in items:
            if item.get_closest_marker("data_folder"):
                item.add_marker(pytest.mark.skip(reason="it is about the data folder of the embedded store"))
    if config.getoption("--slow"):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: run it with --slow"))


def pytest_sessionfinish(session):
    kill_left()


def pytest_unconfigure(config):
    _servers.close()


@pytest.fixture
def start_daemon(tmp_path):
    """Starts daemons in folders of this test; each must stop cleanly when the test is over."""
    started = []

    def start(*options, folder="rig", **settings):
        (tmp_path / folder).mkdir(exist_ok=True)
        daemon = Daemon(tmp_path / folder, *options, **settings)
        started.append(daemon)
        return daemon.start()

    yield start
    stop_all(started)


@pytest.fixture
def daemon(start_daemon):
    """A daemon that finds drops by inotify alone."""
    return start_daemon("--rescan", "0")


@pytest.fixture(scope="module")
def shared_daemon(tmp_path_factory):
    """One daemon for the tests of a module that only ask it."""
    daemon = Daemon(
        tmp_path_factory.mktemp("shared"), "--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms",
        "--settle-truncated", "100ms")
    yield daemon.start()
    stop_all([daemon])
