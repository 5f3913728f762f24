"""Whatever many clients do, the others are served, drops are filed, and nothing of the crowd is left when it is gone."""

import select
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from Support.crowds import LARGE_FILE, Crowd, Footprint, GoodClient, allow_many_descriptors, describe, p99, spools
from Support.reports import put, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

# A good client's answers beside a crowd: three times as slow as alone, or this where a busy machine makes the measure coarse.
COARSE = 3


@pytest.fixture
def crowded(start_daemon):
    allow_many_descriptors()
    return start_daemon("--pair-wait", "50ms", "--settle", "50ms")


def expect_good(daemon, crowd_name, act, count=1_000):
    """Expects that a good client and a drop fare well while `act` is under way."""
    good = GoodClient(daemon)
    good.times(50)
    alone = good.times(count)
    runs = len(daemon.runs())
    with act():
        put(daemon.inbox / "rig-01", small(crowd_name))
        arriving = good.times(count)
        daemon.wait_for_runs(runs + 1)
        beside = good.times(3 * count)
    describe(f"{crowd_name}, arriving", alone, arriving)
    describe(crowd_name, alone, beside)
    assert max(p99(arriving), p99(beside)) <= max(3 * p99(alone), COARSE)


class Thirds(Crowd):
    def __enter__(self):
        self.add_heads(133)
        self.add_bodies(133)
        self.add_readers(134)
        return super().__enter__()


class Idle(Crowd):
    def __enter__(self):
        self.add_idle(2_000)
        return super().__enter__()


class Downloads(Crowd):
    def __enter__(self):
        self.add_downloads(200)
        return super().__enter__()


@pytest.mark.parametrize("crowd, name", [
    (Thirds, "400 slow clients"), (Idle, "2,000 idle connections"), (Downloads, "200 downloads at the rate of a wire")])
def test_a_crowd_holds_up_no_one(crowded, crowd, name):
    footprint = Footprint(crowded)
    expect_good(crowded, name, lambda: crowd(crowded))
    footprint.check()


def unsent(server_port, client_port):
    """Bytes that the kernel holds for one of the daemon's connections (proc(5), /proc/net/tcp)."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, _, queues = line.split()[:5]
        if [int(end.partition(":")[2], 16) for end in (local, remote)] == [server_port, client_port]:
            return int(queues.partition(":")[0], 16)
    return 0


def test_the_kernel_takes_little_for_a_client_that_does_not_read(daemon):
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", daemon.port))
        client.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % LARGE_FILE.encode())
        port = client.getsockname()[1]
        eventually(lambda: unsent(daemon.port, port) > 500_000, "the daemon to send")
        # A thread that serves these has had its turn at the download many times.
        for _ in range(50):
            assert daemon.web.get("/healthz").status == 200
        assert unsent(daemon.port, port) < 1_500_000


def test_idle_connections_give_way_to_new_ones(crowded):
    with Crowd(crowded) as crowd:
        crowd.add_idle(1_500)
        assert crowded.web.get("/").status == 200
        assert eventually(lambda: crowd.open_count() <= 1_024, "idle connections to give way")


def address_of_this_machine():
    """One that is not loopback; None on a machine that has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Sends nothing: the kernel only looks for a way.
            probe.connect(("192.0.2.254", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
        return None if address.startswith("127.") else address


@pytest.mark.parametrize("is_trusted", [False, True])
def test_one_address_has_a_part_of_the_places_unless_it_is_a_trusted_proxy(start_daemon, is_trusted):
    address = address_of_this_machine()
    if address is None:
        pytest.skip("this machine has no address but loopback, from which there is no limit")
    options = ["--trusted-proxy", address] if is_trusted else []
    daemon = start_daemon("--listen", "0.0.0.0:0", *options)
    connections = [socket.create_connection((address, daemon.port), timeout=30) for _ in range(200)]
    try:
        local = [daemon.web.connect() for _ in range(20)]
        connections[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connections[-1].recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        idle = connections[:-1]
        if is_trusted:
            assert open_ones(idle) == 199
        else:
            eventually(lambda: open_ones(idle) == 127, "the connections beyond 128 to end")
        assert open_ones(local) == 20
    finally:
        for connection in connections + local:
            connection.close()


def open_ones(connections):
    """How many of these, from which nothing was read, the server has not ended."""
    poll = select.poll()
    for connection in connections:
        poll.register(connection, select.POLLIN)
    return len(connections) - len(poll.poll(0))


def test_places_are_kept_for_uploads_and_for_health(crowded):
    """As many uploads are under way as leave no place for pages."""
    with Crowd(crowded) as crowd:
        crowd.add_bodies(975, rate=500)
        eventually(lambda: crowded.web.get("/").status == 503, "pages to have no place")
        answer = crowded.web.get("/")
        assert answer.status == 503 and answer.header("Retry-After") and answer.header("Connection") == "close"
        assert crowded.web.get("/healthz").status == 200
        answer = crowded.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", "a.json", small("kept"))))
        assert answer.status == 200, answer.body
    eventually(lambda: crowded.web.get("/").status == 200, "pages to have a place again")
    eventually(lambda: not spools(crowded), "no spool")


def test_two_hundred_downloads_at_once_are_whole(crowded):
    footprint = Footprint(crowded)
    size = int(crowded.web.request("HEAD", LARGE_FILE).header("Content-Length"))
    with ThreadPoolExecutor(200) as pool:
        sizes = set(pool.map(lambda _: len(crowded.web.get(LARGE_FILE).body), range(200)))
    assert sizes == {size}
    footprint.check()


@pytest.mark.parametrize("is_reset", [False, True], ids=["ended", "reset"])
def test_an_upload_that_is_cut_at_any_byte_leaves_nothing(crowded, is_reset):
    body = form(("source", None, b"rig-02"), ("file", "a.json", small("cut")))
    request = b"POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (FORM_TYPE.encode(), len(body), body)
    footprint = Footprint(crowded)
    for count in range(len(request)):
        with socket.create_connection(("127.0.0.1", crowded.port)) as connection:
            if is_reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.sendall(request[:count])
    footprint.check()
    assert crowded.runs() == []
    answer = crowded.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, body)
    assert answer.status == 200 and not answer.json()["duplicate"]


@pytest.mark.slow
def test_an_upload_that_ends_its_side_at_any_byte_leaves_nothing(crowded):
    """The end comes right behind the last byte, in one segment."""
    body = form(("file", "a.json", small("half")))
    request = b"POST /api/upload HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (FORM_TYPE.encode(), len(body), body)
    footprint = Footprint(crowded)
    for count in range(len(request)):
        with socket.create_connection(("127.0.0.1", crowded.port), timeout=30) as connection:
            connection.send(request[:count], socket.MSG_MORE)
            connection.shutdown(socket.SHUT_WR)
            assert not connection.recv(1 << 16).startswith(b"HTTP/1.1 200")
    footprint.check()
    assert crowded.runs() == []


def test_uploads_that_wait_starve_nobody(crowded):
    """Each upload waits for its report to be filed, suspended, beside clients that ask."""
    footprint = Footprint(crowded)

    def upload(number):
        return crowded.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", "a.json", small(f"waiting {number}")))).status

    good = GoodClient(crowded)
    alone = good.times(200)
    with ThreadPoolExecutor(64) as pool:
        uploads = [pool.submit(upload, number) for number in range(400)]
        beside = []
        while not all(upload.done() for upload in uploads):
            beside += good.times(10)
        assert {upload.result() for upload in uploads} == {200}
    describe("400 uploads, 64 at once", alone, sorted(beside))
    assert max(beside) < 10
    assert len(crowded.runs()) == 400
    footprint.check(memory=64 << 20)
