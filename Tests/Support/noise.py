"""What noise, intervals and verdicts are by docs/statistics.md, in other code than benchd's, with scipy."""

import math
from collections import defaultdict
from itertools import combinations

from scipy import stats

ALPHA = 0.05
SMALLEST_PRIOR = 4


def kind(benchmark):
    return benchmark.split("-")[0]


class Values:
    """Logarithms of a metric by benchmark, filesystem and setup, each with its weight."""

    def __init__(self, metric):
        self.metric = metric
        self._groups = defaultdict(dict)

    def add(self, run, report, setup, weight):
        """The values of a report; `setup` gives the setup of each filesystem."""
        for benchmark, entries in report["data"].items():
            for filesystem, entry in entries.items():
                value = entry["metrics"]["plot"].get(self.metric)
                if value is not None and value > 0:
                    self._groups[benchmark, filesystem, setup(benchmark, filesystem)][run] = (math.log(value), weight)

    def groups(self, wanted):
        return [list(runs.values()) for key, runs in self._groups.items() if wanted(*key[:2])]

    def setups(self, benchmark, filesystem):
        """Runs with their logarithms and weights, of each setup of a cell."""
        return [runs for key, runs in self._groups.items() if key[:2] == (benchmark, filesystem)]


def pooled(groups):
    """Sum of squares and degrees of freedom."""
    squares = degrees = 0
    for group in groups:
        weights = sum(weight for _, weight in group)
        mean = sum(value * weight for value, weight in group) / weights
        squares += sum(weight * (value - mean) ** 2 for value, weight in group)
        degrees += len(group) - 1
    return squares, degrees


def moderated(own, priors):
    """Variance and degrees of freedom; `priors` are the pools of the levels, the nearest first."""
    squares, degrees = own
    for prior_squares, prior_degrees in priors:
        if prior_degrees >= SMALLEST_PRIOR:
            squares += SMALLEST_PRIOR * prior_squares / prior_degrees
            degrees += SMALLEST_PRIOR
            break
    return (squares / degrees, degrees) if degrees and squares else None


def noise(values, benchmark, filesystem):
    """Of a cell, on one rig that is the whole library."""
    return moderated(
        pooled(values.groups(lambda b, f: (b, f) == (benchmark, filesystem))),
        [pooled(values.groups(lambda b, f: b == benchmark)), pooled(values.groups(lambda b, f: kind(b) == kind(benchmark)))])


def t_test(difference, factor, variance, degrees):
    return 2 * stats.t.sf(abs(difference) / math.sqrt(variance * factor), degrees)


def interval(difference, factor, variance, degrees, alpha):
    width = stats.t.isf(alpha / 2, degrees) * math.sqrt(variance * factor)
    return math.exp(difference - width), math.exp(difference + width)


def holm(tests):
    """For each (p, weight) whether it is rejected, and the level of the step that decided."""
    order = sorted(range(len(tests)), key=lambda place: (tests[place][0] * tests[place][1], place))
    decisions, failed = [None] * len(tests), None
    for step, place in enumerate(order):
        p, weight = tests[place]
        failed = step if failed is None and p > ALPHA / (len(tests) - step) / weight else failed
        decisions[place] = (failed is None, ALPHA / (len(tests) - (step if failed is None else failed)) / weight)
    return decisions


def pair_pool(values, wanted):
    """Squares and degrees of freedom of all ratios of filesystems within runs of the same setups."""
    squares = degrees = 0
    for benchmark in {key[0] for key in values._groups}:
        if not wanted(benchmark):
            continue
        columns = defaultdict(dict)
        for (name, filesystem, setup), runs in values._groups.items():
            if name == benchmark:
                for run, (value, weight) in runs.items():
                    columns[run][filesystem, setup] = (value, weight)
        blocks = defaultdict(list)
        for cells in columns.values():
            blocks[tuple(sorted(cells))].append(cells)
        for cells, runs in blocks.items():
            for first, second in combinations(cells, 2):
                ratios = [(run[second][0] - run[first][0], run[first][1]) for run in runs]
                found, _ = pooled([ratios])
                squares += found * 2 / len(cells)
            degrees += (len(cells) - 1) * (len(runs) - 1)
    return squares, degrees


def pair_noise(values, benchmark, first, second):
    """Of the logarithm of the ratio of two filesystems of a run."""
    own = []
    for one in values.setups(benchmark, first):
        for other in values.setups(benchmark, second):
            ratios = [(other[run][0] - value, weight) for run, (value, weight) in one.items() if run in other]
            if ratios:
                own.append(ratios)
    return moderated(
        pooled(own), [pair_pool(values, lambda name: name == benchmark), pair_pool(values, lambda name: kind(name) == kind(benchmark))])
