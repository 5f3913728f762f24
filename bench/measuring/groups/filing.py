"""Uploads and drops, beside a program that writes, syncs and renames the same three files and does nothing else."""

import contextlib
from functools import partial

from .. import reports
from ..burst import Files, floor, floor_rate, upload_rate
from ..drops import copied, listed_after_rename, listed_after_rsync
from ..rounds import Sample, alternate
from ..rows import LIMIT, Row, at_least, at_most
from ..servers.benchd import Benchd
from ..servers.old import OldApplication

MANY = 16
# Six hundred of them are one burst.
DROP_BYTES = 48_000


def rows(bench):
    with contextlib.ExitStack() as stack:
        benchd = stack.enter_context(bench.running(Benchd))
        old = stack.enter_context(bench.running(OldApplication))
        files = Files.of(bench.new_folder(), reports.example())
        for key, title, connections in (("upload", "Durable upload, one at a time", 1), ("upload-many", f"Durable upload, {MANY} at once", MANY)):
            yield upload_row(bench, key, title, files, connections, benchd, old)
        small = reports.of_size(DROP_BYTES).read_bytes()
        yield drops_row(bench, benchd, small)
        yield single_drop_row(bench, benchd, Files.of(bench.new_folder(), reports.example()))


def upload_row(bench, key, title, files, connections, benchd, old):
    count = max(connections, bench.effort.burst // files.byte_count)
    before = benchd.total()
    rounds = alternate(
        {
            "benchd": partial(upload_rate, bench, benchd, files, count, connections),
            "floor": partial(floor_rate, bench, files, count, connections),
            "FastAPI": partial(upload_rate, bench, old, files, count, connections),
        }, bench.effort.rounds, bench.effort.rest)
    benchd.expect_total(before + bench.effort.rounds * count)
    return Row(key, title, "uploads/s", at_least(0.7), "floor", rounds)


def drops_row(bench, benchd, report):
    count = bench.effort.drops
    files = Files.of(bench.new_folder(), report)
    rounds = alternate(
        {
            "benchd": partial(listed_after_rsync, bench, benchd, report, count),
            "floor": lambda: Sample(count / floor(bench, files, count, MANY)[0]),
            "rsync": partial(copied, bench, report, count, ["rsync", "-a"]),
            "cp": partial(copied, bench, report, count, ["cp", "-r"]),
        }, bench.effort.rounds, bench.effort.rest)
    return Row("drops", f"{count} drops by rsync, until all are listed", "drops/s", at_least(0.8), "floor", rounds)


def single_drop_row(bench, benchd, files):
    """Each round has many single drops, for one takes only some milliseconds."""
    rounds = []
    for _ in range(bench.effort.rounds):
        pairs = alternate(
            {
                "benchd": partial(listed_after_rename, bench, benchd, files),
                "floor": lambda: Sample(floor(bench, files, 1, 1)[0] * 1e3),
            }, bench.effort.single_drops, min(0.1, bench.effort.rest))
        rounds += [{**pair, LIMIT: Sample(pair["floor"].value * 2 + 2)} for pair in pairs]
    return Row("drop", "One drop by mv, until it is listed; the limit is floor × 2 + 2 ms", "ms", at_most(1), LIMIT, rounds)
