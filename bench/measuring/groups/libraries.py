"""Libraries of many small runs: how long a list takes, and how long benchd takes to start."""

import contextlib
from functools import partial

from ..checks import expect
from ..generating import library
from ..load import Target, drive
from ..rounds import Sample, alternate
from ..rows import LIMIT, Row, at_least, at_most
from ..servers.benchd import Benchd
from ..starting import first_starts, next_start

CONNECTIONS = 16
READY_LIMIT = 100


def rows(bench):
    yield from start_rows(bench, bench.effort.started)
    yield from list_rows(bench, bench.effort.listed)


def start_rows(bench, count):
    data = library(count)
    empty = bench.new_folder()
    title = f"First start with {count:,} runs, until all are in the catalog and drops are taken"
    yield Row("start-first", title, "ms", at_most(5), "cat", first_starts(bench, data, count, min(3, bench.effort.rounds)))
    again = {
        "benchd": partial(next_start, bench, data, count), "benchd without runs": partial(next_start, bench, empty, 0),
        LIMIT: lambda: Sample(READY_LIMIT)}
    yield Row("start-again", f"Start again with {count:,} runs, until they are listed", "ms", at_most(1), LIMIT, alternate(again, bench.effort.rounds))


def list_rows(bench, counts):
    least = min(counts)
    with contextlib.ExitStack() as stack:
        targets = {count: list_target(bench, stack, count) for count in counts}
        for count in sorted(counts)[1:]:
            contenders = {
                "benchd": partial(drive, targets[count], CONNECTIONS, bench.effort.seconds),
                f"{least:,} runs": partial(drive, targets[least], CONNECTIONS, bench.effort.seconds)}
            rounds = alternate(contenders, bench.effort.rounds)
            yield Row(f"list-{count}", f"List of 50 of {count:,} runs", "requests/s", at_least(0.67), f"{least:,} runs", rounds)


def list_target(bench, stack, count):
    benchd = stack.enter_context(bench.running(Benchd, library(count)))
    benchd.wait_until_complete(count)
    benchd.wait_until_read()
    path = "/api/benchmarks"
    body = expect("benchd", benchd.port, path).body
    expect("benchd", benchd.port, path, body=body)
    return Target(benchd, path, len(body))
