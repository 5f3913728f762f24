"""What the API and the pages say of a run."""

import hashlib
import json
from html.parser import HTMLParser

import pytest

from Support.reports import MARKUP, REPORT, VARIANTS, encode, entries, fixture, fixture_bytes, fixture_config, put
from Support.waiting import eventually
from Support.web import query


def test_ids_are_taken_in_either_case_and_latest_is_the_newest(shared_daemon, run):
    for name in (run["uuid"].upper(), "latest"):
        assert shared_daemon.report(name) == fixture_bytes("minute-baseline")


def test_latest_is_not_found_while_there_is_none(daemon):
    for path in ("/benchmarks/latest", "/api/benchmarks/latest", "/api/benchmarks/latest/summary"):
        assert daemon.web.get(path).problem()["type"] == "/problems/not-found"


def test_the_config_is_an_attachment(shared_daemon, run):
    answer = shared_daemon.web.get(f"/api/benchmarks/{run['uuid']}/config")

    assert answer.header("Content-Type") == "application/zip"
    assert answer.header("Content-Disposition") == f'attachment; filename="{run["uuid"]}_config.zip"'


def test_the_receipt_names_sizes_and_digests(shared_daemon, run):
    receipt = shared_daemon.web.json(f"/api/benchmarks/{run['uuid']}/receipt")

    for part, content in (("report", fixture_bytes("minute-baseline")), ("config", fixture_config("minute-baseline"))):
        assert receipt[part] == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    assert (receipt["uuid"], receipt["source"], receipt["filed"]) == (run["uuid"], "rig-01", run["filed"])
    assert receipt["origin"]["path"] == f"rig-01/{REPORT}"


def test_the_summary_holds_every_value_but_the_series(shared_daemon, run):
    summary = shared_daemon.web.json(f"/api/benchmarks/{run['uuid']}/summary")
    report = fixture("minute-baseline")

    assert summary["system_info"] == report["system_info"]
    assert [benchmark["name"] for benchmark in summary["benchmarks"]] == sorted(report["data"])
    for benchmark in summary["benchmarks"]:
        assert [entry["filesystem"] for entry in benchmark["entries"]] == sorted(report["data"][benchmark["name"]])
        for entry in benchmark["entries"]:
            original = report["data"][benchmark["name"]][entry["filesystem"]]
            assert entry["metrics"] == original["metrics"]
            for group in ("docker_stats", "iostat"):
                assert (entry[group]["plot"], entry[group]["table"], entry[group]["has_series"]) == (
                    original["monitoring"][group]["plot"], original["monitoring"][group]["table"], True)
    assert b'"series"' not in shared_daemon.web.get(f"/api/benchmarks/{run['uuid']}/summary").body


def test_every_series_is_as_it_stands_in_the_report(shared_daemon, run):
    for benchmark, filesystem, entry in entries(fixture("minute-baseline")):
        for group in ("docker_stats", "iostat"):
            path = f"/api/benchmarks/{run['uuid']}/series" + query(benchmark=benchmark, filesystem=filesystem, group=group)
            assert shared_daemon.web.json(path) == entry["monitoring"][group]["series"]


@pytest.mark.parametrize("parameters, status", [
    (dict(benchmark="x", filesystem="ext4_overlay2", group="iostat"), 404),
    (dict(benchmark="fio-randread-4k", filesystem="x", group="iostat"), 404),
    (dict(benchmark="fio-randread-4k", filesystem="ext4_overlay2", group="x"), 400),
    (dict(benchmark="fio-randread-4k"), 400),
])
def test_series_that_are_not_there(shared_daemon, run, parameters, status):
    assert shared_daemon.web.get(f"/api/benchmarks/{run['uuid']}/series" + query(**parameters)).status == status


def test_the_list_is_filtered_and_paged(daemon):
    for name in ("baseline", "readahead-16k", "minute-baseline"):
        put(daemon.inbox / name, fixture_bytes(name))
        eventually(lambda: [run for run in daemon.runs() if run["source"] == name], name)
    listed = daemon.runs()
    assert [run["source"] for run in listed] == ["minute-baseline", "readahead-16k", "baseline"]

    def sources(parameters):
        return [run["source"] for run in daemon.web.json("/api/benchmarks" + parameters)["runs"]]

    assert sources("?source=baseline") == ["baseline"]
    assert sources("?benchmark=sysbench-oltp") == ["baseline"]
    assert sources("?filesystem=xfs_overlay2") == ["minute-baseline", "readahead-16k", "baseline"]
    assert sources("?filesystem=zfs") == []
    first = daemon.web.json("/api/benchmarks?limit=2")
    assert (len(first["runs"]), first["total"]) == (2, 3)
    rest = daemon.web.json("/api/benchmarks" + query(limit="2", cursor=first["next"]))
    assert [run["source"] for run in first["runs"] + rest["runs"]] == [run["source"] for run in listed]
    assert rest["next"] is None


@pytest.mark.parametrize("parameters", ["?limit=0", "?limit=501", "?limit=-1", "?cursor=x", "?colour=red"])
def test_a_parameter_that_cannot_be_read_is_refused(shared_daemon, parameters):
    answer = shared_daemon.web.get("/api/benchmarks" + parameters)

    assert answer.status == 400 and answer.problem()["type"] == "/problems/request-malformed"


def test_health_says_how_many_runs_there_are(shared_daemon, run):
    health = shared_daemon.web.json("/healthz")

    assert (health["status"], health["runs"]) == ("ok", 1)


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text, self.pictures = set(), set(), "", []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        if tag == "img":
            self.pictures.append(dict(attributes))

    def handle_data(self, data):
        self.text += data


def test_markup_in_a_report_is_text_on_its_pages(daemon):
    put(daemon.inbox / "<b>rig", encode(VARIANTS["markup in every name"]))
    run = daemon.only_run()

    for path in ("/", run["link"]):
        page = Elements(daemon.web.get(path, Accept="text/html").body.decode())
        assert MARKUP in page.text and "<b>rig" in page.text
        assert not {name for name in page.attributes if name.startswith("on")}
        # The page's own drawing of a score is the only picture.
        assert all(picture["src"].startswith(f"{run['link']}/chart.svg?") for picture in page.pictures)
    assert json.loads(daemon.report(run["uuid"])) == VARIANTS["markup in every name"]
