"""Writes the tables of docs/performance.md between two marks; the rest of the file is written by hand."""

from .curves import exponent
from .figures import curves_of, rows_of
from .places import DOCUMENT, Unfit
from .rows import BENCHD, LIMIT

BEGIN = "<!-- Written by bench/measure from bench/figures.json, down to the end mark. -->"
END = "<!-- The end of what bench/measure writes. -->"
INTRODUCTION = """\
Each row is a ratio of benchd to the program beside it, measured in turns in one run on one machine. The ratio is the median of the rounds, its
quartiles stand behind it. *CPU* is what the server computes for a request or a run, in ms: the client takes one of the cores, so it bounds the rates.
"""
CURVES = """\
How measures grow: the exponent is 1 where a measure grows in proportion, 0 where it stays; of a rate it is negative where answers take longer.
*At the end* it is that of the last two places, where what costs the same each time weighs least.
"""


def replaced(text, tables):
    """The document with other tables."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise Unfit(f"{DOCUMENT} does not have the marks between which the tables are written")
    return f"{before}{BEGIN}\n\n{tables}\n{END}{after}"


def tables(figures):
    rows = rows_of(figures)
    parts = [INTRODUCTION, row_table(rows), other_table(rows)]
    if figures["curves"]:
        parts += [CURVES, *map(curve_table, curves_of(figures))]
    return "\n".join([*parts, circumstances(figures)])


def table(head, lines, texts=1):
    """A table whose first columns are texts, and the others numbers."""
    marks = ["---"] * texts + ["---:"] * (len(head) - texts)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, marks, *lines]) + "\n"


def row_table(rows):
    head = ["what", "benchd", "beside it", "", "ratio", "quartiles", "to reach", "reached", "CPU", "CPU beside it"]
    return table(head, [row_line(row) for row in rows])


def row_line(row):
    ratio, against = row.ratio, row.against
    return [
        row.title, f"{number(row.value(BENCHD).middle)} {row.unit}", number(row.value(against).middle), against, f"**{ratio.middle:.3g}**",
        f"{ratio.low:.3g} to {ratio.high:.3g}" if len(row.rounds) > 1 else "", str(row.goal), "yes" if row.is_reached else "no",
        computed(row, BENCHD), computed(row, against)]


def computed(row, contender):
    """Of rates alone: elsewhere it is no time of a request."""
    value = row.processor(contender)
    return "" if value is None or "/s" not in row.unit else number(value)


def other_table(rows):
    """What does not judge, but shows where benchd stands."""
    lines = []
    for row in rows:
        for name in row.contenders():
            if name not in (BENCHD, LIMIT, row.against):
                value = row.value(name).middle
                ratio = number(row.value(BENCHD).middle / value) if value else ""
                lines.append([row.title, name, f"{number(value)} {row.unit}", ratio, computed(row, name)])
    return "Beside these, in the same rounds:\n\n" + table(["what", "who", "measured", "benchd to it", "CPU"], lines, texts=2)


def curve_table(curve):
    """The exponent says how the measure grows, over all and between the last two places: 1 in proportion, 0 not at all."""
    places = [x for x, _ in next(iter(curve.points.values()))]
    lines = []
    for name, points in curve.points.items():
        grows = [exponent(part) for part in (points, points[-2:])]
        lines.append([name, *[number(y) for _, y in points], *["" if value is None else f"{value:.2f}" for value in grows]])
    head = [f"{curve.vertical}, by {curve.horizontal}", *[f"{place:,}" for place in places], "exponent", "at the end"]
    return f"{curve.title}:\n\n{table(head, lines)}"


def circumstances(figures):
    """One paragraph for each time at which figures were taken."""
    taken = {}
    for figure in [*figures["rows"].values(), *figures["curves"].values()]:
        taken[figure["circumstances"]["taken"]] = figure["circumstances"]
    return "\n".join(paragraph(found) for _, found in sorted(taken.items(), reverse=True))


def paragraph(found):
    machine, versions = found["machine"], found["versions"]
    return (
        f"Taken on {found['taken']} with `{found['command']}` ({found['rounds']} rounds of {found['seconds']} s) on {machine['cores']} cores"
        f" of {machine['processor']}, {machine['memory_gib']} GiB, {machine['filesystem']}, Linux {machine['kernel']}, load {machine['load']} at the start; "
        + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".\n")


def number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"

