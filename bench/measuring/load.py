"""Asks a server again and again over connections that stay open (wrk)."""

import json
from dataclasses import dataclass

from .places import PROGRAMS, Unfit
from .processes import finish
from .rounds import Sample

# What an answer takes besides its body, at most.
HEAD = 4_096
# How long a load lasts, in seconds, before too few answers are an error.
PATIENCE = 10


@dataclass(frozen=True)
class Target:
    """One address of a server, and how long its answers are."""

    server: object
    path: str
    body_bytes: int
    headers: tuple[str, ...] = ()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.port}{self.path}"


def drive(target, connections, seconds):
    """Requests a second, and milliseconds of the server's processor time for each."""
    before = target.server.processor_seconds()
    counted = wrk(target, connections, seconds)
    used = target.server.processor_seconds() - before
    # On a busy machine a short load may end before the first answer.
    if counted["requests"] < connections and seconds < PATIENCE:
        return drive(target, connections, 4 * seconds)
    expect_whole(target, connections, counted)
    return Sample(counted["requests"] / counted["microseconds"] * 1e6, used / counted["requests"] * 1e3)


def wrk(target, connections, seconds):
    headers = [part for header in target.headers for part in ("-H", header)]
    output = finish("wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--timeout", "60", "-s", PROGRAMS / "summary.lua", *headers, target.url).output
    lines = [line for line in output.splitlines() if line.startswith('{"requests"')]
    if len(lines) != 1:
        raise Unfit(f"wrk does not count {target.url}: {output[:500]}")
    return json.loads(lines[0])


def expect_whole(target, connections, counted):
    """Every answer was right: no errors, and as many bytes as so many answers have."""
    requests, received = counted["requests"], counted["bytes"]
    if requests == 0 or any(counted["errors"].values()):
        raise Unfit(f"{target.url} was not answered {requests} times without errors: {counted['errors']}")
    most = (requests + connections) * (target.body_bytes + HEAD)
    if not requests * target.body_bytes <= received <= most:
        raise Unfit(f"{target.url}: {received} bytes are not those of {requests} answers of {target.body_bytes}")
