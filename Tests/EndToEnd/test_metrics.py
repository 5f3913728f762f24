"""What benchd tells those who watch it: counts, gauges and readiness."""

import shutil

import pytest

from Support.reports import small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

OPEN_METRICS = "application/openmetrics-text; version=1.0.0"


def samples(text):
    """The samples of the text format, by name and labels as written."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            assert name not in found, f"{name} is there twice"
            found[name] = float(value)
    return found


def drop(daemon, path, content):
    """Drops a file and waits for its notice."""
    (daemon.inbox / path).parent.mkdir(exist_ok=True)
    (daemon.inbox / path).write_bytes(content)
    return daemon.receipt(path)


def upload(daemon, content):
    return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", "x.json", content)))


def metrics(daemon):
    return samples(daemon.web.get("/metrics").body.decode())


def metrics_with(daemon, counts):
    """The metrics once they have these counts: a request is counted after its client has read the answer."""
    def found():
        now = metrics(daemon)
        return all(now.get(name, 0) >= count for name, count in counts.items()) and now

    return eventually(found, f"metrics with {counts}")


def test_requests_are_counted_by_route_method_and_status(daemon):
    for _ in range(3):
        daemon.web.get("/api/benchmarks")
    daemon.web.get("/nothing/here")
    counts = {
        'benchd_http_requests_total{route="/api/benchmarks",method="GET",status="200"}': 3,
        'benchd_http_requests_total{route="other",method="GET",status="404"}': 1,
        'benchd_http_request_duration_seconds_count{route="/api/benchmarks"}': 3,
        'benchd_http_request_duration_seconds_bucket{route="/api/benchmarks",le="+Inf"}': 3,
    }
    after = metrics_with(daemon, counts)
    assert {name: after[name] for name in counts} == counts
    asked = 'benchd_http_requests_total{route="/metrics",method="GET",status="200"}'
    assert metrics_with(daemon, {asked: after.get(asked, 0) + 1})[asked] >= 1
    assert after['benchd_http_connections{state="waiting"}'] >= 1


def test_refused_bytes_are_counted(daemon):
    with daemon.web.connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\nHost: h\n\n")
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 400 ")
    name = 'benchd_http_requests_total{route="/",method="GET",status="400"}'
    assert metrics_with(daemon, {name: 1})[name] == 1


@pytest.mark.parametrize("request_, labels", [
    (b"PROPFIND /api/inbox HTTP/1.1\r\nHost: h\r\n\r\n", 'route="/api/inbox",method="other",status="501"'),
    (b"POST /api/upload HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     'route="/api/upload",method="POST",status="400"'),
    (b"\x16\x03\x01\x00 / HTTP/1.1\r\n\r\n", 'route="other",method="other",status="400"'),
    (b"DELETE /" + b"a" * 20_000, 'route="other",method="DELETE",status="414"'),
    (b"POST /api/upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
     'route="/api/upload",method="POST",status="400"'),
], ids=["an unknown method", "two lengths", "no request", "a long target", "a bad chunk"])
def test_what_is_refused_is_counted_as_what_it_was(daemon, request_, labels):
    with daemon.web.connect() as connection:
        connection.sendall(request_)
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 ")
    name = f"benchd_http_requests_total{{{labels}}}"
    assert metrics_with(daemon, {name: 1})[name] == 1


def test_drops_uploads_and_rejections_are_counted(daemon):
    drop(daemon, "rig/a.json", small("1"))
    drop(daemon, "rig/b.json", small("1"))
    drop(daemon, "rig/c.json", b"[]")
    upload(daemon, small("2"))
    upload(daemon, b"{")
    found = metrics(daemon)
    assert found['benchd_drops_total{outcome="accepted"}'] == 1
    assert found['benchd_drops_total{outcome="duplicate"}'] == 1
    assert found['benchd_drops_total{outcome="rejected"}'] == 1
    assert found['benchd_uploads_total{outcome="accepted"}'] == 1
    assert found['benchd_uploads_total{outcome="rejected"}'] == 1
    assert found['benchd_rejections_total{type="report-shape"}'] == 1
    assert found['benchd_rejections_total{type="report-syntax"}'] == 1
    assert found["benchd_filing_lag_seconds_count"] == 3
    assert 0 < found["benchd_filing_lag_seconds_sum"] < 600
    assert found["benchd_runs"] == 2
    assert found["benchd_filed_bytes"] == sum(map(len, daemon.filed_reports()))
    assert found["benchd_catalog_bytes"] == sum(path.stat().st_size for path in daemon.data.glob("*.sqlite*"))


def test_both_formats_are_read_by_their_own_readers(daemon):
    from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_open
    from prometheus_client.parser import text_string_to_metric_families as read_text

    drop(daemon, "rig/a.json", small("1"))
    # Until a request is counted there are no families of requests.
    metrics_with(daemon, {'benchd_http_requests_total{route="/metrics",method="GET",status="200"}': 1})
    text = daemon.web.get("/metrics")
    assert text.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    names = {family.name for family in read_text(text.body.decode())}
    answer = daemon.web.get("/metrics", Accept=OPEN_METRICS)
    assert answer.headers["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    families = {family.name: family for family in read_open(answer.body.decode())}
    assert {"benchd_build", "benchd_http_requests", "benchd_drops", "process_cpu_seconds"} <= families.keys()
    assert families["benchd_filing_lag_seconds"].unit == "seconds"
    assert len(names) == len(families)
    [build] = families["benchd_build"].samples
    assert all(build.labels[name] for name in ("version", "libmicrohttpd", "sqlite", "libarchive"))


def test_no_text_of_a_request_or_report_is_a_label(daemon):
    drop(daemon, "secret-rig/secret-name.json", small("1"))
    uuid = daemon.only_run()["uuid"]
    daemon.web.get(f"/benchmarks/{uuid}")
    daemon.web.get("/secret-path?secret-query=1")
    text = daemon.web.get("/metrics").body.decode()
    assert uuid not in text
    assert "secret" not in text


def test_readiness_follows_the_inbox(daemon):
    assert daemon.web.json("/readyz") == {"status": "ready", "problems": []}
    shutil.move(daemon.inbox, daemon.inbox.with_name("away"))
    eventually(lambda: daemon.web.get("/readyz").status == 503, "the readiness to end")
    answer = daemon.web.get("/readyz")
    assert "Retry-After" in answer.headers
    assert answer.json()["status"] == "not_ready"
    assert "inbox" in answer.json()["problems"][0]["detail"]
    shutil.move(daemon.inbox.with_name("away"), daemon.inbox)
    eventually(lambda: daemon.web.get("/readyz").status == 200, "the readiness to come back")
