"""Answers never look more certain than they are: what is doubted, not judged or not known is said, in the shell and in the API."""

import pytest

from Support.answers import NAMES, Library
from Support.daemon import benchd
from Support.reports import fixture, fixture_config
from Support.shell import Shell
from Support.web import query


@pytest.fixture(scope="module")
def library(shared_daemon, tmp_path_factory):
    """The six real runs of rig-01."""
    library = Library(shared_daemon, tmp_path_factory.mktemp("library"))
    for name in NAMES:
        library.file(name, fixture(name), fixture_config(name))
    return library


@pytest.fixture(scope="module")
def shell(shared_daemon, library):
    """Commands beside the daemon."""
    return Shell(shared_daemon.data)


@pytest.fixture
def alone(start_daemon, tmp_path):
    """A library of a test's own, and commands beside it."""
    daemon = start_daemon()
    library = Library(daemon, tmp_path)
    library.shell = Shell(daemon.data)
    return library


def scaled(name, factor, *, step=0.0):
    """A report with each number of its plots times a factor, which grows by `step` from cell to cell."""
    report = fixture(name)
    for entries in report["data"].values():
        for entry in entries.values():
            factor += step
            entry["metrics"]["plot"] = {key: value * factor for key, value in entry["metrics"]["plot"].items()}
    return report


def against(answer, benchmark, filesystem, metric, side=1):
    [cell] = [c for c in answer["cells"] if (c["benchmark"], c["filesystem"], c["metric"]) == (benchmark, filesystem, metric)]
    return cell["against"][side]


# Shares


@pytest.mark.parametrize("arguments, hint", [
    (["compare", "--margin", "10", "latest", "latest"], "10 is 1000 %; write 10%"),
    (["compare", "--gate", "--margin", "10", "latest", "latest"], "10 is 1000 %; write 10%"),
    (["compare", "--gate", "--margin", "101%", "latest", "latest"], "a share from 0 to 1, or 0% to 100%"),
    (["trends", "--margin", "5", "fio-randread-4k", "ext4_overlay2"], "5 is 500 %; write 5%"),
    (["plan", "--difference", "5", "fio-randread-4k"], "5 is 500 %; write 5%"),
    (["plan", "--difference", "0", "fio-randread-4k"], "a share from 0.001 to 1, or 0.1% to 100%"),
])
def test_a_share_without_its_percent_sign_is_refused(shell, arguments, hint):
    assert hint in shell.fault(*arguments, code=2)


@pytest.mark.parametrize("path", [
    "/api/compare?runs=latest,latest&margin=10", "/api/plan?benchmark=fio-randread-4k&difference=5",
    "/api/trends?benchmark=fio-randread-4k&filesystem=ext4_overlay2&margin=3", "/api/benchmarks/latest/standing?margin=2"])
def test_the_api_refuses_it_too(library, path):
    problem = library.web.get(path).problem()
    number = path.rsplit("=", 1)[1]
    assert problem["status"] == 400 and f"{number} is {number}00 %; write {number}%" in problem["detail"]


# Repeats


def test_repeats_are_not_judged_and_the_gate_says_how_to(library, shell):
    text = shell.words("compare", library.ids["baseline"], library.ids["baseline-repeat"])
    assert "B against A: the same setup, so no verdicts" in text and "--gate judges B against its repeats" in text
    assert "0 main metrics" not in text
    cells = library.compare("baseline", "baseline-repeat", main="1")["cells"]
    assert {cell["against"][1]["not_judged"] for cell in cells} == {"same_setup"}


def test_a_repeat_that_is_no_repeat_is_marked(alone):
    for place, factor in enumerate((1, 1.01, 0.99, 0.25)):
        alone.file(place, scaled("minute-baseline", factor, step=0.001 * (place + 1)), fixture_config("minute-baseline"))
    answer = alone.compare(0, 3, main="1")
    assert answer["same_setup"] and {cell["against"][1]["outside"] for cell in answer["cells"]} == {True}
    assert {cell["against"][1]["outside"] for cell in alone.compare(0, 1, main="1")["cells"]} == {False}
    text = alone.shell("compare", alone.ids[0], alone.ids[3])
    count = len(answer["cells"])
    assert text.count("outside, worse") == count and f"{count} of {count} are outside" in " ".join(text.split())
    gate = alone.shell.json("compare", "--gate", alone.ids[0], alone.ids[3], code=1)["gate"]
    assert (gate["judged"], len(gate["worse"])) == (count, count)
    judged = alone.shell("compare", "--gate", alone.ids[0], alone.ids[3], code=1)
    assert f"{count} differences are tested together" in " ".join(judged.split())


# The audit


def test_cells_that_the_audit_doubts_are_marked(library, shell):
    names = ["minute-baseline", "minute-mount-options"]
    doubted = {}
    for name in names:
        for finding in library.json(f"/api/benchmarks/{library.ids[name]}/audit?limit=2000")["findings"]:
            if finding["verdict"] in ("odd", "broken") and finding["benchmark"]:
                doubted[library.ids[name], finding["benchmark"], finding["filesystem"]] = finding["verdict"]
    assert doubted
    cells = library.compare(*names)["cells"]
    found = {(side["run"], cell["benchmark"], side["filesystem"]): side["audit"] for cell in cells for side in cell["sides"] if side and side["audit"]}
    assert found == doubted
    standing = library.json(f"/api/benchmarks/{library.ids[names[1]]}/standing")
    marked = {(cell["benchmark"], side["filesystem"]) for cell in standing["cells"] for side in cell["sides"] if side and side["audit"]}
    assert marked == {key[1:] for key in doubted if key[0] == library.ids[names[1]]} != set()
    for text in (shell("compare", *map(library.ids.get, names)), shell("show", library.ids[names[1]])):
        words = " ".join(text.split())
        assert "! the audit doubts the number" in words and f"benchd audit {library.ids[names[1]]}" in words
        assert any("236.0k" in line and "!" in line for line in text.splitlines())
    csv = shell.rows("compare", *map(library.ids.get, names))
    assert {(row["benchmark"], row["filesystem"]) for row in csv if row["audit"] == "odd"} == marked
    assert "!" not in shell("compare", library.ids["baseline"], library.ids["baseline-repeat"])


# What is not judged


def test_a_cell_that_one_of_three_runs_lacks_is_named(alone):
    for name in ("baseline", "baseline-repeat", "mount-options"):
        alone.file(name, fixture(name), fixture_config(name))
    alone.file("lacking", fixture("readahead-16k"), fixture_config("readahead-16k"))
    names = ["baseline", "mount-options", "lacking"]
    answer = alone.compare(*names)
    found = against(answer, "fio-seqwrite-1m", "ext4_overlay2", "write_iops")
    assert (found["verdict"], found["not_judged"]) == (None, "missing")
    lines = [line for line in alone.shell("compare", *map(alone.ids.get, names)).splitlines() if "not judged: C lacks it" in line]
    assert any("-81.7 %" in line for line in lines)
    lacking = sum(cell["main"] and None in cell["sides"] for cell in answer["cells"])
    assert f"{lacking} main metrics are not on all sides" in alone.shell.words("compare", *map(alone.ids.get, names))
    missing = {row["benchmark"] for row in alone.shell.rows("compare", *map(alone.ids.get, names)) if row["not_judged"] == "missing"}
    assert "fio-seqwrite-1m" in missing


def test_what_has_no_verdict_says_why(library):
    cells = library.compare("baseline", "mount-options")["cells"]
    for cell in cells:
        found = cell["against"][1]
        if found:
            assert (found["verdict"] is None) == (found["not_judged"] is not None), cell
            assert cell["main"] or found["not_judged"] == "not_main"


def test_no_difference_is_infinitely_large(library, shell):
    run = library.ids["baseline"]
    text = shell("compare", f"{run}:xfs_overlay2", f"{run}:ext4_overlay2")
    assert "e+" not in text and "-100 %" not in text and "> +999 %" in text and "< -99.9 %" in text and "of freedom" in text


# Noise


def test_a_plan_says_in_which_terms_it_tests(library, shell):
    arguments = ["plan", "--difference", "50%", "fio-seqwrite-1m", "ext4_overlay2", "xfs_overlay2"]
    text = shell.words(*arguments)
    assert "this comparison alone is tested at 5 %" in text and "so needs more runs" in text and "of freedom" in text
    answer = library.json("/api/plan" + query(benchmark="fio-seqwrite-1m", difference="0.5"))
    count = len(answer["filesystems"])
    assert (answer["tests"], answer["error"]) == (count * (count - 1) // 2, 0.05)


def test_why_noise_is_not_known(alone):
    """Each reason has its own words, and repeats are not asked for where they are there."""
    def reason(*names):
        return alone.compare(*names)["noise_unknown"], alone.shell.words("compare", *map(alone.ids.get, names))

    alone.file("one", fixture("minute-baseline"), fixture_config("minute-baseline"))
    alone.file("other", fixture("minute-mount-options"), fixture_config("minute-mount-options"))
    found, text = reason("one", "other")
    assert found == "no_repeat" and "Send the same run again" in text
    alone.file("again", scaled("minute-baseline", 1.01, step=0.001), fixture_config("minute-baseline"))
    found, text = reason("one", "again")
    assert found == "own_pair" and "the only repeats of their setup" in text and "Send the same run again" not in text
    found, text = reason("one", "other")
    assert found is None and "Noise is not known" not in text
    benchd("exclude", "--data", str(alone.shell._data), "--reason", "a cable was loose", alone.ids["again"])
    found, text = reason("one", "again")
    assert found == "excluded" and "an excluded run is not a repeat" in text


def test_ranks_need_noise(alone):
    run = alone.file("one", fixture("minute-baseline"), fixture_config("minute-baseline"))
    text = alone.shell("show", run)
    assert "#" not in text and "There are no ranks." in text
    assert {row["rank"] for row in alone.shell.rows("show", run)} == {""}
    assert alone.json(f"/api/benchmarks/{run}/standing")["noise_unknown"] == "no_repeat"


# What is not there


def test_a_filesystem_that_a_run_has_not_is_an_error(library, shell):
    pair = [f"{library.ids['baseline']}:nofs", f"{library.ids['mount-options']}:nofs"]
    for gate in ([], ["--gate"]):
        fault = shell.fault("compare", *gate, *pair, code=2)
        assert 'has no filesystem "nofs"; it has' in fault and "ext4_overlay2" in fault
    problem = library.web.get("/api/compare" + query(runs=",".join(pair))).problem()
    assert problem["status"] == 404 and "ext4_overlay2" in problem["detail"] and library.ids["baseline"] in problem["detail"]
    problem = library.web.get(f"/api/benchmarks/{library.ids['baseline']}/standing?baseline=nofs").problem()
    assert problem["status"] == 404 and 'has no filesystem "nofs"; it has' in problem["detail"] and "ext4_overlay2" in problem["detail"]
    assert "a filesystem after the colon" in shell.fault("compare", f"{library.ids['baseline']}:", "latest", code=2)


def test_runs_without_a_common_cell_are_not_like_for_like(alone):
    report = fixture("minute-baseline")
    benchmark, cells = next(iter(report["data"].items()))
    report["data"] = {benchmark: {"zfs": next(iter(cells.values()))}}
    alone.file("one", fixture("minute-baseline"), fixture_config("minute-baseline"))
    alone.file("apart", report, fixture_config("minute-baseline"))
    assert alone.compare("one", "apart")["like_for_like"] == "as_far_as_known"
    assert "no cell is in both" in alone.shell.words("compare", alone.ids["one"], alone.ids["apart"])
    gate = alone.shell.words("compare", "--gate", alone.ids["one"], alone.ids["apart"], code=3)
    assert " : " not in gate


@pytest.mark.parametrize("options, words", [
    (["--metric", "tps"], 'has no metric "tps"; it has read_iops'),
    (["--source", "rig-99"], 'no run of the rig "rig-99"'),
    (["--as-of", "2020-01-01"], "no run that was filed by 2020-01-01"),
])
def test_what_does_not_fit_a_trend_is_named(library, shell, options, words):
    assert words in shell.fault("trends", *options, "fio-randread-4k", "ext4_overlay2")
    parameters = {options[0][2:].replace("-", "_"): options[1]}
    problem = library.web.get("/api/trends" + query(benchmark="fio-randread-4k", filesystem="ext4_overlay2", **parameters)).problem()
    assert problem["status"] == 404 and words.lower() in problem["detail"].lower()


def test_unknown_names_come_with_those_that_there_are(library, shell):
    assert "there are" in shell.fault("trends", "none", "ext4_overlay2") and "fio-randread-4k" in shell.fault("trends", "none", "ext4_overlay2")
    assert "ext4_overlay2" in shell.fault("trends", "fio-randread-4k", "zfs")
    assert "fio-randread-4k" in shell.fault("plan", "none")
    assert 'has not "zfs"' in shell.fault("plan", "fio-randread-4k", "ext4_overlay2", "zfs")
    detail = library.web.get("/api/trends?benchmark=none&filesystem=ext4_overlay2").problem()["detail"]
    assert "main metric" not in detail and detail.startswith("No run has the benchmark")


# Units


def test_derived_values_have_their_units(library):
    units = {cell["metric"]: cell["unit"] for cell in library.compare("baseline", "mount-options")["cells"]}
    assert (units["cpu_per_operation"], units["stall_share"]) == ("us", "%")
    assert units["read_iops"] == "operations/s" and units["variation"] is None
