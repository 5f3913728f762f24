"""Asks a server again and again over connections that stay open (wrk)."""

import json
from dataclasses import dataclass

from .places import PROGRAMS, Unfit
from .processes import finish
from .rounds import Sample

# What an answer takes besides its body, at most.
HEAD = 4_096
LARGE = 2_000_000
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
    count = answer_count(target, counted)
    return Sample(count / counted["microseconds"] * 1e6, used / count * 1e3)


def answer_count(target, counted):
    """A load has few large answers, so the parts of those that are under way at its end count as well."""
    return counted["bytes"] / target.body_bytes if target.body_bytes > LARGE else counted["requests"]


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
