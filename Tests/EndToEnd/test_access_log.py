"""The log of requests."""

import json
import os
import re
import signal

import pytest
from Support.waiting import eventually


def lines(path):
    return path.read_text().splitlines()


def wait_for_lines(path, count):
    return eventually(lambda: path.exists() and len(lines(path)) >= count and lines(path), f"{count} lines")


def test_a_line_a_request_in_the_common_format(start_daemon, tmp_path):
    log = tmp_path / "access.log"
    daemon = start_daemon("--access-log", str(log))
    body = daemon.web.get("/api/benchmarks?limit=1").body
    # A line is written after the client has read the answer: the second must not overtake it.
    [first] = wait_for_lines(log, 1)
    daemon.web.get("/nothing")
    second = wait_for_lines(log, 2)[1]
    assert re.fullmatch(
        r'127\.0\.0\.1 - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET /api/benchmarks\?limit=1 HTTP/1\.1" 200 '
        + str(len(body)), first)
    assert '"GET /nothing HTTP/1.1" 404 ' in second


def test_the_name_of_the_token_is_in_the_line(start_daemon, tmp_path):
    log, tokens = tmp_path / "access.log", tmp_path / "tokens"
    tokens.write_text("ada:read:0123456789abcdef\n")
    tokens.chmod(0o600)
    daemon = start_daemon("--access-log", str(log), "--read-token-file", str(tokens))
    daemon.web.get("/", Authorization="Bearer 0123456789abcdef")
    wait_for_lines(log, 1)
    daemon.web.get("/", Authorization="Bearer 0123456789abcdee")
    right, wrong = wait_for_lines(log, 2)
    assert right.startswith("127.0.0.1 - ada [") and wrong.startswith("127.0.0.1 - - [")
    assert "0123456789" not in log.read_text()


def test_json_has_what_was_asked_and_answered(start_daemon, tmp_path):
    log = tmp_path / "access.log"
    daemon = start_daemon("--access-log", str(log), "--access-log-format", "json")
    daemon.web.get("/healthz", User_Agent="rig\t\"x\"", Referer="http://a/")
    [line] = wait_for_lines(log, 1)
    entry = json.loads(line)
    assert (entry["client"], entry["method"], entry["target"], entry["status"]) == ("127.0.0.1", "GET", "/healthz", 200)
    assert (entry["user_agent"], entry["referer"]) == ('rig\t"x"', "http://a/")
    assert entry["milliseconds"] >= 0 and entry["received"] == 0


@pytest.mark.parametrize("form", ["common", "json"])
def test_no_request_forges_a_line(start_daemon, tmp_path, form):
    log = tmp_path / "access.log"
    daemon = start_daemon("--access-log", str(log), "--access-log-format", form)
    for request in (
        b'GET /a"b\\c HTTP/1.1\r\nHost: h\r\n\r\n', b"GET /\x1b[31m HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: a\xff\xc3\xa9\r\n\r\n", b"GET /x\n127.0.0.1 - - forged\r\n\r\n",
    ):
        with daemon.web.connect() as connection:
            connection.sendall(request)
            connection.recv(1 << 16)
    written = wait_for_lines(log, 4)
    assert len(written) == 4
    assert all(line.isascii() and line.isprintable() for line in written) or form == "json"
    assert not any(line.startswith("127.0.0.1 - - forged") for line in written)
    if form == "json":
        assert [json.loads(line)["status"] for line in written] != []


def test_sighup_opens_the_file_again(start_daemon, tmp_path):
    log, old = tmp_path / "access.log", tmp_path / "access.log.1"
    daemon = start_daemon("--access-log", str(log))
    daemon.web.get("/healthz")
    wait_for_lines(log, 1)
    os.rename(log, old)
    daemon.web.get("/readyz")
    wait_for_lines(old, 2)
    daemon.signal(signal.SIGHUP)
    eventually(log.exists, "the new file")
    daemon.web.get("/metrics")
    [line] = wait_for_lines(log, 1)
    assert '"GET /metrics HTTP/1.1" 200' in line
    assert len(lines(old)) == 2


def test_what_is_left_is_written_before_the_end(start_daemon, tmp_path):
    log = tmp_path / "access.log"
    daemon = start_daemon("--access-log", str(log))
    for _ in range(200):
        daemon.web.get("/healthz")
    daemon.stop()
    assert len(lines(log)) == 200


def test_a_log_that_cannot_be_opened_is_said(start_daemon, tmp_path):
    with pytest.raises(AssertionError, match="cannot open the access log: open .*--access-log"):
        start_daemon("--access-log", str(tmp_path))
