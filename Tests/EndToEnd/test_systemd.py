"""What systemd gives to a service and hears of it: sockets, watchdog, credentials, reloads."""

import contextlib
import re
import signal
import socket
import struct
import subprocess

import pytest

from Support.asking import Asking
from Support.daemon import clean_environment
from Support.paths import BENCHD, TEMPLATES
from Support.reports import REPORT, put, small
from Support.slow import slow
from Support.systemd import Manager, listener, passing
from Support.waiting import eventually

QUICK = ["--rescan", "0", "--settle", "50ms", "--pair-wait", "50ms"]
INTERVAL = 0.4
HELD = 120


@pytest.fixture
def manager(tmp_path):
    manager = Manager(tmp_path)
    yield manager
    manager.close()


@pytest.fixture
def listening():
    with listener() as listening:
        yield listening


def start_with(start_daemon, listening, *options, **settings):
    return start_daemon(*options, prefix=passing(listening), descriptors=(listening.fileno(),), **settings)


# Sockets

def test_it_listens_on_the_socket_that_it_is_given(start_daemon, listening):
    daemon = start_with(start_daemon, listening)

    assert daemon.port == listening.getsockname()[1]
    assert daemon.web.get("/").status == 200
    # It may upload, because it knows that the socket is loopback.
    assert daemon.web.request("POST", "/api/upload", {"Content-Type": "text/plain"}, b"x").status == 415


def test_no_connection_is_refused_over_restarts(start_daemon, listening):
    daemon = start_with(start_daemon, listening, *QUICK)
    clients = [Asking(daemon.port) for _ in range(8)]
    for client in clients:
        client.start()
    try:
        for number in range(5):
            before = [len(client.answers) for client in clients]
            eventually(lambda: all(len(c.answers) > b + 5 for c, b in zip(clients, before, strict=True)), "answers")
            daemon.restart()
            put(daemon.inbox / str(number), small(str(number)))
    finally:
        for client in clients:
            client.stop()

    assert [client.faults for client in clients] == [[]] * len(clients)
    assert {status for client in clients for status in client.answers} <= {200, 503}
    assert len(daemon.wait_for_runs(5)) == 5


def test_a_connection_that_comes_while_no_daemon_runs_is_answered_by_the_next(start_daemon, listening):
    daemon = start_with(start_daemon, listening)
    daemon.stop()
    with socket.create_connection(("127.0.0.1", daemon.port), timeout=60) as early:
        early.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        daemon.start()
        assert early.recv(100).startswith(b"HTTP/1.1 200")


def waiting_count(listening):
    """How many connections nobody has accepted yet: `tcpi_unacked` of tcp_info (linux/tcp.h)."""
    return struct.unpack_from("I", listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104), 24)[0]


def test_a_connection_that_comes_while_it_stops_is_left_to_the_next(start_daemon, listening, tmp_path):
    """An upload holds the stop up; what comes meanwhile is neither taken nor refused."""
    daemon = start_with(start_daemon, listening, *QUICK, "--stop-wait", "60s")
    report = small("x") + b" " * 100_000
    head = (
        b"POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n"
        b"Connection: close\r\n\r\n")
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="r.json"\r\n\r\n' + report + b"\r\n--b--\r\n"
    with socket.create_connection(("127.0.0.1", daemon.port), timeout=60) as upload:
        upload.sendall(head % len(body) + body[:50_000])
        eventually(lambda: any((daemon.inbox / ".uploads").iterdir()), "the upload to begin")
        daemon.signal(signal.SIGTERM)
        eventually(lambda: "stopping" in daemon.log(), "the stop to begin")
        with contextlib.ExitStack() as stack:
            late = []
            def knock():
                late.append(stack.enter_context(socket.create_connection(("127.0.0.1", daemon.port), timeout=60)))
                late[-1].sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return waiting_count(listening) >= 10
            # It takes what may have been on its way when the stop began; one alone may wait for an instant in any case.
            eventually(knock, "connections to wait in the socket")
            upload.sendall(body[50_000:])
            assert upload.recv(100).startswith(b"HTTP/1.1 200")
            assert daemon.wait() == 0
            assert waiting_count(listening) >= 10
            daemon.start()
            assert {connection.recv(12) for connection in late} == {b"HTTP/1.1 200"}


def run_with(sockets, tmp_path, *options, script=None):
    """Runs benchd with these descriptors from 3 on, to its end."""
    numbers = [one.fileno() for one in sockets]
    moves = "".join(f"exec {100 + place}<&{number}; " for place, number in enumerate(numbers))
    moves += "".join(f"exec {3 + place}<&{100 + place}; " for place in range(len(numbers)))
    passed = script or f"export LISTEN_PID=$$ LISTEN_FDS={len(numbers)}"
    return subprocess.run(
        ["bash", "-c", f'{moves}{passed}; exec "$@"', "bash", BENCHD, "serve", "--inbox", tmp_path / "inbox", "--data", tmp_path / "data",
         "--templates", TEMPLATES, *options], env=clean_environment(), pass_fds=numbers, text=True, capture_output=True, timeout=60,
        check=False)


def test_what_is_no_listening_socket_is_refused(tmp_path):
    with socket.socket(type=socket.SOCK_DGRAM) as datagram, socket.socket() as deaf, \
            socket.socket(socket.AF_UNIX) as local, listener() as one, listener() as two, open("/dev/null") as file:
        datagram.bind(("127.0.0.1", 0))
        local.bind(str(tmp_path / "local"))
        local.listen()
        for wrong in (datagram, deaf, local, file):
            result = run_with([wrong], tmp_path)
            assert (result.returncode, result.stdout) == (1, "")
            assert result.stderr == (
                "benchd: systemd passes something else than a TCP socket that listens; write ListenStream=ADDRESS:PORT and Accept=no"
                " into the socket's unit\n")
        result = run_with([one, two], tmp_path)
        assert (result.returncode, result.stderr) == (
            1, "benchd: systemd passes 2 sockets, and benchd takes one; leave one ListenStream= in the socket's unit\n")


def test_an_option_that_wants_another_address_is_not_ignored(tmp_path, listening, start_daemon):
    (tmp_path / "benchd.conf").write_text("listen = 127.0.0.1:9\n")
    address = "%s:%d" % listening.getsockname()
    result = run_with([listening], tmp_path, "--config", tmp_path / "benchd.conf")

    assert result.returncode == 1
    assert result.stderr == (
        f"benchd: {tmp_path / 'benchd.conf'}:1: listen is 127.0.0.1:9, and systemd passes a socket that listens on {address};"
        " set ListenStream= in the socket's unit, or remove the option\n")
    assert start_with(start_daemon, listening, "--listen", address).web.get("/").status == 200


@pytest.mark.parametrize("variables", ["LISTEN_PID=1 LISTEN_FDS=1", "LISTEN_FDS=1", "LISTEN_PID=$$ LISTEN_FDS=0"])
def test_sockets_for_another_process_are_ignored(start_daemon, listening, variables):
    prefix = ["bash", "-c", f'exec 3<&"$0"; export {variables}; exec "$@"', str(listening.fileno())]
    daemon = start_daemon(prefix=prefix, descriptors=(listening.fileno(),))

    assert daemon.port != listening.getsockname()[1]


# Watchdog

def test_the_watchdog_is_fed_while_nothing_happens(start_daemon, manager):
    start_daemon(*QUICK, environment=manager.environment(INTERVAL))

    assert [manager.hear() for _ in range(5)] == ["READY=1"] + ["WATCHDOG=1"] * 4


@pytest.mark.parametrize("environment", [{}, {"WATCHDOG_USEC": "400000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "soon"}], ids=str)
def test_a_watchdog_that_is_not_ours_is_not_fed(start_daemon, manager, environment):
    daemon = start_daemon(*QUICK, environment={**manager.environment(), **environment})

    assert manager.hear() == "READY=1"
    assert "benchd-watchdog" not in {name for name in threads(daemon)}


def threads(daemon):
    listing = subprocess.run(["ps", "-L", "-o", "comm=", "-p", str(daemon.pid)], capture_output=True, text=True, check=True)
    return listing.stdout.split()


def test_a_drop_on_a_slow_disk_does_not_starve_it(start_daemon, manager):
    daemon = start_daemon(*QUICK, "--stop-wait", "500ms", environment=manager.environment(INTERVAL))
    with slow(daemon.pid, "pread64", HELD, daemon.inbox / "slow" / REPORT):
        put(daemon.inbox / "slow", small("slow"))
        put(daemon.inbox / "quick", small("quick"))
        assert daemon.receipt(f"quick/{REPORT}")["outcome"] == "accepted"
        manager.hear_all()
        assert [manager.hear() for _ in range(4)] == ["WATCHDOG=1"] * 4


@pytest.mark.data_folder
def test_a_filing_thread_that_hangs_starves_it_until_it_goes_on(start_daemon, manager):
    daemon = start_daemon(*QUICK, "--stop-wait", "500ms", environment=manager.environment(INTERVAL))
    with slow(daemon.pid, "renameat2", HELD):
        put(daemon.inbox / "rig", small("x"))
        # The ear is empty when nothing has come for ten intervals: there is no other sign of silence.
        eventually(lambda: manager.hear(10 * INTERVAL) is None, "the daemon to fall silent")
        assert daemon.web.get("/readyz").status in (200, 503)
    assert manager.hear() == "WATCHDOG=1"
    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"


# Reloads and credentials

def test_a_reload_is_announced_and_ended(start_daemon, manager):
    daemon = start_daemon(environment=manager.environment())
    assert manager.hear() == "READY=1"
    daemon.signal(signal.SIGHUP)

    assert re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=\d+", manager.hear())
    assert manager.hear() == "READY=1"


@pytest.fixture
def credentials(tmp_path):
    folder = tmp_path / "credentials"
    folder.mkdir(mode=0o700)
    def write(name, scope, token):
        path = folder / name
        path.write_text(f"name:{scope}:{token}\n")
        path.chmod(0o400)
        return {"CREDENTIALS_DIRECTORY": str(folder)}
    return write


TOKEN = "a-token-of-the-credential"


def upload(daemon, token):
    return daemon.web.request("POST", "/api/upload", {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}, b"x").status


def test_tokens_come_from_the_credential(start_daemon, credentials):
    daemon = start_daemon("--allowed-hosts", "bench.example", environment=credentials("tokens", "upload", TOKEN))

    assert (upload(daemon, "another-token-for-nothing"), upload(daemon, TOKEN)) == (401, 415)
    daemon.signal(signal.SIGHUP)
    assert "restart the service" in daemon.wait_for_log("LoadCredential=")


def test_a_credential_closes_the_installation(start_daemon, credentials):
    daemon = start_daemon(environment=credentials("read-tokens", "read", TOKEN))

    assert daemon.web.get("/api/benchmarks").status == 401
    assert daemon.web.get("/api/benchmarks", Authorization=f"Bearer {TOKEN}").status == 200


def test_an_option_goes_before_the_credential(start_daemon, credentials, tmp_path):
    (tmp_path / "own").write_text("name:upload:a-token-of-the-option\n")
    (tmp_path / "own").chmod(0o600)
    daemon = start_daemon(
        "--allowed-hosts", "bench.example", "--token-file", str(tmp_path / "own"), environment=credentials("tokens", "upload", TOKEN))

    assert (upload(daemon, TOKEN), upload(daemon, "a-token-of-the-option")) == (401, 415)


def test_without_credentials_there_are_no_tokens(start_daemon, tmp_path):
    daemon = start_daemon("--allowed-hosts", "bench.example", environment={"CREDENTIALS_DIRECTORY": str(tmp_path / "none")})

    assert upload(daemon, TOKEN) == 403
