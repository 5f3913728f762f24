"""When rigs send: a seeded model of an evening, the begin of a night shift, an outage of the database, and the night after it.

All times of the model are those of the rigs; a measurement passes them `speed` times as fast.
"""

import itertools
import random
from dataclasses import dataclass

# Seconds between two reports of a rig at work: each rig has its own mean, and each report comes a little earlier or later.
INTERVAL = (240, 360)
JITTER = 0.1
# By day so many rigs work; the others begin within a part of the whole time from the begin of the shift.
BY_DAY = 0.25
BEGINNING = 0.1
# The parts of the whole time at which the shift begins, and the outage begins and ends.
SHIFT, OUTAGE, RETURN = 0.2, 0.5, 0.6
# Seconds that a rig waits before it sends once more: twice as long each time, and by chance down to half (clients/benchd-push).
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60


@dataclass(frozen=True)
class Model:
    rigs: int
    # Of the measurement, not of the rigs.
    seconds: float
    speed: float
    seed: int = 1

    @property
    def span(self):
        """Seconds that pass for the rigs."""
        return self.seconds * self.speed

    @property
    def peak(self):
        """Reports a second, as measured, while all rigs work."""
        return self.rigs / (sum(INTERVAL) / 2) * self.speed

    def at(self, part):
        """Seconds of the measurement until a part of the whole time is over."""
        return self.seconds * part

    def arrivals(self):
        """When reports are ready, in seconds of the measurement, in order; each with the number of its rig."""
        return sorted(
            (moment / self.speed, rig)
            for rig, chance in enumerate(map(random.Random, self._seeds()))
            for moment in itertools.takewhile(lambda moment: moment < self.span, self._moments(rig, chance)))

    def _seeds(self):
        return (f"{self.seed}, rig {rig}" for rig in range(self.rigs))

    def _moments(self, rig, chance):
        interval = chance.uniform(*INTERVAL)
        works_by_day = rig < self.rigs * BY_DAY
        begin = 0 if works_by_day else self.span * (SHIFT + chance.uniform(0, BEGINNING))
        # A rig that begins its shift reports after its first benchmarks; one that was at work is somewhere in between.
        moment = begin + chance.uniform(0, interval)
        while True:
            yield moment
            moment += interval * chance.uniform(1 - JITTER, 1 + JITTER)

    def pause(self, attempt, asked, chance):
        """Seconds of the measurement between an attempt (from 0 on) that failed and the next; `asked` is Retry-After, in seconds of the rigs."""
        pause = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE) * chance.uniform(0.5, 1)
        return max(pause, asked + chance.uniform(0, 0.5) if asked else 0) / self.speed
