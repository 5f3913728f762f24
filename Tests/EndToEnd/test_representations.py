"""The forms in which content is sent: codings, tags, digests, caching; and what is checked of content that comes."""

import base64
import gzip
import hashlib
import json
import re
import subprocess

import pytest

from Support.archives import archive
from Support.paths import TEMPLATES
from Support.reports import CONFIG, REPORT, fixture_bytes, fixture_config, small
from Support.web import FORM_TYPE, form

# Every route with GET, by docs/api.md.
PATHS = [
    "/", "/benchmarks/{uuid}", "/benchmarks/{uuid}/config", "/compare/config?runs={uuid},{uuid}", "/inbox", "/api/inbox",
    "/api/benchmarks", "/api/benchmarks/{uuid}", "/api/benchmarks/{uuid}/config", "/api/benchmarks/{uuid}/config/files",
    "/api/benchmarks/{uuid}/config/files/{member}", "/api/benchmarks/{uuid}/receipt", "/api/benchmarks/{uuid}/summary",
    "/api/benchmarks/{uuid}/audit", "/api/benchmarks/{uuid}/standing",
    "/api/benchmarks/{uuid}/series?benchmark=fio-randread-4k&filesystem=ext4_overlay2&group=iostat",
    "/api/benchmarks/{uuid}/part?bytes=0-5000", "/api/compare/config?runs={uuid},{uuid}",
    "/api/compare?runs={uuid}:ext4_overlay2,{uuid}:xfs_overlay2",
    "/api/trends?benchmark=fio-randread-4k&filesystem=ext4_overlay2",
    "/api/plan?benchmark=fio-randread-4k&filesystems=ext4_overlay2,xfs_overlay2", "/api/export?format=csv", "/api/export?format=ndjson",
    "/healthz", "/readyz", "/metrics", "/api/openapi.json", "/favicon.ico", "/assets/js/run.js", "/assets/css/base.css", "/assets/vendor/plotly.min.js", "/nothing",
]
# What is said of the moment has no tag.
WITHOUT_TAG = ["/healthz", "/readyz", "/metrics", "/nothing"]
CODINGS = [None, "gzip", "zstd", "x-gzip", "gzip, deflate, br, zstd", "*", "identity;q=0, *;q=0", "zstd;q=0.5, gzip;q=0.7"]


@pytest.fixture(scope="module")
def names(shared_daemon, run):
    listing = shared_daemon.web.json(f"/api/benchmarks/{run['uuid']}/config/files")
    return {"uuid": run["uuid"], "member": next(entry["path"] for entry in listing["entries"] if entry["type"] == "file")}


def decoded(answer):
    """The content without its coding, by other programs than benchd's libraries were called from."""
    coding = answer.header("Content-Encoding")
    if coding == "zstd":
        return subprocess.run(["zstd", "-dc"], input=answer.body, capture_output=True, check=True).stdout
    return gzip.decompress(answer.body) if coding == "gzip" else answer.body


def fields(answer, *passed_over):
    passed_over = {"date", "connection", *passed_over}
    return sorted((name.lower(), value) for name, value in answer.headers.items() if name.lower() not in passed_over)


def digest(content, algorithm="sha256"):
    return base64.b64encode(hashlib.new(algorithm, content).digest()).decode()


@pytest.mark.parametrize("accepted", CODINGS)
@pytest.mark.parametrize("path", PATHS)
def test_head_has_the_fields_of_get(shared_daemon, names, path, accepted):
    path = path.format(**names)
    headers = {"Accept-Encoding": accepted} if accepted else {}
    get, head = (shared_daemon.web.request(method, path, headers) for method in ("GET", "HEAD"))

    assert head.body == b"" and head.status == get.status
    assert get.status == (404 if path == "/nothing" else 200), get.body
    passed_over = ["content-length"] if path == "/metrics" else []
    assert fields(head, *passed_over) == fields(get, *passed_over)
    assert get.header("Content-Length") == str(len(get.body))


def test_a_file_that_is_compressed_beside_an_asset_is_sent(shared_daemon):
    script = TEMPLATES / "assets/vendor/plotly.min.js"

    sent = shared_daemon.web.get("/assets/vendor/plotly.min.js", Accept_Encoding="gzip")

    assert sent.body == script.with_name("plotly.min.js.gz").read_bytes()
    assert gzip.decompress(sent.body) == script.read_bytes()


@pytest.mark.parametrize("path", [path for path in PATHS if path not in WITHOUT_TAG])
def test_every_coding_has_its_tag_and_the_same_content(shared_daemon, names, path):
    path = path.format(**names)
    plain = shared_daemon.web.get(path)
    forms = {coding: shared_daemon.web.get(path, Accept_Encoding=coding) for coding in ("gzip", "zstd")}
    is_text = "accept-encoding" in (plain.header("Vary") or "").lower()

    assert plain.header("Content-Encoding") is None
    for coding, answer in forms.items():
        assert decoded(answer) == plain.body
        assert answer.header("Vary") == plain.header("Vary")
        if is_text:
            assert answer.header("Content-Encoding") == coding
            assert answer.header("ETag") == plain.header("ETag")[:-1] + f'-{coding}"'
    for coding, answer in forms.items():
        tag = answer.header("ETag")
        same = shared_daemon.web.get(path, Accept_Encoding="zstd, gzip", If_None_Match=tag)
        assert (same.status, same.body, same.header("ETag"), same.header("Vary")) == (304, b"", tag, plain.header("Vary"))
    same = shared_daemon.web.get(path, Accept_Encoding="zstd, gzip", If_None_Match=plain.header("ETag"))
    assert (same.status, same.header("ETag")) == (304, plain.header("ETag"))


@pytest.mark.parametrize("accepted", ["gzip", "zstd"])
def test_a_form_is_the_same_bytes_again(shared_daemon, names, accepted):
    path = f"/api/benchmarks/{names['uuid']}"
    answers = [shared_daemon.web.get(path, Accept_Encoding=accepted) for _ in range(3)]

    assert len({(answer.body, answer.header("Repr-Digest")) for answer in answers}) == 1
    assert len(answers[0].body) < len(fixture_bytes("minute-baseline")) / 3


def test_curl_unpacks_what_it_asks_for(shared_daemon, names):
    output = subprocess.run(
        ["curl", "--silent", "--fail", "--compressed", f"{shared_daemon.url}/api/benchmarks/{names['uuid']}"], capture_output=True,
        check=True, timeout=60).stdout

    assert output == fixture_bytes("minute-baseline")


def test_an_http_1_0_client_gets_a_coding_too(shared_daemon, names):
    with shared_daemon.web.connect() as connection:
        path = f"/api/benchmarks/{names['uuid']}"
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: x-gzip\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, body = answer.split(b"\r\n\r\n", 1)

    assert b"content-encoding: gzip" in head.lower() and b"transfer-encoding" not in head.lower()
    assert gzip.decompress(body) == fixture_bytes("minute-baseline")


FILED = {"": fixture_bytes("minute-baseline"), "/config": fixture_config("minute-baseline")}


@pytest.mark.parametrize("part, content", FILED.items(), ids=["report", "config"])
def test_filed_bytes_say_their_digest(shared_daemon, names, part, content):
    path = f"/api/benchmarks/{names['uuid']}{part}"
    expected = f"sha-256=:{digest(content)}:"

    for method, headers, status in [
            ("GET", {}, 200), ("HEAD", {}, 200), ("GET", {"Range": "bytes=10-19"}, 206), ("GET", {"Range": "bytes=-1"}, 206)]:
        answer = shared_daemon.web.request(method, path, headers)
        assert (answer.status, answer.header("Repr-Digest")) == (status, expected)
    known = shared_daemon.web.get(path, If_None_Match=shared_daemon.web.get(path).header("ETag"))
    assert (known.status, known.header("Repr-Digest")) == (304, None)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_the_digest_of_a_coded_report_is_that_of_the_coded_bytes(shared_daemon, names, coding):
    for method in ("GET", "HEAD"):
        path = f"/api/benchmarks/{names['uuid']}"
        answer = shared_daemon.web.request(method, path, {"Accept-Encoding": coding})
        coded = shared_daemon.web.get(path, Accept_Encoding=coding).body
        assert answer.header("Repr-Digest") == f"sha-256=:{digest(coded)}:"


@pytest.mark.parametrize("path, expected", [
    ("/", "no-cache"), ("/benchmarks/{uuid}", "no-cache"), ("/api/benchmarks", "no-cache"), ("/api/benchmarks/{uuid}", "no-cache"),
    ("/api/benchmarks/{uuid}/config", "no-cache"), ("/assets/js/run.js", "no-cache"), ("/assets/v0123456789abcdef/js/run.js", "no-cache"), ("/healthz", "no-store"), ("/readyz", "no-store"), ("/metrics", "no-store"), ("/nothing", "no-store"),
])
def test_what_may_be_kept(shared_daemon, names, path, expected):
    assert expected in shared_daemon.web.get(path.format(**names)).header("Cache-Control")


def upload(daemon, headers, body):
    return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE, **headers}, body)


BODY = form(("file", REPORT, small("digest")), ("config_file", CONFIG, archive()))
RIGHT = {"sha-256": digest(BODY), "sha-512": digest(BODY, "sha512")}
WRONG = {"sha-256": digest(b""), "sha-512": digest(b"", "sha512")}


@pytest.mark.parametrize("field", ["Content-Digest", "Repr-Digest"])
@pytest.mark.parametrize("algorithm", RIGHT)
def test_an_upload_with_its_digest_is_filed(daemon, field, algorithm):
    answer = upload(daemon, {field: f"{algorithm}=:{RIGHT[algorithm]}:"}, BODY)

    assert answer.status == 200
    assert daemon.report(answer.json()["uuid"]) == small("digest")


@pytest.mark.parametrize("value", [
    f"sha-256=:{WRONG['sha-256']}:", f"sha-512=:{WRONG['sha-512']}:", f"sha-256=:{RIGHT['sha-256']}:, sha-512=:{WRONG['sha-512']}:",
    f"sha-256={RIGHT['sha-256']}", "sha-256=:AAAA:", "sha-256=:***:", "sha-256",
])
def test_an_upload_with_another_digest_is_refused_and_nothing_filed(daemon, value):
    for field in ("Content-Digest", "Repr-Digest"):
        answer = upload(daemon, {field: value}, BODY)
        assert answer.status == 400 and answer.problem()["type"] == "/problems/upload-digest"
        assert field in answer.problem()["detail"]
    assert daemon.runs() == [] and daemon.rejections() == []
    assert list((daemon.inbox / ".uploads").iterdir()) == []


def test_a_digest_by_another_algorithm_is_passed_over(daemon):
    assert upload(daemon, {"Content-Digest": "md5=:AAAA:, unixsum=:AA==:"}, BODY).status == 200


@pytest.mark.parametrize("way", [[], ["--header", "Transfer-Encoding: chunked"], ["--http1.0"], ["--header", "Expect: 100-continue"]])
@pytest.mark.parametrize("digests, status", [(RIGHT, 200), (WRONG, 400)], ids=["right", "wrong"])
def test_curl_sends_a_digest(daemon, tmp_path, way, digests, status):
    (tmp_path / "body").write_bytes(BODY)
    output = subprocess.run(
        ["curl", "--silent", "--header", f"Content-Type: {FORM_TYPE}", "--header", f"Content-Digest: sha-256=:{digests['sha-256']}:", *way,
         "--data-binary", "@body", "--write-out", "\n%{http_code}", f"{daemon.url}/api/upload"],
        cwd=tmp_path, capture_output=True, check=True, timeout=60).stdout
    content, code = output.rsplit(b"\n", 1)

    assert int(code) == status
    assert len(daemon.runs()) == (status == 200)
    if status == 400:
        assert json.loads(content)["type"] == "/problems/upload-digest"


@pytest.mark.parametrize("coding", ["gzip", "zstd", "br", "identity, gzip"])
def test_a_coded_upload_is_refused(daemon, coding):
    answer = upload(daemon, {"Content-Encoding": coding}, gzip.compress(BODY))

    assert answer.status == 415 and answer.problem()["type"] == "/problems/upload-coded"
    assert answer.header("Accept-Encoding") == "identity"
    assert daemon.runs() == []


def test_an_upload_that_says_it_has_no_coding_is_taken(daemon):
    assert upload(daemon, {"Content-Encoding": "identity"}, BODY).status == 200


@pytest.mark.parametrize("headers, status", [
    ({"If-Match": '"x"'}, 404), ({"If-Match": "*"}, 404), ({"If-None-Match": "*"}, 404), ({"Range": "bytes=0-1"}, 404),
])
def test_conditions_mean_nothing_where_there_is_nothing(shared_daemon, headers, status):
    assert shared_daemon.web.request("GET", "/nothing", headers).status == status


def test_what_a_page_loads_may_be_kept_for_good(shared_daemon):
    page = shared_daemon.web.get("/", Accept="text/html").body.decode()
    addresses = set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', page))
    assert len(addresses) > 5
    for address in addresses:
        answer = shared_daemon.web.get(address)
        assert answer.status == 200 and "immutable" in answer.header("Cache-Control"), address
        again = shared_daemon.web.get(address, If_None_Match=answer.header("ETag"))
        assert again.status == 304 and "immutable" in again.header("Cache-Control")
