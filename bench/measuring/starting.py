"""Starts of a benchd with a library: with a catalog, and with none."""

from .processes import finish
from .rounds import Sample
from .servers.benchd import Benchd


def forget_catalog(data):
    for file in data.glob("catalog.sqlite*"):
        file.unlink()


def first_start(bench, data, run_count):
    """Milliseconds from the start without a catalog: until benchd listens, until all runs are listed and drops are taken, until each report is read."""
    forget_catalog(data)
    with bench.running(Benchd, data) as benchd:
        spent = benchd.wait_until_complete(run_count)
        complete = Sample(spent * 1e3, benchd.processor_seconds() * 1e3)
        return Sample(benchd.ready_after * 1e3), complete, Sample(benchd.wait_until_read() * 1e3, benchd.processor_seconds() * 1e3)


def first_starts(bench, data, run_count, rounds):
    """First starts beside the reading of the same files, in turns."""
    found = []
    for _ in range(rounds):
        listening, complete, read = first_start(bench, data, run_count)
        found.append({"benchd": complete, "cat": read_files(data), "benchd, until it listens": listening, "benchd, until each report is read": read})
    return found


def next_start(bench, data, run_count):
    """Milliseconds from the start with a catalog until all runs are listed."""
    with bench.running(Benchd, data) as benchd:
        return Sample(benchd.wait_until_it_lists(run_count) * 1e3, benchd.processor_seconds() * 1e3)


def read_files(data):
    """Milliseconds that `cat` takes for the same files; they lie in memory in both cases."""
    spent = finish("find", data, "-maxdepth", "1", "-name", "*.json", "-exec", "sh", "-c", 'exec cat "$@" >/dev/null', "sh", "{}", "+")
    return Sample(spent.seconds * 1e3, spent.processor_seconds * 1e3)
