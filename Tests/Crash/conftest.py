"""The shim, folders on one or on two filesystems, and the figures at the end."""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pytest

import shim
from rig import Rig
from verdict import Verdict

# In memory, so that a sync costs nothing; where a real disk matters, the tests mount one.
MEMORY = Path("/dev/shm")
LAYOUTS = ["one filesystem", "two filesystems"]
WORKERS = 6  # they sleep more than they work


class Figures:
    """What was tried and found, printed after all tests."""

    def __init__(self):
        self._lines, self._totals = [], {}

    def line(self, text):
        self._lines.append(text)

    def add(self, kind, what, count, found):
        """`found` is the verdict over `count` tries of a kind."""
        self.line(f"{kind}: {what}: {count}: {found}")
        total = self._totals.setdefault(kind, [0, Verdict()])
        total[0] += count
        total[1].add(found)

    def tell(self, write_line):
        for line in self._lines:
            write_line(line)
        for kind, (count, found) in self._totals.items():
            write_line(f"{count} {kind}: {found}")


_figures = Figures()


def pytest_addoption(parser):
    parser.addoption("--every-call", action="store_true", help="disturb every call instead of an evenly spread part")


def pytest_configure(config):
    config.addinivalue_line("markers", "every_call: only with --every-call, too long for a short run")
    config.addinivalue_line("markers", "one_layout: a short run takes only the first of the layouts")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--every-call"):
        return
    left_out = [item for item in items if _is_for_a_full_run(item)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _is_for_a_full_run(item):
    if item.get_closest_marker("every_call"):
        return True
    return bool(item.get_closest_marker("one_layout")) and item.callspec.params["make_rig"] != LAYOUTS[0]


def pytest_terminal_summary(terminalreporter):
    _figures.tell(terminalreporter.write_line)


@pytest.fixture
def figures():
    """Told when all tests are over."""
    return _figures


@pytest.fixture
def spread(request):
    """Chooses the numbers to try: at most `part` of them, evenly spread; with `--every-call` `full` of them, or all."""
    def choose(numbers, part, full=None):
        count = full if request.config.getoption("--every-call") else part
        if count is None or len(numbers) <= count:
            return list(numbers)
        return [numbers[round(index * (len(numbers) - 1) / (count - 1))] for index in range(count)]
    return choose


@pytest.fixture(scope="session")
def shim_library(tmp_path_factory):
    return shim.build(tmp_path_factory.mktemp("shim"))


@pytest.fixture
def memory_folder():
    with tempfile.TemporaryDirectory(prefix="benchd-crash-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture(params=LAYOUTS)
def make_rig(request, shim_library, memory_folder, tmp_path):
    """Makes rigs with inbox and data folder on one filesystem or on two."""
    inboxes = memory_folder
    if request.param == LAYOUTS[1]:
        inboxes = tmp_path
        if os.stat(inboxes).st_dev == os.stat(memory_folder).st_dev:
            pytest.skip(f"{tmp_path} is on the filesystem of {MEMORY}, and a second one is needed")
    rigs = []

    def make(name):
        folder = memory_folder / str(name)
        rigs.append(Rig(shim_library, folder, inboxes / str(name) / "inbox", folder / "data"))
        return rigs[-1]

    make.layout = request.param
    yield make
    for rig in rigs:
        rig.close()


@pytest.fixture
def in_parallel():
    """Calls a function with each value, some at a time; returns the results in order."""
    def run(function, values):
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(function, values))
    return run


@pytest.fixture
def first_in_parallel():
    """Calls a function with the values until it returns something truthy, and returns that."""
    def run(function, values):
        with ThreadPoolExecutor(WORKERS) as pool:
            calls = [pool.submit(function, value) for value in values]
            found = next((call.result() for call in as_completed(calls) if call.result()), None)
            pool.shutdown(cancel_futures=True)
        return found
    return run
