"""The Python client against a daemon: every answer is the one that the API gives."""

import datetime
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from benchd_client import BenchdError, Client

from Support.answers import NAMES, Library
from Support.daemon import Daemon, stop_all, version
from Support.front import Front, answers, passes
from Support.paths import ROOT
from Support.reports import encode, fixture, fixture_bytes, fixture_config, small
from Support.rig import push
from Support.ssh import free_port
from Support.web import query

PACKAGE = ROOT / "clients" / "python"
EXAMPLE = PACKAGE / "examples" / "compare_filesystems.py"
FRAMES = ROOT / ".build" / "clients" / "venv" / "bin" / "python"
TOKEN = "correct-horse-battery-staple"


@pytest.fixture(scope="module")
def library(shared_daemon, tmp_path_factory):
    """The six real runs, the oldest first, and one without a config and with odd names."""
    library = Library(shared_daemon, tmp_path_factory.mktemp("library"))
    for name in NAMES:
        library.file(name, fixture_bytes(name), fixture_config(name))
    odd = fixture("minute-baseline")
    [first, second] = list(odd["data"]["fio-randread-4k"].values())[:2]
    odd["data"] = {"a&b=c": {"x,y:z%2C": first, "ü": second}}
    library.file("odd", encode(odd), None, source="rig-02")
    return library


@pytest.fixture(scope="module")
def client(library):
    return Client(f"http://127.0.0.1:{library.web.port}")


# Lists


@pytest.mark.parametrize("limit", [None, 1, 3])
def test_the_runs_of_all_pages(client, library, limit):
    runs = list(client.runs(limit=limit) if limit else client.runs())
    listed = library.json("/api/benchmarks?limit=500")["runs"]
    assert [run.all for run in runs] == listed and [run.uuid for run in runs] == list(reversed(library.ids.values()))
    assert [(run.source, run.filed, run.has_config, run.facts) for run in runs] \
        == [(run["source"], run["filed"], run["has_config"], run["facts"]) for run in listed]


def test_filters(client, library):
    def ids(**filters):
        return [run.uuid for run in client.runs(**filters)]

    filed = [datetime.datetime.fromisoformat(run.filed.replace("Z", "+00:00")) for run in client.runs()]
    assert ids(has_config=False) == [library.ids["odd"]] and len(ids(has_config=True)) == 6
    assert ids(source="rig-02") == [library.ids["odd"]] and ids(source=None) == ids()
    assert ids(filesystem="x,y:z%2C", benchmark="a&b=c") == [library.ids["odd"]]
    assert ids(until=filed[-1].astimezone(datetime.timezone(datetime.timedelta(hours=5)))) == []
    assert ids(since=filed[0]) == [library.ids["odd"]]
    assert ids(since=filed[0].date() + datetime.timedelta(days=1)) == []
    with pytest.raises(ValueError, match="zone"):
        ids(since=datetime.datetime(2026, 1, 1))


@pytest.mark.parametrize("filters", [{}, {"limit": 1}, {"benchmark": "fio-randread-4k", "filesystem": "ext4_overlay2"}, {"source": "nobody"}])
def test_the_values_of_all_parts(client, library, filters):
    rows = client.values(**filters)
    target, expected = "/api/export" + query(format="ndjson", **{name: str(value) for name, value in filters.items()}), []
    while target:
        answer = library.web.get(target)
        expected += [json.loads(line) for line in answer.body.splitlines()]
        target = (answer.header("Link") or "").partition("<")[2].partition(">")[0]
    assert rows == expected and (len(rows) > 0) == ("source" not in filters)
    assert not rows or list(rows[0]) == rows.COLUMNS


def test_values_of_some_runs(client, library):
    rows = client.values(runs=[library.ids["baseline"], library.ids["odd"]])
    assert {row["run"] for row in rows} == {library.ids["baseline"], library.ids["odd"]}


# One run


def test_what_is_filed(client, library, tmp_path):
    run = next(client.runs(source="rig-01"))
    assert run.uuid == library.ids["minute-mount-options"]
    assert client.report(run) == fixture("minute-mount-options") and client.config(run.uuid) == fixture_config("minute-mount-options")
    client.save_report(run, tmp_path / "a.json")
    client.save_config(run, str(tmp_path / "a.zip"))
    assert (tmp_path / "a.json").read_bytes() == fixture_bytes("minute-mount-options")
    assert (tmp_path / "a.zip").read_bytes() == fixture_config("minute-mount-options")
    assert sorted(os.listdir(tmp_path)) == ["a.json", "a.zip"]
    assert client.summary(run) == library.json(f"/api/benchmarks/{run.uuid}/summary")


def test_series(client, library):
    report = fixture("baseline")["data"]["fio-randread-4k"]["xfs_overlay2"]["monitoring"]
    for group in ("iostat", "docker_stats"):
        assert client.series(library.ids["baseline"], "fio-randread-4k", "xfs_overlay2", group) == report[group]["series"]


# Several runs


def test_a_comparison(client, library):
    baseline, other = library.ids["baseline"], library.ids["mount-options"]
    assert client.compare(baseline, other, repeats=True, margin=0.1, main=1) == library.compare("baseline", "mount-options", repeats="1", margin="0.1", main="1")
    assert client.compare(baseline, other, gate=True)["gate"]["outcome"] == "fails"
    sides = client.compare((library.ids["odd"], "x,y:z%2C"), (library.ids["odd"], "ü"))["runs"]
    assert [side["filesystem"] for side in sides] == ["x,y:z%2C", "ü"]


def test_a_trend_and_any_other_address(client, library):
    cell = {"benchmark": "fio-seqwrite-1m", "filesystem": "ext4_overlay2"}
    assert client.trends(**cell, source="rig-01") == library.json("/api/trends" + query(**cell, source="rig-01"))
    assert client.get("/api/plan", benchmark="fio-seqwrite-1m") == library.json("/api/plan?benchmark=fio-seqwrite-1m")


# Faults


@pytest.mark.parametrize("ask, status, kind", [
    (lambda client: client.report("01a22b97-ead6-7000-bcc0-79087523b97c"), 404, "not-found"),
    (lambda client: client.report("../../x"), 404, "not-found"),
    (lambda client: list(client.runs(sort="size")), 400, "request-malformed"),
    (lambda client: client.values(colour="red"), 400, "request-malformed"),
], ids=["no run", "a path", "a parameter", "a parameter of the export"])
def test_a_problem_is_an_error(client, ask, status, kind):
    with pytest.raises(BenchdError) as caught:
        ask(client)
    error = caught.value
    assert (error.status, error.type) == (status, kind) and str(error) == error.problem["detail"]


def test_no_answer_is_an_error():
    with pytest.raises(BenchdError, match="gives no whole answer") as caught:
        list(Client(f"http://127.0.0.1:{free_port()}").runs())
    assert caught.value.status is None


@pytest.mark.parametrize("ask", [
    lambda client, _: list(client.runs()), lambda client, _: client.values(), lambda client, _: client.report("latest"),
    lambda client, folder: client.save_report("latest", folder / "x"),
], ids=["list", "lines", "report", "file"])
def test_an_answer_that_is_cut_off_is_an_error(client, library, tmp_path, ask):
    def cut(front, connection):
        head, rest = front.read_head(connection)
        answer = front.ask(head, rest)
        connection.sendall(answer[:-1 - len(answer.partition(b"\r\n\r\n")[2]) // 3])
    with Front(cut, port=library.web.port) as front, pytest.raises(BenchdError, match="no whole answer"):
        ask(Client(front.url), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_no_fault_of_the_server(client):
    with pytest.raises(OSError, match="No such file"):
        client.save_report("latest", "/nowhere/x")


def test_a_report_that_changed_on_its_way_is_an_error(library, tmp_path):
    def corrupts(front, connection):
        head, rest = front.read_head(connection)
        connection.sendall(front.ask(head, rest).replace(b"hostname", b"hastname", 1))
    with Front(corrupts, port=library.web.port) as front:
        for ask in (lambda client: client.report("latest"), lambda client: client.save_report("latest", tmp_path / "x")):
            with pytest.raises(BenchdError, match="digest"):
                ask(Client(front.url))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["bench.example", "ftp://bench.example", f"http://rig:{TOKEN}@bench.example", "http://bench.example/?x=1"])
def test_an_address_that_is_none(url):
    with pytest.raises(ValueError) as caught:
        Client(url)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("token", ["", "two tokens", "a\r\nb", "schlüssel"])
def test_a_token_that_is_none(token):
    with pytest.raises(ValueError) as caught:
        Client("http://127.0.0.1:9", token=token)
    assert not token or token not in str(caught.value)


# Tokens, paths, redirections


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A daemon below a path that only readers with a token may read."""
    folder = tmp_path_factory.mktemp("closed")
    (folder / "tokens").write_text(f"ada:read:{TOKEN}\nada:upload:{TOKEN}\n")
    (folder / "tokens").chmod(0o600)
    daemon = Daemon(folder, "--rescan", "0", "--read-token-file", str(folder / "tokens"), "--token-file", str(folder / "tokens"), "--base-path", "/bench")
    yield daemon.start()
    stop_all([daemon])


def test_a_closed_installation_below_a_path(closed, tmp_path):
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "aggregated_report.json").write_bytes(small(f"closed {number}"))
        push(folder, "--to", f"{closed.url}/bench", environment={"BENCHD_TOKEN": TOKEN})
    client = Client(f"{closed.url}/bench/", token=TOKEN)
    assert len(list(client.runs(limit=1))) == 3 and len({row["run"] for row in client.values(limit=1)}) == 3
    assert client.report("latest") == json.loads(small("closed 2"))
    with pytest.raises(BenchdError) as caught:
        list(Client(closed.url).runs())
    assert caught.value.status == 401


def test_a_token_does_not_follow_a_redirection_elsewhere():
    with Front(passes) as other:
        for place in (other.url, f"//localhost:{other.port}"):
            with Front(answers(302, Location=f"{place}/api/benchmarks")) as front, pytest.raises(BenchdError, match="elsewhere"):
                list(Client(front.url, token=TOKEN).runs())
    assert other.heads == []


def test_a_redirection_on_the_same_server_is_followed(library):
    with Front(answers(301, Location="/api/benchmarks?limit=1"), passes, port=library.web.port) as front:
        assert len(Client(front.url).get("/")["runs"]) == 1
    with Front(answers(302, Location="/")) as front, pytest.raises(BenchdError, match="again and again"):
        Client(front.url).get("/")


# Frames, and the package


def test_a_frame_without_pandas_says_what_is_missing(client, library, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    series = client.series(library.ids["baseline"], "fio-randread-4k", "xfs_overlay2")
    for answer in (client.values(limit=1), series, client.trends("fio-seqwrite-1m", "ext4_overlay2")):
        with pytest.raises(ImportError, match="frames need pandas"):
            answer.frame()


def test_it_is_python_3_8_and_its_standard_library():
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["project"]
    assert (project["dependencies"], project["requires-python"], project["version"]) == ([], ">=3.8", version())
    result = subprocess.run(
        [Path(sys.executable).with_name("vermin"), "--no-tips", "--violations", "-t=3.8-", PACKAGE / "benchd_client"], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stdout


CHECK_FRAMES = """
import sys
from benchd_client import Client
client, baseline, other = Client(sys.argv[1]), sys.argv[2], sys.argv[3]
values = client.values(runs=[baseline]).frame()
assert str(values.filed.dtype).startswith("datetime64") and str(values.value.dtype) == "float64" and len(values) > 300
cell = values[(values.benchmark == "fio-seqwrite-1m") & (values.filesystem == "ext4_overlay2") & (values.section == "/metrics/plot") & (values.metric == "write_iops")]
comparison = client.compare(baseline, other, main=1).frame()
[row] = [row for row in comparison.itertuples() if (row.benchmark, row.filesystem) == ("fio-seqwrite-1m", "ext4_overlay2")]
assert row.baseline == cell.value.iloc[0] and row.verdict == "worse" and row.low < row.ratio < row.high < 1 and row.run == other
sides = client.compare((baseline, "xfs_overlay2"), (baseline, "ext4_overlay2"), main=1).frame()
assert set(sides.filesystem) == {"ext4_overlay2"} and set(sides.run) == {baseline}
series = client.series(baseline, "fio-seqwrite-1m", "ext4_overlay2").frame()
assert {"timestamp", "vdb_write_iops"} <= set(series.columns) and len(series) == max(map(len, client.series(baseline, "fio-seqwrite-1m", "ext4_overlay2").values()))
trend = client.trends("fio-seqwrite-1m", "ext4_overlay2", source="rig-01").frame()
assert baseline in list(trend.uuid) and other in list(trend.uuid), trend
assert trend.filed.is_monotonic_increasing, trend
assert len(client.values(source="nobody").frame()) == 0
"""


@pytest.mark.slow
def test_frames(client, library):
    subprocess.run(
        [FRAMES, "-c", CHECK_FRAMES, f"http://127.0.0.1:{library.web.port}", library.ids["baseline"], library.ids["mount-options"]],
        env={**os.environ, "PYTHONPATH": str(PACKAGE)}, check=True, timeout=120)


@pytest.mark.slow
def test_the_example_runs(library, start_daemon, tmp_path):
    daemon = start_daemon()
    own = Library(daemon, tmp_path)
    for name in NAMES[:4]:
        own.file(name, fixture_bytes(name), fixture_config(name))
    result = subprocess.run(
        [FRAMES, EXAMPLE], env={**os.environ, "PYTHONPATH": str(PACKAGE), "BENCHD_URL": daemon.url}, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    assert "4 runs of 1 rigs" in result.stdout and "undecided" in result.stdout and "steps" in result.stdout
    assert EXAMPLE.read_text().count("\n# %%") >= 8
