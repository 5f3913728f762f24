"""The commands that ask the library from a shell, beside a running daemon and without one."""

import json
import sqlite3
import xml.etree.ElementTree as xml

import pytest

from Support.answers import NAMES, Library
from Support.daemon import benchd
from Support.reports import fixture, fixture_config
from Support.shell import rows


@pytest.fixture(scope="module")
def shell(shared_daemon, tmp_path_factory):
    """The six real runs of rig-01 beside their daemon, and a function that runs a command there."""
    library = Library(shared_daemon, tmp_path_factory.mktemp("library"))
    for name in NAMES:
        library.file(name, fixture(name), fixture_config(name))

    def run(*arguments, code=0):
        result = benchd(arguments[0], "--data", str(shared_daemon.data), *arguments[1:])
        assert result.returncode == code, result
        return result.stdout

    run.ids, run.library = library.ids, library
    return run


def test_list(shell):
    assert [row["uuid"] for row in rows(shell("list", "--csv"))] == [shell.ids[name] for name in reversed(NAMES)]
    assert json.loads(shell("list", "--json"))["runs"] == shell.library.json("/api/benchmarks")["runs"]
    lines = shell("list", "--limit", "2").splitlines()
    assert lines[0].split()[:2] == ["UUID", "FILED"] and shell.ids[NAMES[-1]] in lines[1]
    assert lines[3].startswith("2 of 6 runs") and all(line.startswith("  ") for line in lines[4:])


def test_words_of_a_list(shell):
    found = rows(shell("list", "--csv", "read_ahead_kb"))
    assert {row["uuid"] for row in found} == {run["uuid"] for run in shell.library.json("/api/benchmarks?q=read_ahead_kb")["runs"]} != set()


def test_show(shell):
    plots = fixture("baseline")["data"]
    found = rows(shell("show", "--csv", shell.ids["baseline"]))
    for row in found:
        assert float(row["value"]) == plots[row["benchmark"]][row["filesystem"]]["metrics"]["plot"][row["metric"]]
    assert len({(row["benchmark"], row["metric"]) for row in found}) == 9
    text = shell("show", shell.ids["baseline"])
    assert "463.2/s #2" in text and "3.742k/s #1" in text


def test_compare(shell):
    pair = shell.ids["baseline"], shell.ids["mount-options"]
    answer = shell.library.compare("baseline", "mount-options")
    assert json.loads(shell("compare", "--json", *pair)) == answer
    found = rows(shell("compare", "--csv", *pair))
    cells = [cell for cell in answer["cells"] if cell["main"]]
    assert [(row["verdict"], float(row["ratio"])) for row in found] == [(c["against"][1]["verdict"], c["against"][1]["ratio"]) for c in cells]
    text = shell("compare", *pair)
    assert text.index("noatime | noatime,data=journal") < text.index("FILESYSTEM") and "geometric mean -5.6 %" in text


def test_filesystems_and_beginnings_of_ids(shell):
    run = shell.ids["baseline"]
    answer = json.loads(shell("compare", "--json", f"{run}:xfs_overlay2", f"{run[:-1]}:ext4_overlay2"))
    assert [side["filesystem"] for side in answer["runs"]] == ["xfs_overlay2", "ext4_overlay2"]


def test_gate(shell, tmp_path):
    report = tmp_path / "gate.xml"
    pair = shell.ids["baseline"], shell.ids["mount-options"]
    text = shell("compare", "--gate", "--margin", "10%", "--junit", str(report), *pair, code=1)
    words = " ".join(text.split())
    assert "gate: fails; worse beyond noise, of 36 main metrics: " in words
    assert "fio-seqwrite-1m ext4_overlay2 write_iops" in words and "postgres-pgbench xfs_overlay2 tps" in words
    suite = xml.parse(report).getroot()
    failed = {(case.get("classname"), case.get("name")) for case in suite if case.find("failure") is not None}
    assert failed == {("fio-seqwrite-1m", "ext4_overlay2 write_iops"), ("postgres-pgbench", "xfs_overlay2 tps")}
    assert (suite.get("tests"), suite.get("failures")) == ("36", "2") and len(suite) == 36
    untold = shell("compare", "--gate", shell.ids["baseline"], shell.ids["readahead-16k"], code=3)
    assert "gate: cannot be told at 5 %" in untold and "would tell" in untold
    gate = json.loads(shell("compare", "--gate", "--json", *pair, code=1))["gate"]
    assert (gate["outcome"], len(gate["worse"]), gate["passing_margin"]) == ("fails", 2, None)


def test_a_gate_passes_with_the_margin_that_it_names(shell):
    pair = shell.ids["baseline"], shell.ids["readahead-16k"]
    gate = json.loads(shell("compare", "--gate", "--json", *pair, code=3))["gate"]
    if gate["passing_margin"] is None:
        assert any(cell["reason"] in ("missing", "no_noise") for cell in gate["untold"])
        return
    shell("compare", "--gate", "--margin", f"{gate['passing_margin']}", *pair)


def test_trends(shell):
    found = rows(shell("trends", "--csv", "fio-seqwrite-1m", "ext4_overlay2"))
    answer = shell.library.json("/api/trends?benchmark=fio-seqwrite-1m&filesystem=ext4_overlay2")
    assert [(row["uuid"], float(row["value"])) for row in found] == [(point["uuid"], point["value"]) for point in answer["points"]]
    text = shell("trends", "fio-seqwrite-1m", "ext4_overlay2")
    assert "noatime | noatime,data=journal" in text and "worse" in text


def test_audit(shell):
    found = rows(shell("audit", "--csv", shell.ids["minute-mount-options"]))
    assert [row["verdict"] for row in found].count("odd") == 2
    assert any("although it asked for direct I/O" in row["detail"] for row in found)
    assert len(rows(shell("audit", "--all", "--csv", shell.ids["minute-mount-options"]))) > len(found)


def test_plan(shell):
    answer = shell.library.json("/api/plan?benchmark=fio-seqwrite-1m&filesystems=ext4_overlay2,xfs_overlay2&difference=0.3")
    arguments = ["plan", "--difference", "30%", "fio-seqwrite-1m", "ext4_overlay2", "xfs_overlay2"]
    assert json.loads(shell(arguments[0], "--json", *arguments[1:])) == answer
    assert f"takes {answer['repeats']} runs of each filesystem" in shell(*arguments)


def test_usage(shell):
    for arguments in (["compare", "latest"], ["show"], ["show", "xyz"], ["trends", "a"], ["audit", "latest", "latest"], ["list", "--limit", "0"],
                      ["list", "--json", "--csv"], ["compare", "--gate", "latest", "latest", "latest"], ["compare", "--junit", "x", "latest", "latest"],
                      ["compare", "--margin", "much", "latest", "latest"], ["plan"]):
        shell(*arguments, code=2)
    for arguments in (["show", "abcdef12"], ["trends", "none", "none"], ["plan", "none"]):
        shell(*arguments, code=1)


def test_without_a_catalog(tmp_path):
    result = benchd("list", "--data", str(tmp_path))
    assert result.returncode == 1 and "there is no catalog in" in result.stderr and list(tmp_path.iterdir()) == []


def test_without_a_daemon(start_daemon, tmp_path):
    daemon = start_daemon()
    library = Library(daemon, tmp_path)
    run = library.file("one", fixture("minute-baseline"), fixture_config("minute-baseline"))
    daemon.stop()
    before = {path.name: path.read_bytes() for path in daemon.data.iterdir() if path.suffix in (".json", ".sqlite")}
    assert run in benchd("list", "--data", str(daemon.data)).stdout
    assert {path.name: path.read_bytes() for path in daemon.data.iterdir() if path.suffix in (".json", ".sqlite")} == before
    [file] = daemon.data.glob("*.sqlite")
    with sqlite3.connect(file) as catalog:
        catalog.execute("PRAGMA user_version = 99")
    result = benchd("list", "--data", str(daemon.data))
    assert result.returncode == 1 and "version 99" in result.stderr


def test_texts_of_a_report_do_not_reach_the_terminal(start_daemon, tmp_path):
    daemon = start_daemon()
    library = Library(daemon, tmp_path)
    report = fixture("minute-baseline")
    evil = "ext4\u001b[2J\u202egnp"
    report["data"] = {"fio-x\u0007": {evil: report["data"]["fio-randread-4k"]["ext4_overlay2"], "=cmd()": report["data"]["fio-randread-4k"]["ext4_overlay2"]}}
    run = library.file("evil", report, None)
    for form in ([], ["--csv"]):
        text = benchd("show", "--data", str(daemon.data), *form, run).stdout
        if not form:
            assert "\u001b" not in text and "\u202e" not in text and "\\x1B" in text
        else:
            assert "'=cmd()" in text
