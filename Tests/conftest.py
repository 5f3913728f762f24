"""Fixtures for every test of the built daemon."""

import pytest

from Support.daemon import Daemon, kill_left, stop_all


def pytest_addoption(parser):
    parser.addoption("--slow", action="store_true", help="run what takes minutes, too")


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: only with --slow, takes minutes")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--slow"):
        return
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: run it with --slow"))


def pytest_sessionfinish(session):
    kill_left()


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
