"""Uploads over HTTP: with curl as the suite sends them, and by clients that are broken or hostile."""

import json
import signal
import subprocess

import pytest

from Support.archives import archive
from Support.paths import EXAMPLE, FIXTURE_NAMES, FIXTURES
from Support.reports import CONFIG, REPORT, fixture_bytes, fixture_config, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form


def curl(daemon, *arguments, cwd=EXAMPLE):
    output = subprocess.run(
        ["curl", "--silent", "--show-error", "--fail-with-body", *arguments, f"{daemon.url}/api/upload"], cwd=cwd,
        capture_output=True, check=True, timeout=60).stdout
    return json.loads(output)


def post(daemon, *parts, headers=None, closed=True):
    headers = {"Content-Type": FORM_TYPE, **(headers or {})}
    return daemon.web.request("POST", "/api/upload", headers, form(*parts, closed=closed))


def spooled(daemon):
    return list((daemon.inbox / ".uploads").iterdir())


@pytest.mark.parametrize("name", FIXTURE_NAMES)
def test_curl_uploads_a_report_and_its_config(shared_daemon, name):
    answer = curl(
        shared_daemon, "-F", f"file=@{REPORT}", "-F", f"config_file=@{CONFIG}", "-F", f"source={name}", cwd=FIXTURES / name)

    assert answer == {"link": f"/benchmarks/{answer['uuid']}", "uuid": answer["uuid"], "duplicate": False, "warnings": []}
    assert shared_daemon.report(answer["uuid"]) == fixture_bytes(name)
    assert shared_daemon.config(answer["uuid"]) == fixture_config(name)
    [run] = [run for run in shared_daemon.runs() if run["uuid"] == answer["uuid"]]
    report = json.loads(fixture_bytes(name))
    assert run["source"] == name
    assert run["benchmarks"] == sorted(report["data"])
    assert run["filesystems"] == sorted({name for entries in report["data"].values() for name in entries})
    assert (run["has_config"], run["bytes"]) == (True, len(fixture_bytes(name)))


def test_the_same_upload_again_is_the_same_run(daemon):
    first = curl(daemon, "-F", f"file=@{REPORT}", "-F", f"config_file=@{CONFIG}")
    second = curl(daemon, "-F", f"file=@{REPORT}", "-F", f"config_file=@{CONFIG}")

    assert second == {**first, "duplicate": True}
    assert len(daemon.runs()) == 1


def test_a_report_alone_and_then_with_its_config_is_one_run(daemon):
    first = curl(daemon, "-F", f"file=@{REPORT}")
    second = curl(daemon, "-F", f"file=@{REPORT}", "-F", f"config_file=@{CONFIG}")

    assert first["uuid"] == second["uuid"]
    assert daemon.config(first["uuid"]) == (EXAMPLE / CONFIG).read_bytes()


def test_a_chunked_upload_is_taken(daemon):
    """curl does not know the length of its standard input."""
    output = subprocess.run(
        ["curl", "--silent", "--header", "Transfer-Encoding: chunked", "-F", "file=@-;filename=x.json", f"{daemon.url}/api/upload"],
        input=small("chunked"), capture_output=True, check=True, timeout=60).stdout

    assert daemon.report(json.loads(output)["uuid"]) == small("chunked")


def test_an_upload_and_a_drop_of_the_same_bytes_are_one_run(daemon):
    (daemon.inbox / "x.json").write_bytes(small("x"))
    dropped = daemon.only_run()
    uploaded = post(daemon, ("file", REPORT, small("x"))).json()

    assert (uploaded["uuid"], uploaded["duplicate"]) == (dropped["uuid"], True)


REFUSED = [
    ("no file part", 400, "report-missing", [("config_file", CONFIG, archive())]),
    ("file twice", 400, "upload-malformed", [("file", REPORT, small("a")), ("file", REPORT, small("b"))]),
    ("config_file twice", 400, "upload-malformed",
     [("file", REPORT, small("a")), ("config_file", CONFIG, archive()), ("config_file", CONFIG, archive())]),
    ("a source that is a path", 400, "upload-malformed", [("file", REPORT, small("a")), ("source", None, b"a/b")]),
    ("a source that is too long", 400, "upload-malformed", [("file", REPORT, small("a")), ("source", None, b"x" * 65)]),
    ("an empty file", 422, "report-syntax", [("file", REPORT, b"")]),
]


@pytest.mark.parametrize("status, kind, parts", [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_refused_upload_says_why_and_leaves_nothing(daemon, status, kind, parts):
    answer = post(daemon, *parts)

    assert answer.status == status and answer.problem()["type"] == f"/problems/{kind}"
    assert daemon.runs() == []
    eventually(lambda: spooled(daemon) == [], "the spool to be empty")
    assert daemon.rejections() == []


@pytest.mark.parametrize("content_type, status, kind", [
    ("application/json", 415, "upload-not-form"), ("text/plain", 415, "upload-not-form"), (None, 415, "upload-not-form"),
    ("multipart/form-data", 400, "upload-malformed"), ("multipart/form-data; boundary=", 400, "upload-malformed"),
])
def test_what_is_no_form_is_refused(daemon, content_type, status, kind):
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = daemon.web.request("POST", "/api/upload", headers, form(("file", REPORT, small("a"))))

    assert answer.status == status and answer.problem()["type"] == f"/problems/{kind}"
    assert daemon.runs() == []


def test_a_form_without_its_last_boundary_is_refused(daemon):
    answer = post(daemon, ("file", REPORT, small("a")), closed=False)

    assert answer.status == 400 and answer.problem()["type"] == "/problems/upload-malformed"
    assert daemon.runs() == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "x\u00e9", ""])
def test_the_sent_file_name_means_nothing(daemon, name):
    answer = post(daemon, ("file", name, small(name))).json()

    assert daemon.report(answer["uuid"]) == small(name)
    names = [f"{answer['uuid']}.json", f"{answer['uuid']}.receipt.json"] if daemon.has_files else []
    assert sorted(path.name for path in daemon.data.glob("[!.]*.json")) == sorted(names)


def test_a_bad_config_is_a_warning(daemon):
    answer = post(daemon, ("file", REPORT, small("a")), ("config_file", CONFIG, b"no zip")).json()

    [warning] = answer["warnings"]
    assert warning["type"] == "/problems/config-not-zip"
    assert not daemon.only_run()["has_config"]


def test_a_report_above_the_limit_is_refused(start_daemon):
    daemon = start_daemon("--max-report", "1KiB", "--max-config", "200")
    answer = post(daemon, ("file", REPORT, b"x" * 5000))

    assert answer.status == 413 and answer.problem()["type"] == "/problems/report-too-large"
    assert daemon.runs() == []


def test_a_body_above_all_limits_is_refused_before_it_is_read(start_daemon):
    daemon = start_daemon("--max-report", "1KiB", "--max-config", "1KiB")
    with daemon.web.connect() as connection:
        connection.sendall(
            f"POST /api/upload HTTP/1.1\r\nHost: 127.0.0.1:{daemon.port}\r\nContent-Type: {FORM_TYPE}\r\n"
            "Content-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n".encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


def test_an_upload_that_breaks_off_leaves_nothing(daemon):
    body = form(("file", REPORT, fixture_bytes("baseline")))
    with daemon.web.connect() as connection:
        connection.sendall(head(daemon, len(body)) + body[:100_000])
        eventually(lambda: spooled(daemon), "the spool to have a file")

    eventually(lambda: spooled(daemon) == [], "the spool to be empty")
    assert daemon.runs() == []


def head(daemon, length):
    return (
        f"POST /api/upload HTTP/1.1\r\nHost: 127.0.0.1:{daemon.port}\r\nContent-Type: {FORM_TYPE}\r\n"
        f"Content-Length: {length}\r\n\r\n").encode()


def test_sigterm_cuts_an_upload_that_does_not_end(start_daemon):
    daemon = start_daemon("--stop-wait", "500ms")
    body = form(("file", REPORT, fixture_bytes("baseline")))
    with daemon.web.connect() as connection:
        connection.sendall(head(daemon, len(body)) + body[:100_000])
        eventually(lambda: spooled(daemon), "the spool to have a file")
        daemon.stop()

    daemon.start()
    assert daemon.runs() == [] and spooled(daemon) == []


def test_sigterm_lets_an_upload_finish(daemon):
    body = form(("file", REPORT, fixture_bytes("baseline")))
    with daemon.web.connect() as connection:
        connection.sendall(head(daemon, len(body)) + body[:100_000])
        eventually(lambda: spooled(daemon), "the spool to have a file")
        daemon.signal(signal.SIGTERM)
        eventually(lambda: refuses(daemon), "new connections to be refused")
        connection.sendall(body[100_000:])
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 200"), answer
    assert daemon.wait() == 0

    daemon.start()
    assert daemon.report("latest") == fixture_bytes("baseline")


def refuses(daemon):
    """Whether a new connection is refused, or closed before it can ask anything."""
    try:
        with daemon.web.connect() as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return connection.recv(100) == b""
    except ConnectionError:
        return True


def test_uploads_are_closed_on_a_listener_that_is_not_loopback(start_daemon):
    daemon = start_daemon("--listen", "0.0.0.0:0")
    answer = post(daemon, ("file", REPORT, small("a")))

    assert answer.status == 403
    problem = answer.problem()
    assert problem["type"] == "/problems/upload-forbidden" and "--open-uploads" in problem["detail"]
    assert daemon.runs() == []


def test_open_uploads_opens_them(start_daemon):
    daemon = start_daemon("--listen", "0.0.0.0:0", "--open-uploads")

    assert post(daemon, ("file", REPORT, small("a"))).status == 200


@pytest.mark.parametrize("headers", [
    {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}, {"Origin": "null"},
], ids=str)
def test_another_site_cannot_upload_through_a_browser(daemon, headers):
    assert post(daemon, ("file", REPORT, small("a")), headers=headers).status == (421 if "Host" in headers else 403)
    assert daemon.runs() == []


def test_the_own_origin_can_upload(daemon):
    assert post(daemon, ("file", REPORT, small("a")), headers={"Origin": daemon.url}).status == 200


def test_many_uploads_at_once_are_as_many_runs(daemon):
    """Twelve curls side by side, each report sent twice: six runs."""
    senders = [
        subprocess.Popen(
            ["curl", "--silent", "-F", f"file=@{FIXTURES / name / REPORT}", f"{daemon.url}/api/upload"],
            stdout=subprocess.PIPE)
        for name in FIXTURE_NAMES * 2]
    answers = [json.loads(sender.communicate(timeout=60)[0]) for sender in senders]

    assert len({answer["uuid"] for answer in answers}) == len(FIXTURE_NAMES) == len(daemon.runs())
    assert sorted(answer["duplicate"] for answer in answers) == [False] * 6 + [True] * 6
