"""The same work with both stores, on this machine: one daemon with a data folder, one with a PostgreSQL, in turn."""

import contextlib
from functools import partial

from .. import reports
from ..bench import Bench
from ..burst import Files, upload_rate
from ..checks import expect
from ..drops import listed_after_rsync
from ..effort import EFFORTS
from ..form import upload
from ..load import Target, drive
from ..places import Unfit
from ..rounds import alternate, spread
from ..servers.benchd import Benchd
from .database import DURABLE, Database, Server

FOLDER, DATABASE = "data folder", "PostgreSQL"
CONNECTIONS = 16
# Of the list, and more to come.
RUNS = 60
DROP_BYTES = 48_000
# Answers that are kept: the second and every further reader gets what the first one got.
KEPT = (("list of 50 runs", "/api/benchmarks?limit=50"), ("page of the runs", "/"), ("summary of a run", "/api/benchmarks/{}/summary"), ("page of a run", "/benchmarks/{}"))
RAW = ("raw report, 0.45 MB", "/api/benchmarks/{}")


def measure(effort, note):
    """The lines of the table."""
    with contextlib.ExitStack() as stack:
        bench = Bench(EFFORTS[effort])
        stack.callback(bench.close)
        server = Server(*DURABLE)
        stack.callback(server.stop)
        daemons = {
            FOLDER: stack.enter_context(bench.running(Benchd)), DATABASE: stack.enter_context(bench.running(Benchd, None, Database(server).store))}
        for daemon in daemons.values():
            daemon.wait_until_complete(0)
        measured = []
        for title, unit, contenders in [*reading(bench, daemons), *filing(bench, daemons)]:
            note(f"{title} ...")
            measured.append((title, unit, alternate(contenders, bench.effort.rounds, bench.effort.rest if unit != "answers/s" else 0)))
    return list(table(measured))


def reading(bench, daemons):
    """Each address has the same length at both, since both have the same runs."""
    ids = {}
    first = bench.numbers(RUNS)
    for name, daemon in daemons.items():
        ids[name] = [upload(daemon, reports.tagged(reports.example(), number), reports.config()) for number in range(first, first + RUNS)][0]
    for title, path in (*KEPT, RAW):
        targets = {name: Target(daemon, path.format(ids[name]), 0) for name, daemon in daemons.items()}
        bodies = {name: len(expect(name, target.server.port, target.path).content) for name, target in targets.items()}
        # Ages and times of filing differ by a few letters.
        if max(bodies.values()) - min(bodies.values()) > 2_000:
            raise Unfit(f"{path} has {bodies} bytes")
        yield title, "answers/s", {
            name: partial(drive, Target(target.server, target.path, bodies[name]), CONNECTIONS, bench.effort.seconds) for name, target in targets.items()}


def filing(bench, daemons):
    files = Files.of(bench.new_folder(), reports.example())
    for title, connections in ((f"uploads of 0.45 MB, {CONNECTIONS} at once", CONNECTIONS), ("uploads of 0.45 MB, one after another", 1)):
        count = max(connections, bench.effort.burst // files.byte_count)
        yield title, "runs/s", {name: partial(upload_rate, bench, daemon, files, count, connections) for name, daemon in daemons.items()}
    small = reports.of_size(DROP_BYTES).read_bytes()
    yield f"{bench.effort.drops} drops by rsync", "runs/s", {
        name: partial(listed_after_rsync, bench, daemon, small, bench.effort.drops) for name, daemon in daemons.items()}


def table(measured):
    yield f"| | {FOLDER} | {DATABASE} | ratio | middle half | CPU: {FOLDER}, {DATABASE} |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for title, unit, rounds in measured:
        ratio = spread([samples[DATABASE].value / samples[FOLDER].value for samples in rounds])
        values = " | ".join(f"{spread([samples[name].value for samples in rounds]).middle:,.0f} {unit}" for name in (FOLDER, DATABASE))
        used = ", ".join(f"{spread([samples[name].processor for samples in rounds]).middle:.2f} ms" for name in (FOLDER, DATABASE))
        yield f"| {title} | {values} | **{ratio.middle:.2f}** | {ratio.low:.2f} to {ratio.high:.2f} | {used} |"
