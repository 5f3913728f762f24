"""Drops: how rigs put them into the inbox, and how long it takes until they are listed."""

import contextlib
import http.client
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

from . import reports
from .places import Unfit
from .processes import finish
from .rounds import Sample

MEMORY = Path("/dev/shm")
TIMEOUT = 300


@contextlib.contextmanager
def written(report, count, first):
    """A folder with so many drops, in memory where there is such a place: only what arrives is to be written to the disk."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="benchd-drops-") as folder:
        for number in range(first, first + count):
            drop = Path(folder) / f"run-{number:06}"
            drop.mkdir()
            (drop / "aggregated_report.json").write_bytes(reports.tagged(report, number))
            (drop / "config.zip").write_bytes(reports.config())
        yield f"{folder}/"


def listed_after_rsync(bench, benchd, report, count):
    with written(report, count, bench.numbers(count)) as source, Watcher(benchd) as watcher:
        os.sync()
        before = watcher.total()
        processor = benchd.processor_seconds()
        begin = time.perf_counter()
        finish("rsync", "-a", source, benchd.inbox / "rig-01")
        watcher.wait_for(before + count, pause=0.005)
        spent = time.perf_counter() - begin
        processor = benchd.processor_seconds() - processor
    return Sample(count / spent, processor / count * 1e3)


def copied(bench, report, count, command):
    """The same drops, copied into a plain directory."""
    target = bench.new_folder() / "copies"
    with written(report, count, bench.numbers(count)) as source:
        os.sync()
        spent = finish(*command, source, target)
    if (found := sum(1 for _ in target.glob("*/*"))) != 2 * count:
        raise Unfit(f"{command[0]} has copied {found} files instead of {2 * count}")
    shutil.rmtree(target)
    return Sample(count / spent.seconds, spent.processor_seconds / count * 1e3)


def listed_after_rename(bench, benchd, files):
    """Milliseconds from the rename of a config and its report into the inbox until the run is listed."""
    number = bench.numbers(1)
    folder = bench.new_folder()
    (folder / "config.zip").write_bytes(files.config.read_bytes())
    (folder / "report.json").write_bytes(reports.tagged(files.report.read_bytes(), number))
    rig = benchd.inbox / "rig-02"
    rig.mkdir(exist_ok=True)
    os.sync()
    with Watcher(benchd) as watcher:
        before = watcher.total()
        begin = time.perf_counter()
        (folder / "config.zip").rename(rig / f"run-{number}_config.zip")
        (folder / "report.json").rename(rig / f"run-{number}.json")
        watcher.wait_for(before + 1, pause=0.0005)
        return Sample((time.perf_counter() - begin) * 1e3)


class Watcher:
    """Asks over one connection how many runs are listed."""

    def __init__(self, benchd):
        self._connection = http.client.HTTPConnection("127.0.0.1", benchd.port, timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def total(self):
        self._connection.request("GET", "/api/benchmarks?limit=1")
        return json.loads(self._connection.getresponse().read())["total"]

    def wait_for(self, count, pause):
        """Asks seldom while many are missing: each answer takes time from the filing."""
        begin = time.monotonic()
        first = found = self.total()
        while found < count:
            spent = time.monotonic() - begin
            if spent > TIMEOUT:
                raise Unfit(f"benchd lists {found} runs instead of {count} after {TIMEOUT} s")
            missing = (count - found) * spent / (found - first) if found > first else 0
            time.sleep(max(pause, min(missing / 2, 0.2)))
            found = self.total()
