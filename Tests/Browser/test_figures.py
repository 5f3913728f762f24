"""Every figure shows exactly what the report holds: names, values after unit conversion, axis titles."""

import math

import pytest
from expected import Scatter, figures

from Support.paths import FIXTURE_NAMES
from Support.reports import REPORTS

# Families with a colour of their own; drivers differ by pattern and dash.
FAMILIES = {"ext4", "xfs", "btrfs", "zfs"}


# Of runs that are drawn alike one is drawn each time, the others with --slow.
LIKE_THESE = set(FIXTURE_NAMES) - {"baseline", "minute-mount-options"} | {
    "empty entry", "system_info {}", "system_info a list", "monitoring null", "null sections", "unknown keys"}


@pytest.fixture(scope="module", params=[
    pytest.param(name, marks=[pytest.mark.slow] if name in LIKE_THESE else []) for name in REPORTS])
def page(request, browser, served):
    browser.look()
    browser.open(served.pages[request.param]).draw_all()
    browser.report = REPORTS[request.param]
    return browser


def test_all_figures_are_drawn_as_the_report_has_them(page, served):
    # test_run_charts.py has the figures that put several series or metrics together.
    drawn = {name: figure for name, figure in page.figures().items() if not name[1].startswith(("cause", "distribution", "tail:"))}
    expected = figures(page.report)

    assert set(drawn) == set(expected)
    for name, figure in expected.items():
        compare(name, drawn[name], figure)
    assert page.console() == []
    assert page.foreign_requests(served.port) == set()


def test_a_filesystem_has_one_colour_throughout(page):
    colours = {}
    for figure in page.figures().values():
        for trace in figure["traces"]:
            if not trace["meta"].get("isStall"):
                colours.setdefault(trace["name"], set()).add(trace["colour"])

    assert {name: len(found) for name, found in colours.items()} == dict.fromkeys(colours, 1)
    families = {}
    for name, (colour,) in colours.items():
        if name.partition("_")[0] in FAMILIES:
            families.setdefault(name.partition("_")[0], set()).add(colour)
    assert all(len(found) == 1 for found in families.values())
    assert len(set.union(set(), *families.values())) == len(families)


def compare(name, drawn, expected):
    if expected.is_empty():
        assert drawn["traces"] == [] and drawn["text"], name
        return
    if isinstance(expected, Scatter):
        x_title, y_title, traces = expected.scaled()
        assert title(drawn["xTitle"]).startswith(x_title), name
    elif name[1].startswith("series:"):
        y_title, traces = expected.scaled()
        assert expected.time in drawn["xTitle"], name
    else:
        y_title, traces = expected.scaled()
        drawn = {**drawn, "yTitle": drawn["xTitle"]}
    assert title(drawn["yTitle"]).startswith(y_title) and expected_direction(expected) in drawn["yTitle"], name
    found = drawn_points(drawn)
    assert set(found) == set(traces), name
    for key, points in traces.items():
        assert len(found[key]) == len(points), (name, key)
        for got, wanted in zip(found[key], points):
            assert same(got, wanted), (name, key, got, wanted)


def expected_direction(expected):
    return getattr(expected, "direction", "")


def title(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def drawn_points(drawn):
    """{(filesystem, key): [(x, y)]} of what is drawn; bars lie, so their values are x."""
    points = {}
    for trace in drawn["traces"]:
        if trace["meta"].get("isBand"):
            continue
        if trace["type"] == "bar":
            for key, value in zip(trace["meta"]["keys"], trace["x"], strict=True):
                points[trace["name"], key] = [(None, value)]
        else:
            points[trace["name"], trace["meta"]["key"]] = list(zip(trace["x"], trace["y"], strict=True))
    return points


def same(got, wanted):
    return all(
        one is None and other is None or one is not None and other is not None and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
        for one, other in zip(got, wanted, strict=True))
