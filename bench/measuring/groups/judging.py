"""`benchd check` of a large report, beside a parser that takes nothing out of it."""

from functools import partial

from .. import reports
from ..building import program
from ..places import BENCHD
from ..processes import clean_environment, finish
from ..rounds import Sample, alternate
from ..rows import Row, at_most


def rows(bench):
    file = reports.of_size(bench.effort.large)
    title = f"Judging a report of {bench.effort.large / 1e6:g} MB (benchd check)"
    yield Row("judging", title, "ms", at_most(1.5), "simdjson", alternate(contenders(file), bench.effort.rounds))


def contenders(file):
    return {"benchd": partial(duration, BENCHD, "check", file), "simdjson": partial(duration, program("parse"), file)}


def duration(*command):
    """Milliseconds of a whole process, and of processor time."""
    spent = finish(*command, environment=clean_environment())
    return Sample(spent.seconds * 1e3, spent.processor_seconds * 1e3)
