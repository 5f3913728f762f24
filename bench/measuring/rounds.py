"""Measures contenders in strict alternation, and says what the rounds have in common."""

import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    value: float
    # Milliseconds of the server's processor time for each request or run; None where nobody asked.
    processor: float | None = None


@dataclass(frozen=True)
class Spread:
    low: float
    middle: float
    high: float

    @property
    def width(self):
        return self.high - self.low


def alternate(contenders, rounds, rest=0.0):
    """One sample of each contender a round, one after the other: [{name: Sample}]."""
    return [{name: measured(measure, rest) for name, measure in contenders.items()} for _ in range(rounds)]


def measured(measure, rest):
    sample = measure()
    time.sleep(rest)
    return sample


def spread(values):
    """The median and the quartiles."""
    values = sorted(values)
    if len(values) == 1:
        return Spread(values[0], values[0], values[0])
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(low, middle, high)
