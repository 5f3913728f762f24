"""Fixtures for the tests that drop and ask."""

import tempfile
from pathlib import Path

import pytest

from Support.daemon import Daemon, stop_all
from Support.file_server import FileServer
from Support.reports import fixture_bytes, fixture_config, put
from Support.rsyncd import RsyncServer
from Support.sending import Parcel, Transport
from Support.ssh import SSHServer
from Support.waiting import eventually

# Another filesystem than that of the tests' own folders.
MEMORY = "/dev/shm"


@pytest.fixture(scope="module")
def run(shared_daemon):
    """`minute-baseline` from rig-01, the only run of `shared_daemon`."""
    put(shared_daemon.inbox / "rig-01", fixture_bytes("minute-baseline"), fixture_config("minute-baseline"))
    run = shared_daemon.only_run()
    eventually(lambda: not shared_daemon.web.get("/api/inbox").json()["items"], "the drop to leave the inbox")
    return run


@pytest.fixture(scope="module")
def patient_daemon(tmp_path_factory):
    """One daemon for the tests of a module that drop into folders of their own; gives nothing up within a test."""
    daemon = Daemon(
        tmp_path_factory.mktemp("patient"), "--rescan", "0", "--pair-wait", "200ms", "--settle", "50ms",
        "--settle-truncated", "1h")
    yield daemon.start()
    stop_all([daemon])


@pytest.fixture(scope="session")
def transport(tmp_path_factory):
    """The ways into an inbox, over loopback where they lead over a network."""
    ssh = SSHServer(tmp_path_factory.mktemp("ssh"))
    rsyncd = RsyncServer(tmp_path_factory.mktemp("rsyncd"), tmp_path_factory.getbasetemp())
    files = FileServer(tmp_path_factory.getbasetemp())
    started = []
    try:
        for server in (ssh, rsyncd, files):
            started.append(server.start())
        with tempfile.TemporaryDirectory(prefix="benchd-", dir=MEMORY) as elsewhere:
            yield Transport(ssh, rsyncd, files, elsewhere)
    finally:
        for server in started:
            server.stop()


@pytest.fixture
def memory():
    """A folder on another filesystem than the tests' own, where a sync costs nothing."""
    with tempfile.TemporaryDirectory(prefix="benchd-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def parcel(tmp_path):
    """Makes what a rig sends, in a folder of its own outside the inbox."""
    return lambda tag="report", **options: Parcel.make(tmp_path / "outgoing" / tag, tag, **options)
