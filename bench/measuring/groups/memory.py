"""Memory of a daemon with nothing to do, and with clients that keep their connections."""

import contextlib
import socket
import time

from ..places import Unfit
from ..rounds import Sample
from ..rows import LIMIT, Row, at_most
from ..servers.bare import Bare
from ..servers.benchd import Benchd
from ..servers.old import OldApplication

MIB = 1 << 20
IDLE_LIMIT = 16
CLIENTS_LIMIT = 12


def rows(bench):
    clients = bench.effort.clients
    rounds = [{name: measured(bench, server, path) for name, (server, path) in servers(bench).items()} for _ in range(min(3, bench.effort.rounds))]
    idle = [{**{name: Sample(before) for name, (before, _) in found.items()}, LIMIT: Sample(IDLE_LIMIT)} for found in rounds]
    more = [{**{name: Sample(after) for name, (_, after) in found.items()}, LIMIT: Sample(CLIENTS_LIMIT)} for found in rounds]
    yield Row("memory", "Memory without work", "MiB", at_most(1), LIMIT, idle)
    yield Row("memory-clients", f"{clients} clients that keep their connections: memory more", "MiB", at_most(1), LIMIT, more)


def servers(bench):
    page = bench.new_folder() / "page"
    page.write_bytes(bytes(100))
    return {"benchd": (Benchd, "/healthz"), "libmicrohttpd": (lambda folder: Bare(folder, [page]), "/page"), "FastAPI": (OldApplication, "/openapi.json")}


def measured(bench, server, path):
    """MiB of a server that has started, and how many more with its clients."""
    with bench.running(server) as process:
        time.sleep(1)
        before = process.resident_bytes()
        with contextlib.ExitStack() as stack:
            for _ in range(bench.effort.clients):
                ask(stack.enter_context(socket.create_connection(("127.0.0.1", process.port), timeout=60)), process, path)
            return before / MIB, (process.resident_bytes() - before) / MIB


def ask(connection, process, path):
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{process.port}\r\n\r\n".encode())
    answer = connection.recv(1 << 16)
    if not answer.startswith(b"HTTP/1.1 200 ") or b"\r\nconnection: close" in answer.lower():
        raise Unfit(f"{process.name} does not keep the connection of a client: {answer[:300]!r}")
