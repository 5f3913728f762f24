"""What commands print and how they fail: laid out for people, the same facts for programs."""

import re
import xml.etree.ElementTree as xml

import pytest

from Support.answers import NAMES, Library
from Support.daemon import benchd
from Support.marks import note
from Support.reports import fixture, fixture_config
from Support.shell import Shell

CELL = ["fio-seqwrite-1m", "ext4_overlay2"]
LIBRARY_COMMANDS = ["list", "show", "compare", "trends", "audit", "plan"]


@pytest.fixture(scope="module")
def library(shared_daemon, tmp_path_factory):
    """The six real runs of rig-01, and what people say of one of them."""
    library = Library(shared_daemon, tmp_path_factory.mktemp("library"))
    for name in NAMES:
        library.file(name, fixture(name), fixture_config(name))
    note(shared_daemon.data, library.ids["baseline"], "--note", "first line\nsecond line", "--label", "nightly " * 10)
    return library


@pytest.fixture(scope="module")
def shell(shared_daemon, library):
    """Commands beside the daemon."""
    return Shell(shared_daemon.data)


def arguments_of_all(ids):
    baseline, repeat, mounts, ahead, minute, minute_mounts = map(ids.get, NAMES)
    return [
        ["list"], ["show", baseline], ["show", minute], ["compare", baseline, mounts], ["compare", baseline, repeat],
        ["compare", "--all", baseline, mounts], ["compare", baseline, mounts, ahead], ["compare", minute, minute_mounts],
        ["compare", f"{baseline}:xfs_overlay2", f"{baseline}:ext4_overlay2"], ["compare", "--repeats", baseline, mounts],
        ["trends", *CELL], ["trends", "--metric", "write_lat_ns_p99", *CELL], ["audit", minute_mounts], ["audit", "--all", baseline],
        ["plan", "--difference", "30%", "fio-seqwrite-1m"], ["plan", "--difference", "10%", "--all", "fio-seqwrite-1m"]]


@pytest.mark.parametrize("place", range(16))
def test_every_text_fits_100_columns(library, shell, place):
    arguments = arguments_of_all(library.ids)[place]
    lines = shell(*arguments).splitlines()
    assert [line for line in lines if len(line) > 100] == []
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("command", [*LIBRARY_COMMANDS, "serve", "check", "note", "exclude", "verify", "reindex", None])
def test_help_fits_80_columns(command):
    text = benchd(*([command] if command else []), "--help").stdout
    assert [line for line in text.splitlines() if len(line) > 80] == []
    assert "[]" not in text
    takes_duration = any(re.search(r"\[\d+(ms|s|min|h|d)\]", line) for line in text.splitlines())
    words = " ".join(text.split())
    assert ("durations 500ms" in words) == takes_duration and ("sizes 64KiB" in words) == ("SIZE" in words)


def test_the_answer_comes_first(library, shell):
    lines = shell("compare", library.ids["baseline"], library.ids["mount-options"]).splitlines()
    start = lines.index("")
    assert [line[:2] for line in lines[:start] if line[0] != " "] == ["A:", "B:"]
    assert lines[start + 1].startswith("B against A: 2 worse, 34 undecided of 36 main metrics; geometric mean -5.6 %")
    lines = shell("audit", library.ids["minute-mount-options"]).splitlines()
    assert re.match(r"run [0-9a-f-]{36}: 0 broken, 2 odd, \d+ notes?; \d+ hold, \d+ not known$", lines[0])
    head = shell("plan", "--difference", "30%", "fio-seqwrite-1m", "ext4_overlay2", "xfs_overlay2").splitlines()[0]
    assert re.match(r"fio-seqwrite-1m on the rig rig-01: (ext4_overlay2 and xfs|xfs_overlay2 and ext4)_overlay2$", head)
    text = shell("trends", *CELL)
    assert re.match(r"fio-seqwrite-1m ext4_overlay2 write_iops, operations/s, higher is better, on the rig rig-01\n\d+ runs, \d+ steps?: ", text)


def test_a_comparison_says_why_and_what_it_rests_on(library, shell):
    words = shell.words("compare", library.ids["baseline"], library.ids["mount-options"])
    assert "What may explain it" in words and "filesystems / ext4_overlay2 / mount_options / opts: It concerns" in words
    assert "fio-seqwrite-1m write_iops, operations/s, higher is better" in words
    assert "36 differences are tested together at 5 %" in words and re.search(r"learned from 2 runs filed within [\d.]+ \w+ ", words)


def test_numbers_of_a_column_have_four_digits(library, shell):
    text = shell("compare", "--benchmark", "fio-seqwrite-1m", library.ids["baseline"], library.ids["mount-options"])
    values = [word.strip() for line in text.splitlines() if line.startswith("  ") and "overlay2 " in line for word in re.findall(r"\s([\d.]+)k?\s", line)[:2]]
    assert values and all(len(value.replace(".", "")) == 4 for value in values), values


def test_steps_stand_between_the_runs_with_their_bounds(library, shell):
    lines = shell("trends", *CELL).splitlines()
    [place] = [place for place, line in enumerate(lines) if library.ids["mount-options"] in line]
    assert "noatime | noatime,data=journal" in lines[place - 1]
    assert re.match(r"  step: -\d+\.\d % \([-<].* to .*%, [\d.]+ %\), worse; the setup changed", lines[place - 2])
    assert any(line.split()[:1] == ["SEGMENT"] and "SPREAD" in line for line in lines)


def test_a_note_keeps_its_lines(library, shell):
    lines = shell("show", library.ids["baseline"]).splitlines()
    place = lines.index("note: first line")
    assert lines[place + 1].strip() == "second line"


def test_an_empty_list_says_so(shell):
    assert shell("list", "--source", "rig-99") == "No run has all that is asked for.\n"
    assert shell.rows("list", "--source", "rig-99") == []


# The same in every form


def test_json_is_what_the_api_serves(library, shell):
    run = library.ids["baseline"]
    for arguments, path in (
            (["list", "--limit", "2"], "/api/benchmarks?limit=2"), (["list", "--family", "btrfs", "--sort", "bytes"], "/api/benchmarks?family=btrfs&sort=bytes"),
            (["audit", "--all", run], f"/api/benchmarks/{run}/audit"), (["show", run], f"/api/benchmarks/{run}/standing"),
            (["compare", "--verdict", "worse", run, library.ids["mount-options"]], f"/api/compare?runs={run},{library.ids['mount-options']}&verdict=worse"),
            (["trends", "--margin", "20%", *CELL], f"/api/trends?benchmark={CELL[0]}&filesystem={CELL[1]}&margin=0.2"),
            (["plan", "fio-seqwrite-1m"], "/api/plan?benchmark=fio-seqwrite-1m")):
        assert shell.json(*arguments) == library.json(path), arguments


def test_a_list_goes_on_where_it_ended(library, shell):
    first = shell("list", "--limit", "4")
    cursor = re.search(r"--cursor\s+(\S+)", first)[1]
    rest = shell("list", "--limit", "4", "--cursor", cursor)
    assert all(run in first + rest for run in library.ids.values()) and "6 runs" in rest
    assert "--cursor must be" in shell.fault("list", "--cursor", "x", code=2)


def test_filters_of_rows(library, shell):
    pair = [library.ids["baseline"], library.ids["mount-options"]]
    assert {row["verdict"] for row in shell.rows("compare", "--verdict", "worse", *pair)} == {"worse"}
    found = shell.rows("compare", "--metric", "cpu_per_operation", "--filesystem", "xfs_overlay2", *pair)
    assert {(row["metric"], row["filesystem"], row["unit"]) for row in found} == {("cpu_per_operation", "xfs_overlay2", "us")}
    assert "one of better, worse" in shell.fault("compare", "--verdict", "good", *pair, code=2)


def test_tables_for_programs(library, shell):
    run = library.ids["baseline"]
    row = shell.rows("compare", run, library.ids["mount-options"])[0]
    assert list(row) == [
        "benchmark", "filesystem", "metric", "unit", "side", "baseline", "value", "ratio", "low", "high", "level", "p", "verdict",
        "not_judged", "repeats_needed", "noise", "degrees_of_freedom", "baseline_audit", "audit"]
    standing = library.json(f"/api/benchmarks/{run}/standing")
    ranks = {(rank["benchmark"], rank["metric"], filesystem): str(place + 1)
             for rank in standing["ranks"] for place, group in enumerate(rank["groups"]) for filesystem in group}
    assert {(row["benchmark"], row["metric"], row["filesystem"]): row["rank"] for row in shell.rows("show", run)} == ranks
    points = library.json(f"/api/trends?benchmark={CELL[0]}&filesystem={CELL[1]}")["points"]
    assert [row["segment"] for row in shell.rows("trends", *CELL)] == [str(point["segment"]) for point in points]


# Faults


def test_a_gate_that_could_not_be_judged_is_no_loss(library, shell, tmp_path):
    pair = [library.ids["baseline"], library.ids["mount-options"]]
    fault = shell.fault("compare", "--gate", "--junit", str(tmp_path / "none" / "x.xml"), *pair, code=2)
    assert fault.startswith("the gate could not be judged: --junit: open ") and "No such file or directory" in fault
    missing = "01a00000-0000-7000-8000-000000000000"
    assert "the gate could not be judged: there is no run" in shell.fault("compare", "--gate", pair[0], missing, code=2)
    result = benchd("compare", "--gate", "--data", str(tmp_path / "none"), *pair)
    assert result.returncode == 2 and "the gate could not be judged" in result.stderr


def test_junit_to_standard_output(library, shell):
    pair = [library.ids["baseline"], library.ids["mount-options"]]
    suite = xml.fromstring(shell("compare", "--gate", "--junit", "-", *pair, code=1))
    assert suite.get("failures") == "2"
    assert "standard output" in shell.fault("compare", "--gate", "--json", "--junit", "-", *pair, code=2)


@pytest.mark.parametrize("command", LIBRARY_COMMANDS)
def test_an_unknown_option_leads_to_the_help_of_its_command(shell, command):
    assert shell.fault(command, "--colour", code=2) == f"there is no option --colour; see benchd {command} --help"


def test_a_catalog_that_cannot_be_read(tmp_path):
    shell = Shell(tmp_path)
    assert shell.fault("list").startswith(f"there is no catalog in {tmp_path}; start the daemon once")
    (tmp_path / "catalog.sqlite").write_bytes(b"no catalog" * 1000)
    fault = shell.fault("list")
    assert f"the catalog in {tmp_path} cannot be read" in fault and "benchd reindex makes it again" in fault


def test_a_beginning_of_several_ids(library, shell):
    beginning = library.ids["baseline"][:6]
    fault = shell.fault("show", beginning)
    assert fault == shell.fault("note", "--label", "x", beginning) == shell.fault("compare", beginning, "latest")
    assert fault.count(beginning) == 6 and fault.endswith("and more; give more of the id")
