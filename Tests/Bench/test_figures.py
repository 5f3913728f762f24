"""What bench/measure makes of its rounds: ratios, regressions, exponents, and the document."""

import dataclasses
import json
import sys

import pytest

from Support.paths import ROOT

sys.path.insert(0, str(ROOT / "bench"))

from measuring import document, figures  # noqa: E402
from measuring.curves import exponent  # noqa: E402
from measuring.places import Unfit  # noqa: E402
from measuring.rounds import Sample, spread  # noqa: E402
from measuring.rows import Curve, Row, at_least, at_most  # noqa: E402

CIRCUMSTANCES = {
    "taken": "2026-01-01 00:00 UTC", "command": "bench/measure bench", "rounds": 5, "seconds": 2,
    "machine": {"processor": "a processor", "cores": 2, "memory_gib": 8, "kernel": "6", "filesystem": "ext4", "load": "0"}, "versions": {"nginx": "1"}}


def rate(*values, beside=100.0, goal=None):
    rounds = [{"benchd": Sample(value, 0.5), "nginx": Sample(beside, 0.25), "FastAPI": Sample(10.0, 2.0)} for value in values]
    return Row("raw", "Raw report", "requests/s", goal or at_least(0.85), "nginx", rounds)


def kept(*rows):
    return json.loads(json.dumps(figures.merged({}, rows, [], CIRCUMSTANCES)))


def test_a_ratio_is_the_median_of_the_rounds_with_its_quartiles():
    assert spread([5, 1, 4, 2, 3]) == spread([1, 2, 3, 4, 5])
    ratio = rate(70, 80, 90, 60, 100).ratio
    assert (ratio.low, ratio.middle, ratio.high) == (0.7, 0.8, 0.9)


def test_a_goal_is_a_least_or_a_most():
    assert rate(90).is_reached and not rate(80).is_reached
    assert rate(140, goal=at_most(1.5)).is_reached and not rate(160, goal=at_most(1.5)).is_reached


@pytest.mark.parametrize(
    ("before", "after", "is_worse"), [
        (rate(90, 90, 90), rate(80, 80, 80), True),
        (rate(90, 90, 90), rate(89, 89, 89), False),
        (rate(90, 90, 90), rate(99, 99, 99), False),
        (rate(70, 90, 110), rate(80, 80, 80), False),
        (rate(90, 90, 90), rate(60, 80, 100), False),
        (rate(90, goal=at_most(1)), rate(99, goal=at_most(1)), True),
        (rate(90, goal=at_most(1)), rate(80, goal=at_most(1)), False),
    ], ids=["lower", "less than the least change", "higher", "noise before", "noise now", "longer", "shorter"])
def test_a_regression_is_worse_by_more_than_the_noise(before, after, is_worse):
    assert len(figures.regressions(kept(before), [after])) == is_worse


def test_a_row_that_was_never_measured_is_no_regression():
    assert figures.regressions({}, [rate(1)]) == []


def test_figures_of_other_rows_stay():
    other = dataclasses.replace(rate(50), key="page")
    merged = figures.merged(kept(rate(90)), [other], [], CIRCUMSTANCES)
    assert figures.rows_of(merged) == [rate(90), other]


def test_figures_are_read_as_they_were_written(tmp_path):
    curve = Curve("list", "List", "runs", "requests/s", {"benchd": [(10, 1.0), (100, 2.0)]})
    figures.write(tmp_path / "figures.json", figures.merged({}, [rate(90, 80)], [curve], CIRCUMSTANCES))
    read = json.loads((tmp_path / "figures.json").read_text())
    assert figures.rows_of(read) == [rate(90, 80)]
    assert [found.title for found in figures.curves_of(read)] == ["List"]
    assert "| benchd | 1 | 2 | 0.30 | 0.30 |" in document.tables(read)


@pytest.mark.parametrize(("power", "name"), [(0, "constant"), (1, "linear"), (2, "quadratic"), (-1, "inverse")])
def test_an_exponent_is_the_power_of_the_measure(power, name):
    assert exponent([(x, 3 * x**power) for x in (10, 100, 1_000)]) == pytest.approx(power), name


def test_one_place_has_no_exponent():
    assert exponent([(10, 1)]) is None


def test_the_tables_replace_what_is_between_the_marks():
    text = f"before\n{document.BEGIN}\nold\n{document.END}\nafter\n"
    replaced = document.replaced(text, document.tables(kept(rate(90))))
    assert replaced.startswith("before\n") and replaced.endswith("\nafter\n") and "old" not in replaced
    assert "| Raw report | 90 requests/s | 100 | nginx | **0.9** |  | ≥ 0.85 | yes | 0.5 | 0.25 |" in replaced
    assert "| Raw report | FastAPI | 10 requests/s | 9 | 2 |" in replaced


def test_a_document_without_marks_is_an_error():
    with pytest.raises(Unfit):
        document.replaced("nothing", "tables")
