"""What every endpoint answers, and with which headers."""

import gzip
import hashlib
import json
from html.parser import HTMLParser

import pytest

from Support.reports import REPORT, MARKUP, VARIANTS, encode, entries, fixture, fixture_bytes, fixture_config, put
from Support.waiting import eventually
from Support.web import query

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "connect-src": "'self'", "img-src": "'self' data: blob:",
    "style-src-attr": "'unsafe-inline'"}


@pytest.fixture(scope="module")
def run(shared_daemon):
    put(shared_daemon.inbox / "rig-01", fixture_bytes("minute-baseline"), fixture_config("minute-baseline"))
    return shared_daemon.only_run()


PATHS = [
    "/", "/benchmarks/{uuid}", "/api/benchmarks", "/api/benchmarks/{uuid}", "/api/benchmarks/{uuid}/config",
    "/api/benchmarks/{uuid}/config/files", "/api/benchmarks/{uuid}/receipt", "/api/benchmarks/{uuid}/summary",
    "/api/benchmarks/{uuid}/series?benchmark=fio-randread-4k&filesystem=ext4_overlay2&group=iostat",
    "/favicon.ico", "/assets/js/run.js", "/assets/css/base.css", "/assets/vendor/plotly.min.js",
]
WITHOUT_TAG = ["/healthz"]
ERRORS = [("/nothing", 404), ("/api/benchmarks/latest/nothing", 404), ("/api/benchmarks?limit=x", 400)]


def headers_of_every_answer(answer):
    policy = dict(part.strip().split(" ", 1) for part in answer.header("Content-Security-Policy").split(";"))
    assert {name: policy.get(name) for name in POLICY} == POLICY
    assert "http" not in answer.header("Content-Security-Policy")
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert answer.header("Referrer-Policy")


@pytest.mark.parametrize("path", PATHS + WITHOUT_TAG)
def test_every_answer_carries_the_security_headers(shared_daemon, run, path):
    answer = shared_daemon.web.get(path.format(**run))

    assert answer.status == 200
    headers_of_every_answer(answer)


@pytest.mark.parametrize("path, status", ERRORS)
def test_every_error_is_a_problem_with_the_security_headers(shared_daemon, run, path, status):
    answer = shared_daemon.web.get(path)

    assert answer.status == status and answer.problem()["detail"].endswith(".")
    headers_of_every_answer(answer)


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_a_body(shared_daemon, run, path):
    path = path.format(**run)
    get, head = shared_daemon.web.get(path), shared_daemon.web.request("HEAD", path)

    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag"):
        assert head.header(name) == get.header(name)
    assert int(get.header("Content-Length")) == len(get.body)


@pytest.mark.parametrize("path", PATHS)
def test_a_known_version_is_not_sent_again(shared_daemon, run, path):
    path = path.format(**run)
    tag = shared_daemon.web.get(path).header("ETag")
    assert tag.startswith('"')

    same = shared_daemon.web.get(path, If_None_Match=tag)
    assert (same.status, same.body, same.header("ETag")) == (304, b"", tag)
    headers_of_every_answer(same)
    assert shared_daemon.web.get(path, If_None_Match='"another"').status == 200
    assert shared_daemon.web.get(path, If_Match='"another"').status == 412


RANGES = [
    ("bytes=0-0", slice(0, 1)), ("bytes=100-199", slice(100, 200)), ("bytes=450000-", slice(450000, None)),
    ("bytes=-10", slice(-10, None)), ("bytes=0-9999999", slice(0, None)),
]


@pytest.mark.parametrize("field, part", RANGES)
def test_a_range_is_that_part_of_the_report(shared_daemon, run, field, part):
    content = fixture_bytes("minute-baseline")
    start, end, _ = part.indices(len(content))
    answer = shared_daemon.web.get(f"/api/benchmarks/{run['uuid']}", Range=field)

    assert (answer.status, answer.body) == (206, content[part])
    assert answer.header("Content-Range") == f"bytes {start}-{end - 1}/{len(content)}"


def test_a_range_beyond_the_end_is_not_satisfiable(shared_daemon, run):
    answer = shared_daemon.web.get(f"/api/benchmarks/{run['uuid']}", Range="bytes=9999999-")

    assert (answer.status, answer.header("Content-Range")) == (416, f"bytes */{run['bytes']}")


def test_a_range_of_another_version_is_the_whole(shared_daemon, run):
    answer = shared_daemon.web.get(f"/api/benchmarks/{run['uuid']}", Range="bytes=0-9", If_Range='"another"')

    assert (answer.status, answer.body) == (200, fixture_bytes("minute-baseline"))


@pytest.mark.parametrize("path", [path for path in PATHS if "favicon" not in path and not path.endswith("config")])
def test_text_is_compressed_for_those_who_accept_it(shared_daemon, run, path):
    path = path.format(**run)
    plain, packed = shared_daemon.web.get(path), shared_daemon.web.get(path, Accept_Encoding="gzip")

    assert plain.header("Content-Encoding") is None
    if len(plain.body) > 2000:
        assert packed.header("Content-Encoding") == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert "accept-encoding" in packed.header("Vary").lower()
        assert packed.header("ETag") != plain.header("ETag")
    assert shared_daemon.web.get(path, Accept_Encoding="gzip;q=0").header("Content-Encoding") is None


@pytest.mark.parametrize("method, path, allowed", [
    ("DELETE", "/api/benchmarks/latest", {"GET", "HEAD"}), ("POST", "/", {"GET", "HEAD"}), ("GET", "/api/upload", {"POST"}),
    ("PUT", "/api/upload", {"POST"}),
])
def test_another_method_is_not_allowed(shared_daemon, run, method, path, allowed):
    answer = shared_daemon.web.request(method, path)

    assert answer.status == 405 and answer.problem()["type"] == "/problems/method-not-allowed"
    assert allowed <= set(answer.header("Allow").replace(" ", "").split(","))


@pytest.mark.parametrize("path", [
    "/api/benchmarks/../../etc/passwd", "/api/benchmarks/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/benchmarks/x", "/assets/../pages/run.html",
    "/assets/%2e%2e/pages/run.html", "/assets/js", "/assets/", "/assets/js/run.js%00.css", "/api/benchmarks/00000000-0000-0000-0000-000000000000",
    "/api/benchmarks/000000000000", "/api/benchmarks/{uuid}.json", "/api/benchmarks/catalog.sqlite", "/benchmarks/",
])
def test_what_is_not_there_is_not_found(shared_daemon, run, path):
    assert shared_daemon.web.get(path.format(**run)).status == 404


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


def test_errors_are_pages_for_those_who_prefer_them(shared_daemon):
    answer = shared_daemon.web.get("/benchmarks/x", Accept="text/html,application/xhtml+xml,*/*;q=0.8")

    assert answer.status == 404 and answer.header("Content-Type").startswith("text/html")
    headers_of_every_answer(answer)


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}

    def handle_data(self, data):
        self.text += data


def test_markup_in_a_report_is_text_on_its_pages(daemon):
    put(daemon.inbox / "<b>rig", encode(VARIANTS["markup in every name"]))
    run = daemon.only_run()

    for path in ("/", run["link"]):
        page = Elements(daemon.web.get(path, Accept="text/html").body.decode())
        assert MARKUP in page.text and "<b>rig" in page.text
        assert not {name for name in page.attributes if name.startswith("on")}
        assert "img" not in page.tags
    assert json.loads(daemon.report(run["uuid"])) == VARIANTS["markup in every name"]


MALFORMED = {
    "two lengths": "Content-Length: 0\r\nContent-Length: 5",
    "length and chunks": "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "an unknown transfer encoding": "Transfer-Encoding: cow",
    "two hosts": "Host: other",
}


@pytest.mark.parametrize("fields", MALFORMED.values(), ids=MALFORMED)
def test_a_request_that_two_servers_could_read_differently_is_refused(shared_daemon, fields):
    with shared_daemon.web.connect() as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{shared_daemon.port}\r\n{fields}\r\n\r\n0\r\n\r\n".encode())
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 400") and answer.count(b"HTTP/1.1") == 1


def test_health_says_how_many_runs_there_are(shared_daemon, run):
    health = shared_daemon.web.json("/healthz")

    assert (health["status"], health["runs"]) == ("ok", 1)
