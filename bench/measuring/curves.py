"""How measures grow with runs, report size, connections and members of an archive."""

import contextlib
import math
from functools import partial

from . import reports
from .generating import library
from .groups import judging, libraries, serving
from .load import drive
from .places import BENCHD
from .rounds import alternate, spread
from .rows import Curve
from .site import Site
from .starting import first_starts, next_start

# More of these would take hours.
LARGE_LIBRARY = 100_000


def curves(bench):
    yield from size_curves(bench)
    yield connections_curve(bench)
    yield members_curve(bench)
    yield from library_curves(bench)


def exponent(points):
    """The slope of a straight line through the logarithms: 1 is linear, 0 is constant; None where it cannot be told."""
    logarithms = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len({x for x, _ in logarithms}) < 2:
        return None
    middle_x, middle_y = (sum(column) / len(logarithms) for column in zip(*logarithms))
    return sum((x - middle_x) * (y - middle_y) for x, y in logarithms) / sum((x - middle_x) ** 2 for x, _ in logarithms)


def gathered(places, rounds_of):
    """The medians of each contender at each place: {contender: [(x, y)]}."""
    points = {}
    for place in places:
        rounds = rounds_of(place)
        for name in rounds[0]:
            points.setdefault(name, []).append((place, spread(samples[name].value for samples in rounds).middle))
    return points


def size_curves(bench):
    sizes = bench.effort.report_sizes

    def judged(size):
        return alternate(judging.contenders(reports.of_size(size)), bench.effort.rounds)

    yield Curve("judging", "Judging a report", "bytes", "ms", gathered(sizes, judged))
    with contextlib.ExitStack() as stack:
        site = Site(bench, stack)

        def served(size):
            targets = site.pair(site.file(reports.of_size(size).read_bytes()))
            return alternate(driven(bench, targets, serving.CONNECTIONS), bench.effort.rounds)

        yield Curve("raw", "Raw report", "bytes", "requests/s", gathered(sizes, served))


def connections_curve(bench):
    with contextlib.ExitStack() as stack:
        site = Site(bench, stack)
        targets = site.pair(site.file(reports.example()))

        def served(connections):
            return alternate(driven(bench, targets, connections), bench.effort.rounds)

        return Curve("connections", "Raw report of 0.45 MB", "connections", "requests/s", gathered(bench.effort.connections, served))


def driven(bench, targets, connections):
    return {name: partial(drive, target, connections, bench.effort.seconds) for name, target in targets.items()}


def members_curve(bench):
    def judged(count):
        archive = reports.archive(count)
        return alternate(
            {
                "benchd": partial(judging.duration, BENCHD, "check", "--max-config-entries", count, archive),
                "unzip -l": partial(judging.duration, "unzip", "-l", archive),
            }, bench.effort.rounds)

    return Curve("members", "Judging a config archive", "members", "ms", gathered(bench.effort.members, judged))


def library_curves(bench):
    counts = bench.effort.libraries

    def first(count):
        return first_starts(bench, library(count), count, rounds_for(bench, count))

    def again(count):
        return alternate({"benchd": partial(next_start, bench, library(count), count)}, rounds_for(bench, count))

    def listed(count):
        with contextlib.ExitStack() as stack:
            return alternate(driven(bench, {"benchd": libraries.list_target(bench, stack, count)}, libraries.CONNECTIONS), bench.effort.rounds)

    yield Curve("start-first", "First start", "runs", "ms", gathered(counts, first))
    yield Curve("start-again", "Start again", "runs", "ms", gathered(counts, again))
    yield Curve("list", "List of 50", "runs", "requests/s", gathered(counts, listed))


def rounds_for(bench, count):
    return 1 if count >= LARGE_LIBRARY else bench.effort.rounds
