"""Everything at once: how long readers wait while rigs upload, drop and download, and whether the memory grows."""

import contextlib
import json
import random
import subprocess
import sys
import time

from .. import reports
from ..checks import ask
from ..form import upload
from ..places import EXAMPLES, ROOT, Unfit
from ..processes import clean_environment, eventually
from ..rounds import Sample
from ..rows import BENCHD, Row, at_most
from ..servers.benchd import Benchd

RUNS = 60
# Seconds between two reads.
PACE = 0.05
# The time is cut into so many windows; each gives one value of each row.
WINDOWS = 5
# Seconds for what is in the inbox at the end.
FILING_TIMEOUT = 120
MIB = 1 << 20


def rows(bench):
    with bench.running(Benchd) as benchd:
        reader = Reader(benchd, filled(bench, benchd))
        alone = reader.windows(bench.effort.mixed / 3)
        with rigs(bench, benchd) as work:
            loaded = reader.windows(bench.effort.mixed)
        expect_filed(benchd, work)
    yield Row(
        "mixed-read", "99 of 100 reads, while rigs upload, drop and download", "ms", at_most(3), "benchd without them",
        [{BENCHD: Sample(busy.slowest), "benchd without them": Sample(calm.slowest)} for busy, calm in zip(loaded, alone, strict=True)])
    yield Row(
        "mixed-memory", "Memory during that load, window after window", "MiB", at_most(1.1), "first window",
        [{BENCHD: Sample(window.memory), "first window": Sample(loaded[0].memory)} for window in loaded[1:]])


def filled(bench, benchd):
    names = sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir())
    first = bench.numbers(RUNS)
    return [upload(benchd, reports.tagged(reports.example(names[number % len(names)]), number), reports.config()) for number in range(first, first + RUNS)]


class Window:
    """What was seen in a part of the time: the times of the reads in ms, and the memory at its end."""

    def __init__(self, times, memory):
        self.slowest = sorted(times)[max(0, -(-99 * len(times) // 100) - 1)]
        self.memory = memory


class Reader:
    """Asks for what people look at, each time for another run, so that few answers are kept ones."""

    def __init__(self, benchd, runs):
        self._benchd = benchd
        self._runs = runs
        self._chance = random.Random(1)

    def windows(self, seconds):
        return [self._window(seconds / WINDOWS) for _ in range(WINDOWS)]

    def _window(self, seconds):
        times = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            path = self._path()
            begin = time.perf_counter()
            answer = ask(self._benchd.port, path)
            times.append((time.perf_counter() - begin) * 1e3)
            if answer.status != 200:
                raise Unfit(f"benchd answers {path} with {answer.status} in the middle of other work: {answer.body[:300]!r}")
            time.sleep(PACE)
        return Window(times, self._benchd.resident_bytes() / MIB)

    def _path(self):
        one, other = self._chance.sample(self._runs, 2)
        return self._chance.choice([
            f"/benchmarks/{one}", f"/api/benchmarks/{one}/summary", f"/api/benchmarks/{one}", f"/compare?runs={one},{other}", "/",
            "/api/benchmarks?q=ext4&limit=50", f"/api/benchmarks/{one}/series?benchmark=fio-randread-4k&filesystem=ext4_overlay2&group=iostat"])


@contextlib.contextmanager
def rigs(bench, benchd):
    """Rigs at work; after the block, what they have done."""
    done = {}
    command = [sys.executable, "-B", "-m", "measuring.rigs", str(benchd.port), str(benchd.inbox), str(bench.numbers(100_000))]
    with subprocess.Popen(
            command, cwd=ROOT / "bench", env=clean_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield done
        output, _ = process.communicate()
    if process.returncode != 0:
        raise Unfit(f"the rigs ended with {process.returncode}")
    done.update(json.loads(output))


def expect_filed(benchd, work):
    """Each upload was acknowledged, each drop is filed, and nothing was refused."""
    if work["errors"]:
        raise Unfit(f"{len(work['errors'])} of the rigs' requests failed, the first: {work['errors'][0]}")
    if 0 in work.values():
        raise Unfit(f"the rigs did not do all their kinds of work: {work}")
    count = RUNS + work["uploads"] + work["drops"]
    eventually(lambda: benchd.total() == count, f"benchd to list {count} runs", FILING_TIMEOUT)
