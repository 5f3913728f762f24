"""The export: every value of every report, in parts that join, as CSV and as lines of JSON."""

import csv
import io
import json
import re
import subprocess
from collections import Counter

import pytest

from Support.large import LARGE
from Support.memory import MIB, Peak
from Support.reports import encode, entries, fixture, fixture_bytes, fixture_config, put
from Support.waiting import eventually
from Support.web import query
from test_analysis_numbers import busy, close, corrected

COLUMNS = ["run", "filed", "source", "label", "benchmark", "filesystem", "section", "metric", "unit", "direction", "value"]
NAMES = ["minute-baseline", "baseline", "readahead-16k"]
REPORTS = {name: fixture(name) for name in NAMES}
NEXT = re.compile(r'<([^>]*)>; rel="next"')


@pytest.fixture(scope="module")
def library(shared_daemon):
    """Three runs of rigs that are named like their fixtures."""
    for name in NAMES:
        put(shared_daemon.inbox / name, fixture_bytes(name), fixture_config(name))
        eventually(lambda: name in [run["source"] for run in shared_daemon.runs()], name)
    eventually(lambda: all(run["audit"] for run in shared_daemon.runs()), "every value")
    return shared_daemon


def parts(daemon, **parameters):
    """The bodies of all parts, as their links lead from one to the next."""
    target, bodies = "/api/export" + (query(**parameters) if parameters else ""), []
    while target:
        answer = daemon.web.get(target)
        assert answer.status == 200, answer
        bodies.append(answer.body)
        link = NEXT.search(answer.header("Link") or "")
        target = link and link[1]
    return bodies


def lines(daemon, **parameters):
    return [json.loads(line) for body in parts(daemon, format="ndjson", **parameters) for line in body.splitlines()]


def rows(body):
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def test_every_number_of_the_reports_is_there(library):
    found = {}
    for line in lines(library):
        place = line["source"], line["benchmark"], line["filesystem"], line["section"], line["metric"]
        assert place not in found
        found[place] = line["value"]
    count = 0
    for name, report in REPORTS.items():
        for benchmark, filesystem, entry in entries(report):
            for section, values in (("/metrics/plot", entry["metrics"]["plot"]), ("/metrics/table", entry["metrics"]["table"]),
                                    ("/monitoring/iostat/plot", entry["monitoring"]["iostat"]["plot"]),
                                    ("/monitoring/docker_stats/plot", entry["monitoring"]["docker_stats"]["plot"])):
                for key, value in values.items():
                    if isinstance(value, (int, float)):
                        assert found.pop((name, benchmark, filesystem, section, key)) == value
                        count += 1
            series = entry["monitoring"]["iostat"]["series"]
            for key in series.keys() - {"timestamp"}:
                assert close(found.pop((name, benchmark, filesystem, "corrected/iostat", key), None), corrected(series, key))
            assert found.pop((name, benchmark, filesystem, "derived", "busy_start")) == busy(series)[0]
    assert count > 1_000
    assert {section for _, _, _, section, _ in found} == {"corrected/docker_stats", "derived"}


def test_csv_has_the_lines_of_json(library):
    body = b"".join(parts(library))
    assert body.count(b"\r\n") == body.count(b"\n") and body.endswith(b"\r\n")
    table, objects = rows(body), lines(library)
    assert list(table[0]) == COLUMNS and len(table) == len(objects)
    for row, line in zip(table, objects):
        assert list(line) == COLUMNS
        assert float(row.pop("value")) == line.pop("value")
        assert row == {name: text or "" for name, text in line.items()}


def test_units_and_directions_are_those_of_the_metrics(library):
    summary = library.web.json(f"/api{library.runs()[0]['link']}/summary")
    known = {(benchmark["name"], section, metric["key"]): (metric["unit"], metric["direction"]) for benchmark in summary["benchmarks"]
             for section in ("plot", "table") for metric in benchmark["metrics"][section]}
    derived = {(benchmark["name"], value["name"]): value["unit"] for benchmark in summary["benchmarks"]
               for entry in benchmark["entries"] for value in entry["derived"]}
    checked = Counter()
    for line in lines(library, source=summary["source"]):
        if line["section"].startswith("/metrics/"):
            assert (line["unit"], line["direction"]) == known[line["benchmark"], line["section"][9:], line["metric"]]
        elif line["section"] == "derived":
            assert line["unit"] == derived[line["benchmark"], line["metric"]]
        checked[line["section"]] += 1
    assert checked["/metrics/plot"] and checked["/metrics/table"] and checked["derived"]


@pytest.mark.parametrize("parameters, taken", [
    (dict(source="baseline"), lambda line: line["source"] == "baseline"),
    (dict(benchmark="fio-randread-4k"), lambda line: line["benchmark"] == "fio-randread-4k"),
    (dict(filesystem="xfs_overlay2"), lambda line: line["filesystem"] == "xfs_overlay2"),
    (dict(driver="overlay2", family="btrfs"), lambda line: line["filesystem"] == "btrfs_overlay2"),
    (dict(has_config="false"), lambda line: False),
    (dict(q="readahead"), lambda line: line["source"] == "readahead-16k")])
def test_filters_are_those_of_the_list(library, parameters, taken):
    assert lines(library, **parameters) == [line for line in lines(library) if taken(line)]


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_parts_join_to_the_whole(library, form):
    whole = parts(library, format=form)
    one_by_one = parts(library, format=form, limit="1")
    assert len(one_by_one) == len(NAMES) and b"".join(one_by_one) == b"".join(whole)


def test_curl_follows_the_parts(library, tmp_path):
    """As docs/api.md has it."""
    script = '''url=$1; while [ -n "$url" ]; do
      curl -sf -D headers "$base$url" >> all.csv || exit 1
      url=$(sed -n 's/^[Ll]ink: <\\(.*\\)>; rel="next".*/\\1/p' headers)
    done'''
    subprocess.run(["sh", "-c", script, "sh", "/api/export?limit=1&benchmark=fio-randread-4k"], cwd=tmp_path,
                   env={"base": library.url, "PATH": "/usr/bin:/bin"}, check=True, timeout=60)
    assert (tmp_path / "all.csv").read_bytes() == b"".join(parts(library, benchmark="fio-randread-4k"))


def test_a_text_of_a_sender_is_no_formula(daemon):
    names = ["=1+1", "+a", "-a", "@a", "\ta", "\ra", 'a"b', "a,b", "a\nb", "=a,\"b\"\r\n", "plain"]
    put(daemon.inbox / "=rig", encode({"data": {"fio-x": {name: {"metrics": {"plot": {"read_iops": 1}}} for name in names}}}))
    eventually(lambda: all(run["audit"] for run in daemon.wait_for_runs(1)), "the values")
    table = rows(daemon.web.get("/api/export").body)
    assert {row["filesystem"] for row in table} == {"'" + name if name[0] in "=+-@\t\r" else name for name in names}
    assert {row["source"] for row in table} == {"'=rig"}
    assert {line["filesystem"] for line in lines(daemon)} == set(names)


def test_runs_that_arrive_meanwhile_move_no_line(daemon):
    def file(number):
        put(daemon.inbox / str(number), encode({"data": {"fio-x": {"ext4": {"metrics": {"plot": {"read_iops": number}}}}}}))

    for number in range(1, 6):
        file(number)
        eventually(lambda: len(daemon.runs()) == number and all(run["audit"] for run in daemon.runs()), "a run")
    target, values = "/api/export?format=ndjson&limit=2", []
    while target:
        answer = daemon.web.get(target)
        values += [line["value"] for line in map(json.loads, answer.body.splitlines()) if line["section"] == "/metrics/plot"]
        link = NEXT.search(answer.header("Link") or "")
        target = link and link[1]
        if len(daemon.runs()) < 7:
            file(len(daemon.runs()) + 1)
            daemon.wait_for_runs(len(values) // 2 + 5)
    assert values == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("name", ["2,000 benchmarks on 4 filesystems", "names of markup", "60 filesystems, each with 60 keys of its own"])
def test_a_large_report_is_exported_in_parts_that_cost_little(start_daemon, name):
    daemon = start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")
    report = json.loads(LARGE[name]())
    (daemon.inbox / "x.json").write_text(json.dumps(report))
    eventually(lambda: all(run["audit"] for run in daemon.wait_for_runs(1)), "the values")
    target, bodies = "/api/export?format=ndjson", []
    while target:
        idle, started = daemon.anonymous_memory(), daemon.processor_time()
        with Peak(daemon) as peak:
            answer = daemon.web.get(target)
        assert daemon.processor_time() - started <= 1 and peak.value <= idle + 64 * MIB and len(answer.body) < 5 * MIB
        bodies.append(answer.body)
        link = NEXT.search(answer.header("Link") or "")
        target = link and link[1]
    places = Counter((line["benchmark"], line["filesystem"], line["section"], line["metric"])
                     for line in map(json.loads, b"".join(bodies).splitlines()))
    assert places and set(places.values()) == {1}


@pytest.mark.parametrize("parameters, sentence", [
    (dict(format="xml"), "format takes one of csv, ndjson"), (dict(cursor="x"), "cursor takes what an earlier answer gave"),
    (dict(since="x"), "since takes a time"), (dict(limit="0"), "limit takes"), (dict(sort="filed"), "no parameter")])
def test_bad_parameters_are_named(library, parameters, sentence):
    answer = library.web.get("/api/export" + query(**parameters))
    assert answer.status == 400 and sentence in answer.problem()["detail"]
