"""The audit of a run and the computed values in its summary: the same as `benchd check` prints, and as the raw report gives."""

import json
from collections import Counter

import pytest

from Support.daemon import benchd
from Support.paths import FIXTURES
from Support.reports import CONFIG, REPORT, encode, entries, fixture, fixture_bytes, fixture_config, put
from Support.waiting import eventually
from Support.web import query
from test_analysis_numbers import FIO, busy, close, corrected

NAMES = ["minute-baseline", "minute-mount-options"]


@pytest.fixture(scope="module")
def filed(shared_daemon):
    """The run of each fixture."""
    for name in NAMES:
        put(shared_daemon.inbox / name, fixture_bytes(name), fixture_config(name))
    runs = shared_daemon.wait_for_runs(len(NAMES))
    return {run["source"]: run["uuid"] for run in runs}


def checked(name):
    folder = FIXTURES / name
    return json.loads(benchd("check", "--json", "--config", str(folder / CONFIG), str(folder / REPORT)).stdout)["report"]


def ask(daemon, uuid, part, **parameters):
    return daemon.web.json(f"/api/benchmarks/{uuid}/{part}" + (query(**parameters) if parameters else ""))


@pytest.mark.parametrize("name", NAMES)
def test_the_audit_is_what_check_prints(shared_daemon, filed, name):
    audit, expected = ask(shared_daemon, filed[name], "audit"), checked(name)
    assert audit["findings"] == expected["findings"] and audit["rules"] == expected["rules"]
    assert {verdict: count for verdict, count in audit["counts"].items() if count} == Counter(
        finding["verdict"] for finding in expected["findings"])
    assert (audit["total"], audit["next"]) == (len(expected["findings"]), None)
    listed = next(run for run in shared_daemon.runs() if run["uuid"] == filed[name])
    assert listed["audit"] == audit["counts"]


def test_what_memory_served_is_marked(shared_daemon, filed):
    marked = ask(shared_daemon, filed["minute-mount-options"], "audit", verdict="odd")
    assert [(finding["benchmark"], finding["filesystem"], finding["law"]) for finding in marked["findings"]
            if finding["benchmark"] == "fio-randread-4k"] == [("fio-randread-4k", "ext4_overlay2", 6)]
    assert marked["total"] == marked["counts"]["odd"]


def test_parts_of_the_audit(shared_daemon, filed):
    uuid = filed["minute-baseline"]
    whole, found, place = ask(shared_daemon, uuid, "audit")["findings"], [], 0
    while place is not None:
        part = ask(shared_daemon, uuid, "audit", **{"from": str(place), "limit": "33"})
        found += part["findings"]
        place = part["next"]
    assert found == whole


@pytest.mark.parametrize("name", NAMES)
def test_the_summary_has_corrected_and_derived_values(shared_daemon, filed, name):
    summary, expected = ask(shared_daemon, filed[name], "summary"), checked(name)
    said = {(cell["benchmark"], cell["filesystem"]): cell for cell in expected["cells"]}
    cells = {(benchmark["name"], entry["filesystem"]): entry for benchmark in summary["benchmarks"] for entry in benchmark["entries"]}
    assert summary["rules"] == expected["rules"] and cells.keys() == said.keys()
    for benchmark, filesystem, entry in entries(fixture(name)):
        cell = cells[benchmark, filesystem]
        assert cell["derived"] == said[benchmark, filesystem]["derived"] and cell["iterations"] == 1
        series = entry["monitoring"]["iostat"]["series"]
        assert (cell["busy"]["first"], cell["busy"]["last"]) == busy(series)
        for key in series.keys() - {"timestamp"}:
            assert close(cell["corrected"]["iostat"].get(key), corrected(series, key)), (benchmark, filesystem, key)
        if benchmark.startswith("fio-"):
            plot = entry["metrics"]["plot"]
            concurrency = sum(plot.get(rate, 0) * plot.get(latency, 0) / 1e9 for rate, _, latency in FIO.values())
            assert close(next(value["value"] for value in cell["derived"] if value["name"] == "concurrency"), concurrency)


def test_both_are_the_same_again_and_for_a_client_that_has_them(shared_daemon, filed):
    for part in ("audit", "summary"):
        target = f"/api/benchmarks/{filed['minute-baseline']}/{part}"
        first = shared_daemon.web.get(target)
        assert shared_daemon.web.get(target).body == first.body
        assert shared_daemon.web.get(target, If_None_Match=first.header("ETag")).status == 304


def test_a_report_without_cells_has_no_findings(daemon):
    put(daemon.inbox, encode({"data": {}}))
    run = daemon.only_run()
    audit = eventually(lambda: (said := ask(daemon, run["uuid"], "audit"))["rules"] and said, "the audit")
    assert audit["findings"] == [] and set(audit["counts"].values()) == {0}


@pytest.mark.parametrize("parameters, sentence", [
    (dict(verdict="bad"), "verdict takes one of holds, note, odd, broken, unknown"), (dict(limit="2001"), "limit takes"),
    ({"from": "x"}, "from takes a whole number"), (dict(colour="red"), "no parameter")])
def test_bad_parameters_are_named(shared_daemon, filed, parameters, sentence):
    answer = shared_daemon.web.get(f"/api/benchmarks/{filed['minute-baseline']}/audit" + query(**parameters))
    assert answer.status == 400 and sentence in answer.problem()["detail"]


def test_a_run_that_is_not_there(shared_daemon):
    assert shared_daemon.web.get(f"/api/benchmarks/{'0' * 12}/audit").status == 404
