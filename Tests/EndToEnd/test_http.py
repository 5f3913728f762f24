"""What every endpoint answers, and with which headers."""

import gzip

import pytest

from Support.reports import fixture_bytes

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "connect-src": "'self'", "img-src": "'self' data: blob:",
    "style-src-attr": "'unsafe-inline'"}
PATHS = [
    "/", "/benchmarks/{uuid}", "/inbox", "/api/inbox", "/api/benchmarks", "/api/benchmarks/{uuid}", "/api/benchmarks/{uuid}/config",
    "/api/benchmarks/{uuid}/config/files", "/api/benchmarks/{uuid}/receipt", "/api/benchmarks/{uuid}/summary",
    "/api/benchmarks/{uuid}/series?benchmark=fio-randread-4k&filesystem=ext4_overlay2&group=iostat",
    "/api/benchmarks/{uuid}/series?from=0.0",
    "/favicon.ico", "/assets/js/run.js", "/assets/css/base.css", "/assets/vendor/plotly.min.js",
]
WITHOUT_TAG = ["/healthz"]
ERRORS = [("/nothing", 404), ("/api/benchmarks/latest/nothing", 404), ("/api/benchmarks?limit=x", 400)]


def check_security_headers(answer):
    policy = dict(part.strip().split(" ", 1) for part in answer.header("Content-Security-Policy").split(";"))
    assert {name: policy.get(name) for name in POLICY} == POLICY
    assert "http" not in answer.header("Content-Security-Policy")
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert answer.header("Referrer-Policy")


@pytest.mark.parametrize("path", PATHS + WITHOUT_TAG)
def test_every_answer_carries_the_security_headers(shared_daemon, run, path):
    answer = shared_daemon.web.get(path.format(**run))

    assert answer.status == 200
    check_security_headers(answer)


@pytest.mark.parametrize("path, status", ERRORS)
def test_every_error_is_a_problem_with_the_security_headers(shared_daemon, run, path, status):
    answer = shared_daemon.web.get(path)

    assert answer.status == status and answer.problem()["detail"].endswith(".")
    check_security_headers(answer)


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
    check_security_headers(same)
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


def test_errors_are_pages_for_those_who_prefer_them(shared_daemon):
    answer = shared_daemon.web.get("/benchmarks/x", Accept="text/html,application/xhtml+xml,*/*;q=0.8")

    assert answer.status == 404 and answer.header("Content-Type").startswith("text/html")
    check_security_headers(answer)


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
