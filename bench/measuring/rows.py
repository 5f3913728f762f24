"""A row of the table: what was measured of benchd and of the others, and what benchd is to reach."""

from dataclasses import dataclass

from .rounds import Sample, spread

BENCHD = "benchd"
# The contender of a row that is held against a number.
LIMIT = "limit"


@dataclass(frozen=True)
class Goal:
    """A bound for the ratio of benchd to the contender that judges."""

    bound: float
    is_least: bool

    def is_reached(self, ratio):
        return ratio >= self.bound if self.is_least else ratio <= self.bound

    def __str__(self):
        return f"{'≥' if self.is_least else '≤'} {self.bound:g}"


def at_least(bound):
    return Goal(bound, True)


def at_most(bound):
    return Goal(bound, False)


@dataclass(frozen=True)
class Row:
    key: str
    title: str
    unit: str
    goal: Goal
    # The contender that judges.
    against: str
    rounds: list[dict[str, Sample]]

    def ratios(self):
        return [samples[BENCHD].value / samples[self.against].value for samples in self.rounds]

    @property
    def ratio(self):
        return spread(self.ratios())

    @property
    def is_reached(self):
        return self.goal.is_reached(self.ratio.middle)

    def contenders(self):
        return list(self.rounds[0])

    def value(self, contender):
        return spread(samples[contender].value for samples in self.rounds)

    def processor(self, contender):
        """Its median; None where it was not measured."""
        values = [samples[contender].processor for samples in self.rounds]
        return None if None in values else spread(values).middle


@dataclass(frozen=True)
class Curve:
    """How a measure grows: [(x, y)] for each contender."""

    key: str
    title: str
    horizontal: str
    vertical: str
    points: dict[str, list[tuple[float, float]]]
