"""Two daemons behind HAProxy with the configuration of packaging/scale."""

import http.client
import signal
import threading

import pytest

from history import History, bytes_of, upload
from Support import postgres
from Support.haproxy import HAProxy
from Support.systemd import listener, passing
from Support.waiting import eventually

BACKENDS = ("uploads", "reading", "without_database")


@pytest.fixture
def two(start, store):
    return [start(name, store, "--trusted-proxy", "127.0.0.1", "--open-uploads") for name in "ab"]


@pytest.fixture
def proxy(tmp_path, two):
    with HAProxy(tmp_path / "proxy", *(daemon.port for daemon in two)) as proxy:
        eventually(lambda: all(set(proxy.states(name).values()) == {"UP"} for name in BACKENDS), "both daemons")
        yield proxy


class Rush:
    """Readers and senders that do not rest; `with` it."""

    def __init__(self, proxy):
        self.proxy, self.history = proxy, History()
        self.read, self.refused = 0, []
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(2)] + [
            threading.Thread(target=self._send, args=[name]) for name in ("one", "two", "three")]

    def _read(self):
        while not self._is_over.is_set():
            try:
                status = self.proxy.web.get("/api/benchmarks?limit=2").status
            except (OSError, http.client.HTTPException) as error:
                status = repr(error)
            if status == 200:
                self.read += 1
            else:
                self.refused.append(("read", status))

    def _send(self, name):
        number = 0
        while not self._is_over.is_set():
            number += 1
            # A connection that ends without an answer is None.
            status = self.history.send(self.proxy, f"{name} {number}")
            if status != 200:
                self.refused.append(("upload", status))

    def goes_on(self):
        """Waits until more was read and filed."""
        read, filed = self.read, len(self.history.acknowledged)
        eventually(lambda: self.read > read + 20 and len(self.history.acknowledged) > filed + 20, "requests that are answered")

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._is_over.set()
        for thread in self._threads:
            thread.join()


def test_a_daemon_that_is_taken_out_and_stopped_costs_no_request(proxy, two):
    with Rush(proxy) as rush:
        rush.goes_on()
        # The one that has the readers.
        name = "a" if " reading/a " in proxy.log() else "b"
        leaving, staying = two if name == "a" else reversed(two)
        for backend in BACKENDS:
            proxy.command(f"set server {backend}/{name} state maint")
        eventually(lambda: is_quiet(proxy, name), "the end of what it has begun")
        before = column(proxy, name, "stot")
        rush.goes_on()
        assert column(proxy, name, "stot") == before
        leaving.stop()
        rush.goes_on()
    assert rush.refused == []
    assert rush.history.check(staying) == len(rush.history.sent)


def is_quiet(proxy, server):
    """Whether no request of HAProxy is at a server."""
    return set(column(proxy, server, "scur")) == {"0"}


def column(proxy, server, name):
    """A number of HAProxy's statistics of a server, in each backend."""
    lines = [line.split(",") for line in proxy.command("show stat").splitlines()]
    place = lines[0].index(name)
    return [line[place] for line in lines[1:] if line[1:2] == [server]]


def test_a_restart_under_systemd_costs_no_request(start, store, tmp_path):
    """The socket of a unit stays, and connections wait in it: HAProxy need not know of a restart."""
    options = ["--trusted-proxy", "127.0.0.1", "--open-uploads"]
    with listener() as listening:
        restarting = start("a", store, *options, prefix=passing(listening), descriptors=(listening.fileno(),))
        with HAProxy(tmp_path / "proxy", restarting.port, start("b", store, *options).port) as proxy:
            eventually(lambda: set(proxy.states("uploads").values()) == {"UP"}, "both daemons")
            with Rush(proxy) as rush:
                for _ in range(3):
                    rush.goes_on()
                    restarting.restart()
                rush.goes_on()
    assert rush.refused == []
    assert rush.history.check(restarting) == len(rush.history.sent)


def test_a_daemon_that_is_killed_costs_no_reading_and_no_run(proxy, two):
    with Rush(proxy) as rush:
        rush.goes_on()
        two[0].kill()
        rush.goes_on()
    # Who was in the middle of an upload has no answer, and sends it again.
    assert {kind for kind, _ in rush.refused} <= {"upload"} and len(rush.refused) <= 3
    for name in set(rush.history.sent) - set(rush.history.acknowledged):
        report, config = rush.history.sent[name]
        answer = upload(proxy, report, config)
        assert answer.status == 200
        rush.history.note(name, answer.json()["uuid"])
    assert rush.history.check(two[1]) == len(rush.history.sent)


def test_a_reader_stays_at_one_daemon_and_senders_do_not(proxy, two):
    for number in range(12):
        assert upload(proxy, *bytes_of(number)).status == 200
        assert proxy.web.get("/api/benchmarks?limit=1").status == 200
    lines = proxy.log().splitlines()
    assert len({place for place in ("reading/a", "reading/b") if any(f" {place} " in line for line in lines)}) == 1
    assert {place for place in ("uploads/a", "uploads/b") if any(f" {place} " in line for line in lines)} == {"uploads/a", "uploads/b"}


def test_a_daemon_believes_haproxy_and_not_what_a_client_says(proxy, two):
    # A host that is not ours, believed, would be answered with 421.
    sent = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Host": "stranger.example", "Forwarded": "for=203.0.113.8;host=stranger.example"}
    assert proxy.web.get("/", **sent).status == 200
    assert two[0].web.get("/", **sent).status == 421


def test_without_the_database_the_lists_stay_and_uploads_say_why(start, tmp_path):
    server = postgres.PostgresServer()
    try:
        store = postgres.new_database(server.folder)
        two = [start(name, store, "--trusted-proxy", "127.0.0.1", "--open-uploads") for name in "ab"]
        with HAProxy(tmp_path / "proxy", *(daemon.port for daemon in two)) as proxy:
            eventually(lambda: set(proxy.states("uploads").values()) == {"UP"}, "both daemons")
            assert upload(proxy, *bytes_of("before")).status == 200
            # Each daemon looks once a second, and whenever it is asked.
            assert [daemon.web.json("/api/benchmarks")["total"] for daemon in two] == [1, 1]
            server.signal(signal.SIGKILL)
            eventually(lambda: "UP" not in proxy.states("uploads").values() and "UP" not in proxy.states("reading").values(), "both unready")
            listed = proxy.web.get("/api/benchmarks")
            assert listed.status == 200 and listed.json()["total"] == 1
            refused = upload(proxy, *bytes_of("after"))
            assert refused.status == 503 and refused.json()["type"] == "/problems/database-unavailable" and refused.header("Retry-After")
    finally:
        server.stop()
