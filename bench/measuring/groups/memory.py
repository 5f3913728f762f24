"""Memory of a daemon with nothing to do, and with clients that keep their connections."""

import contextlib
import socket
import time

from ..places import Unfit
from ..rounds import Sample
from ..rows import BENCHD, LIMIT, Row, at_most
from ..servers.bare import Bare
from ..servers.benchd import Benchd
from ..servers.old import OldApplication

MIB = 1 << 20
IDLE_LIMIT = 16
CLIENTS_LIMIT = 12


def rows(bench):
    clients = bench.effort.clients
    rounds = [found(bench) for _ in range(min(3, bench.effort.rounds))]
    for key, title, limit, at in (
            ("memory", "Memory without work", IDLE_LIMIT, 0),
            ("memory-clients", f"{clients} clients that keep their connections: memory more", CLIENTS_LIMIT, 1)):
        samples = [{**{name: Sample(values[at]) for name, values in part.items()}, LIMIT: Sample(limit)} for part in rounds]
        yield Row(key, title, "MiB", at_most(1), LIMIT, samples)


def found(bench):
    """Of each server MiB without work, and how many more its clients take."""
    values = {}
    for name, (server, path) in servers(bench).items():
        before, after = measured(bench, server, path)
        values[name] = (before[0], after[0] - before[0])
        if name == BENCHD:
            values["benchd, without mapped files"] = (before[1], after[1] - before[1])
    return values


def servers(bench):
    page = bench.new_folder() / "page"
    page.write_bytes(bytes(100))
    return {"benchd": (Benchd, "/healthz"), "libmicrohttpd": (lambda folder: Bare(folder, [page]), "/page"), "FastAPI": (OldApplication, "/openapi.json")}


def measured(bench, server, path):
    """MiB of a server that has started, and of the same with its clients: resident, and without mapped files."""
    with bench.running(server) as process:
        # What the start needed is given back.
        time.sleep(1)
        before = memory(process)
        with contextlib.ExitStack() as stack:
            for _ in range(bench.effort.clients):
                ask(stack.enter_context(socket.create_connection(("127.0.0.1", process.port), timeout=60)), process, path)
            return before, memory(process)


def memory(process):
    return process.resident_bytes() / MIB, process.anonymous_bytes() / MIB


def ask(connection, process, path):
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{process.port}\r\n\r\n".encode())
    answer = connection.recv(1 << 16)
    if not answer.startswith(b"HTTP/1.1 200 ") or b"\r\nconnection: close" in answer.lower():
        raise Unfit(f"{process.name} does not keep the connection of a client: {answer[:300]!r}")
