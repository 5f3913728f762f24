"""Many bad clients at once, and how a good client and the daemon fare beside them."""

import contextlib
import json
import os
import resource
import select
import socket
import statistics
import subprocess
import sys
import threading
import time

from .memory import MIB
from .waiting import eventually

HOST = b"Host: localhost\r\n"
LARGE_FILE = "/assets/vendor/plotly.min.js"


def allow_many_descriptors():
    """For some thousand connections of the test's own."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


# What a daemon keeps open to its database at most.
CONNECTIONS = 8


class Footprint:
    """What a daemon holds when nobody asks it anything."""

    def __init__(self, daemon):
        self._daemon = daemon
        # The first request of a kind loads code and makes buffers that stay.
        for path in ("/healthz", "/", LARGE_FILE):
            daemon.web.get(path)
        self._before = self._descriptors()
        self._memory = daemon.anonymous_memory()

    def _descriptors(self):
        """What the descriptors lead to, but for the catalog, whose readers are opened when they are needed."""
        found = []
        for descriptor in os.scandir(f"/proc/{self._daemon.pid}/fd"):
            # One may be closed meanwhile.
            with contextlib.suppress(FileNotFoundError):
                found.append(os.readlink(descriptor.path))
        return sorted(path for path in found if ".sqlite" not in path)

    def check(self, memory=24 * MIB):
        """Expects that descriptors, spools and memory come back to what they were."""
        eventually(
            lambda: len(self._descriptors()) <= len(self._before) + (0 if self._daemon.has_files else CONNECTIONS),
            f"descriptors to come back to {len(self._before)}: {self._before}")
        eventually(lambda: not spools(self._daemon), "no spool")
        eventually(
            lambda: self._daemon.anonymous_memory() <= self._memory + memory,
            f"memory to come back to {self._memory / MIB:.1f} MiB")


def spools(daemon):
    folder = daemon.inbox / ".uploads"
    return list(folder.iterdir()) if folder.exists() else []


class GoodClient:
    """Asks for a page again and again, on a connection of its own each time, and notes how long each answer takes.

    It is a process of its own: the threads of a crowd would hold it up in this one.
    """

    PROGRAM = """
import json, socket, sys, time
port, path, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
request = f"GET {path} HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n".encode()
found = []
for _ in range(count):
    start = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        answer = b""
        while block := connection.recv(65536):
            answer += block
    found.append(time.perf_counter() - start)
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]
print(json.dumps(sorted(found)))
"""

    def __init__(self, daemon, path="/healthz"):
        self._daemon, self._path = daemon, path

    def times(self, count):
        """Seconds, sorted."""
        result = subprocess.run(
            [sys.executable, "-S", "-c", self.PROGRAM, str(self._daemon.port), self._path, str(count)],
            capture_output=True, text=True, timeout=600, check=False)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)


def p99(times):
    return times[min(len(times) - 1, len(times) * 99 // 100)]


def describe(name, alone, beside):
    print(
        f"FIGURE {name}: median {statistics.median(beside) * 1e3:.1f} ms (alone {statistics.median(alone) * 1e3:.1f}), "
        f"p99 {p99(beside) * 1e3:.1f} ms (alone {p99(alone) * 1e3:.1f}), worst {beside[-1] * 1e3:.1f} ms")


class Crowd:
    """Connections that send or take some bytes in each round until the block ends."""

    PAUSE = 0.25

    def __init__(self, daemon):
        self._daemon = daemon
        self._sending, self._reading = [], []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def add_heads(self, count):
        for _ in range(count):
            self._sending.append((self._connect(b"GET / HTTP/1.1\r\n" + HOST + b"X: "), b"x"))

    def add_bodies(self, count, rate=1):
        head = b"POST /api/upload HTTP/1.1\r\n%sContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 10000000\r\n\r\n" % HOST
        part = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n'
        for _ in range(count):
            self._sending.append((self._connect(head + part), b"x" * rate))

    def add_readers(self, count, path=LARGE_FILE, rate=16, receive_buffer=4096):
        for _ in range(count):
            connection = self._connect(b"GET %s HTTP/1.1\r\n%s\r\n" % (path.encode(), HOST), receive_buffer)
            self._reading.append((connection, rate))

    def add_downloads(self, count):
        """Together they take 80 MB a second, as much as a wire of 1 Gbit/s gives without trouble."""
        self.add_readers(count, rate=int(80_000_000 * self.PAUSE) // count, receive_buffer=None)

    def add_idle(self, count):
        for _ in range(count):
            self._reading.append((self._connect(b""), 1))

    def _connect(self, beginning, receive_buffer=None):
        connection = socket.socket()
        if receive_buffer:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(30)
        connection.connect(("127.0.0.1", self._daemon.port))
        connection.sendall(beginning)
        connection.setblocking(False)
        return connection

    def open_count(self):
        """How many of them the daemon has not ended."""
        poll = select.poll()
        for connection in self._all():
            poll.register(connection, select.POLLRDHUP)
        return len(self._all()) - len(poll.poll(0))

    def _all(self):
        return [connection for connection, _ in self._sending + self._reading]

    def _run(self):
        while not self._over.wait(self.PAUSE):
            for connection, piece in self._sending:
                with contextlib.suppress(OSError):
                    connection.send(piece)
            for connection, size in self._reading:
                with contextlib.suppress(OSError):
                    connection.recv(size)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()
        for connection in self._all():
            connection.close()
