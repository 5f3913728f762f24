"""The raw figures that are kept in the tree, and what has become worse since."""

import json
import subprocess

from .places import FIGURES, ROOT
from .rounds import Sample
from .rows import Curve, Goal, Row

# A change of less than this is none, however quiet the rounds were.
LEAST_CHANGE = 0.03


def kept():
    """The figures that were committed last; those of the working tree where there is no commit of them."""
    path = FIGURES.relative_to(ROOT)
    shown = subprocess.run(["git", "-C", ROOT, "show", f"HEAD:{path}"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if shown.returncode == 0:
        return json.loads(shown.stdout)
    return json.loads(FIGURES.read_text()) if FIGURES.exists() else {}


def merged(before, rows, curves, circumstances):
    """The figures of before, with what was measured now in the place of the same rows and curves."""
    figures = {"rows": dict(before.get("rows", {})), "curves": dict(before.get("curves", {}))}
    figures["rows"] |= {row.key: encoded_row(row) | {"circumstances": circumstances} for row in rows}
    figures["curves"] |= {curve.key: vars(curve) | {"circumstances": circumstances} for curve in curves}
    return figures


def encoded_row(row):
    rounds = [{name: vars(sample) for name, sample in samples.items()} for samples in row.rounds]
    return vars(row) | {"goal": vars(row.goal), "rounds": rounds}


def row_of(figure):
    rounds = [{name: Sample(**sample) for name, sample in samples.items()} for samples in figure["rounds"]]
    goal = Goal(**figure["goal"])
    return Row(figure["key"], figure["title"], figure["unit"], goal, figure["against"], rounds)


def curve_of(figure):
    return Curve(**{name: value for name, value in figure.items() if name != "circumstances"})


def rows_of(figures):
    return [row_of(figure) for figure in figures.get("rows", {}).values()]


def curves_of(figures):
    return [curve_of(figure) for figure in figures.get("curves", {}).values()]


def regressions(before, rows):
    """A sentence for each row that is worse than the kept figure by more than the noise of both."""
    old = {row.key: row for row in rows_of(before)}
    return [sentence for row in rows if row.key in old and (sentence := regression(old[row.key], row))]


def regression(old, new):
    worse = old.ratio.middle - new.ratio.middle if new.goal.is_least else new.ratio.middle - old.ratio.middle
    noise = max(old.ratio.width, new.ratio.width, LEAST_CHANGE * old.ratio.middle)
    if worse <= noise:
        return None
    return f"{new.title}: the ratio to {new.against} is {new.ratio.middle:.2f} and was {old.ratio.middle:.2f}; noise is {noise:.2f}."


def write(path, figures):
    """A line for each row and curve, so that a change of one is seen as such."""
    parts = []
    for kind in ("rows", "curves"):
        lines = [f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in figures[kind].items()]
        parts.append(f"  {json.dumps(kind)}: {{\n" + ",\n".join(lines) + "\n  }")
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n")
