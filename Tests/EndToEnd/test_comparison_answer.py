"""Comparisons across runs: their numbers are computed again from the raw reports, by other code."""

import json
import math
from itertools import product
from urllib.parse import quote

import pytest

from Support.answers import NAMES, Library, close
from Support.noise import Values, holm, interval, noise, t_test
from Support.reports import fixture, fixture_config
from Support.web import query

MAIN = {"fio": ("read_iops", "write_iops"), "sysbench": ("tps",), "postgres": ("tps",), "webserver": ("requests_per_sec",)}


@pytest.fixture(scope="module")
def library(shared_daemon, tmp_path_factory):
    """The six real runs of rig-01, filed in the order of `NAMES`."""
    library = Library(shared_daemon, tmp_path_factory.mktemp("library"))
    for name in NAMES:
        library.file(name, fixture(name), fixture_config(name))
    return library


@pytest.fixture
def growing(start_daemon, tmp_path):
    """The same runs in a library of a test's own, which files more."""
    library = Library(start_daemon(), tmp_path)
    for name in NAMES:
        library.file(name, fixture(name), fixture_config(name))
    return library


def main_cells(*reports):
    """The main metrics that all reports have, with the cell's names."""
    for benchmark, entries in reports[0]["data"].items():
        for filesystem, metric in product(entries, MAIN[benchmark.split("-")[0]]):
            plots = [report["data"].get(benchmark, {}).get(filesystem, {}).get("metrics", {}).get("plot", {}) for report in reports]
            if all(metric in plot for plot in plots):
                yield benchmark, filesystem, metric, [plot[metric] for plot in plots]


def values_of(metric):
    """All six runs; the first two are of one setup, and the first is of two iterations."""
    values = Values(metric)
    for name in NAMES:
        setup = "baseline" if name.startswith("baseline") else name
        values.add(name, fixture(name), lambda benchmark, filesystem, setup=setup: setup, 2 if name == "baseline" else 1)
    return values


def expected_verdicts(other):
    """The main cells of `baseline` and another run of other setups: ratio, interval and verdict of each."""
    cells = list(main_cells(fixture("baseline"), fixture(other)))
    values = {metric: values_of(metric) for _, _, metric, _ in cells}
    weights = 1 / 2 + 1  # Two iterations against one.
    rows = []
    for benchmark, filesystem, metric, (first, second) in cells:
        variance, degrees = noise(values[metric], benchmark, filesystem)
        rows.append((benchmark, filesystem, metric, math.log(second / first), variance, degrees))
    # A side that is a single run asks for twice the evidence.
    decisions = holm([(t_test(row[3], weights, *row[4:]), 2) for row in rows])
    for (benchmark, filesystem, metric, difference, variance, degrees), (is_rejected, alpha) in zip(rows, decisions, strict=True):
        low, high = interval(difference, weights, variance, degrees, alpha)
        if is_rejected:
            verdict = "better" if difference > 0 else "worse"
        else:
            verdict = "same" if low >= 1 / 1.05 and high <= 1.05 else "undecided"
        yield (benchmark, filesystem, metric), math.exp(difference), (low, high), 1 - alpha, verdict


@pytest.mark.parametrize("other", ["mount-options", "readahead-16k"])
def test_numbers_of_main_metrics(library, other):
    answer = library.compare("baseline", other)
    found = {(cell["benchmark"], cell["filesystem"], cell["metric"]): cell for cell in answer["cells"]}
    expected = list(expected_verdicts(other))
    assert answer["family"]["size"] == len(expected) > 20
    for key, ratio, bounds, level, verdict in expected:
        against = found[key]["against"][1]
        assert against["verdict"] == verdict, key
        assert close(against["ratio"], ratio) and close(against["interval_level"], level), (key, against)
        assert all(map(close, against["interval"], bounds)), (key, against, bounds)
        assert found[key]["main"] and found[key]["against"][0] is None
    judged = {key for key, cell in found.items() if cell["against"][1] and cell["against"][1]["verdict"]}
    assert judged == {row[0] for row in expected}


def test_the_two_changes_that_are_real(library):
    answer = library.compare("baseline", "mount-options", verdict="worse")
    cells = {(cell["benchmark"], cell["filesystem"]): cell["against"][1] for cell in answer["cells"]}
    assert set(cells) == {("fio-seqwrite-1m", "ext4_overlay2"), ("postgres-pgbench", "xfs_overlay2")}
    assert round(cells["fio-seqwrite-1m", "ext4_overlay2"]["ratio"], 2) == 0.18
    for (_, filesystem), against in cells.items():
        option = f"filesystems / {filesystem} / mount_options / opts"
        assert against["unlike"] == [option] == [reason["name"] for reason in against["explained_by"]]
    assert library.compare("baseline", "mount-options", verdict="better")["cells"] == []


def test_values_are_those_of_the_reports(library):
    answer = library.compare("baseline", "mount-options")
    reports = [fixture("baseline")["data"], fixture("mount-options")["data"]]
    seen = 0
    for cell in answer["cells"]:
        sections = [report[cell["benchmark"]][cell["filesystem"]]["metrics"] for report in reports]
        for side, metrics in zip(cell["sides"], sections, strict=True):
            raw = metrics["plot"].get(cell["metric"], metrics["table"].get(cell["metric"]))
            if raw is not None:
                assert side["value"] == raw and side["n"] == 1
                seen += 1
    assert seen > 400
    plots = {(b, f, key) for b, f, key in product_of_plots(reports[0])}
    assert plots <= {(cell["benchmark"], cell["filesystem"], cell["metric"]) for cell in answer["cells"]}


def product_of_plots(data):
    for benchmark, entries in data.items():
        for filesystem, entry in entries.items():
            for key in entry["metrics"]["plot"]:
                yield benchmark, filesystem, key


def test_differences_are_named(library):
    mounts = library.compare("baseline", "mount-options")
    assert (mounts["like_for_like"], mounts["same_setup"]) == ("no", False)
    assert {(item["kind"], item["name"], *item["values"]) for item in mounts["differences"]} == {
        ("var", "filesystems / ext4_overlay2 / mount_options / opts", "noatime", "noatime,data=journal"),
        ("var", "filesystems / xfs_overlay2 / mount_options / opts", "noatime", "noatime,logbsize=256k"),
        ("var", "filesystems / btrfs_overlay2 / mount_options / opts", "noatime", "noatime,compress=zstd:3"),
        ("var", "filesystems / btrfs_btrfs / mount_options / opts", "noatime", "noatime,compress=zstd:3")}
    for item in mounts["differences"]:
        assert {cell["filesystem"] for cell in item["concerns"]} == {item["name"].split(" / ")[1]}
    ahead = library.compare("baseline", "readahead-16k")
    counting = [item for item in ahead["differences"] if item["kind"] != "also"]
    assert [(item["name"], item["values"]) for item in counting] == [("read_ahead_kb", ["128", "16"])]
    assert len(counting[0]["concerns"]) == 20


def test_repeats_have_no_verdicts(library):
    answer = library.compare("baseline", "baseline-repeat")
    assert (answer["like_for_like"], answer["same_setup"], answer["family"]["size"]) == ("yes", True, 0)
    assert all(cell["against"][1]["verdict"] is None for cell in answer["cells"] if cell["against"][1])


def test_geometric_mean(library):
    answer = library.compare("baseline", "mount-options")
    ratios = [second / first for _, _, _, (first, second) in main_cells(fixture("baseline"), fixture("mount-options"))]
    mean = answer["geometric_means"][1]
    assert mean["n"] == len(ratios) and mean["left_out"] == []
    assert close(mean["ratio"], math.exp(sum(map(math.log, ratios)) / len(ratios)))


def test_a_side_with_its_repeats(library):
    answer = library.compare("baseline", "mount-options", repeats="1")
    pair = {(b, f, m): values for b, f, m, values in main_cells(fixture("baseline"), fixture("baseline-repeat"))}
    seen = 0
    for cell in answer["cells"]:
        values = pair.get((cell["benchmark"], cell["filesystem"], cell["metric"]))
        if values:
            weighted = math.exp((2 * math.log(values[0]) + math.log(values[1])) / 3)
            assert cell["sides"][0]["n"] == 2 and close(cell["sides"][0]["value"], weighted)
            seen += 1
    assert seen == len(pair) > 30


def test_filters_hide_rows_and_change_none(library):
    whole = library.compare("baseline", "mount-options")
    for name, value in (("benchmark", "fio-randread-4k"), ("filesystem", "xfs_overlay2"), ("metric", "tps"), ("verdict", "undecided")):
        part = library.compare("baseline", "mount-options", **{name: value})
        if name == "verdict":
            wanted = [cell for cell in whole["cells"] if cell["against"][1] and cell["against"][1]["verdict"] == value]
        else:
            wanted = [cell for cell in whole["cells"] if cell[name] == value]
        assert part["cells"] == wanted != []
        assert part["family"] == whole["family"] and part["cells_total"] == len(whole["cells"])


def test_filesystems_as_sides(library):
    run = library.ids["baseline"]
    names = list(fixture("baseline")["data"]["fio-randread-4k"])[:2]
    answer = library.json("/api/compare" + query(runs=f"{run}:{names[0]},{run}:{names[1]}"))
    assert [side["filesystem"] for side in answer["runs"]] == names
    plots = [fixture("baseline")["data"]["fio-randread-4k"][name]["metrics"]["plot"] for name in names]
    (cell,) = [c for c in answer["cells"] if (c["benchmark"], c["metric"]) == ("fio-randread-4k", "read_iops")]
    assert cell["filesystem"] is None and [side["value"] for side in cell["sides"]] == [plot["read_iops"] for plot in plots]
    assert close(cell["against"][1]["ratio"], plots[1]["read_iops"] / plots[0]["read_iops"])


def test_names_with_commas_and_colons(growing):
    report = fixture("minute-baseline")
    odd = "ext4,a:b%"
    for entries in report["data"].values():
        entries[odd] = next(iter(entries.values()))
    run = growing.file("odd", report, None, source="rig-02")
    other = next(name for name in report["data"]["fio-randread-4k"] if name != odd)
    # Once for the list of sides, once for the query.
    sides = f"{run}:{quote(odd, safe='')},{run}:{other}"
    answer = growing.json("/api/compare" + query(runs=sides))
    assert [side["filesystem"] for side in answer["runs"]] == [odd, other] and answer["cells"]


def test_a_link_with_a_time_keeps_its_verdicts(growing):
    before = growing.compare("baseline", "mount-options")
    changed = fixture("baseline-repeat")
    for entries in changed["data"].values():
        for entry in entries.values():
            entry["metrics"]["plot"] = {key: value * 1.5 for key, value in entry["metrics"]["plot"].items()}
    growing.file("much faster", changed, fixture_config("baseline-repeat"))
    after = growing.compare("baseline", "mount-options")
    assert after["as_of"] > before["as_of"] and after["cells"] != before["cells"]
    kept = growing.compare("baseline", "mount-options", as_of=before["as_of"])
    assert kept == before


def test_copies_teach_no_noise(growing):
    before = growing.compare("baseline", "readahead-16k")
    copy = fixture("baseline-repeat")
    copy["system_info"]["note"] = "another byte"
    run = growing.file("copy", copy, fixture_config("baseline-repeat"))
    after = growing.compare("baseline", "readahead-16k")
    assert {"run": run, "original": growing.ids["baseline-repeat"]} in after["copies"]
    assert [cell["against"] for cell in after["cells"]] == [cell["against"] for cell in before["cells"]]


@pytest.mark.parametrize("parameters, word", [
    ({}, "runs"), ({"runs": "x,latest"}, "runs"), ({"runs": "latest"}, "runs"), ({"runs": ",".join(["latest"] * 9)}, "runs"),
    ({"runs": "latest:%2,latest"}, "runs"), ({"runs": "latest,latest", "margin": "much"}, "margin"),
    ({"runs": "latest,latest", "margin": "nan"}, "margin"), ({"runs": "latest,latest", "margin": "-1"}, "margin"),
    ({"runs": "latest,latest", "margin": "0x1p-3"}, "margin"), ({"runs": "latest,latest", "margin": "-0"}, "margin"),
    ({"runs": "latest,latest", "margin": "101%"}, "margin"), ({"runs": "latest,latest", "as_of": "yesterday"}, "as_of"),
    ({"runs": "latest,latest", "repeats": "yes"}, "repeats"), ({"runs": "latest,latest", "verdict": "good"}, "verdict"),
    ({"runs": "latest,latest", "colour": "red"}, "colour"),
])
def test_bad_parameters(library, parameters, word):
    answer = library.web.get("/api/compare" + query(**parameters))
    assert answer.status == 400 and word in answer.problem()["detail"], answer


def test_a_run_that_is_not_there(library):
    missing = "01a00000-0000-7000-8000-000000000000"
    answer = library.web.get("/api/compare" + query(runs=f"latest,{missing}"))
    assert answer.status == 404 and missing in answer.problem()["detail"]


def test_the_same_question_has_the_same_tag(library):
    path = library.path("baseline", "mount-options")
    tag = library.web.get(path).header("ETag")
    assert tag and library.web.get(path, If_None_Match=tag).status == 304
    assert json.loads(library.web.get(path).body)["runs"][0]["uuid"] == library.ids["baseline"]
