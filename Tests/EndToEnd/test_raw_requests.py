"""No two readings of a request: alone, cut into pieces, and behind nginx, nothing but a request is answered as one."""

import re
import subprocess

import pytest
from raw_requests import CLOSED, FOLLOWER, MARK, ROWS

from Support.daemon import stop_all
from Support.nginx import Nginx, Tap
from Support.paths import BENCHD
from Support.waiting import eventually
from Support.wire import answers, converse

IDS = [row.name for row in ROWS]


def whole(data):
    return [data]


def in_bytes(data):
    return [data[index:index + 1] for index in range(len(data))]


def in_pieces(data):
    """In pieces of odd sizes, of which some end between CR and LF."""
    return [piece for piece in re.split(rb"(?<=\r)|(?<=\n.{3})", data, flags=re.DOTALL) if piece]


def check(row, received):
    """Expects that a row was answered as the table says."""
    found = answers(received)
    statuses = [answer.status for answer in found]
    if row.is_served:
        assert len(found) == max(2, len(row.statuses)) and statuses[0] in row.statuses, (row.bytes[:300], received[:2000])
        if len(row.statuses) > 2 or row.statuses[-1] == 404 and row.statuses[0] != 400:
            assert statuses == list(row.statuses), received[:2000]
        assert found[-1].body.count(MARK) and all(MARK not in answer.body for answer in found[:-1])
        return
    assert MARK not in received, received[:2000]
    if not found:
        assert CLOSED in row.statuses, "closed without an answer"
        return
    last = found[-1]
    assert last.status in row.statuses, received[:2000]
    assert statuses[:-1] == list(row.statuses[:len(found) - 1])
    check_form(last)


def check_form(answer):
    """Expects an answer of our own, with each field once."""
    names = [name for name, _ in answer.fields]
    assert len(names) == len(set(names)), names
    assert answer.field("Connection") == ["close"]
    assert answer.field("Content-Type") == ["application/problem+json"]
    assert answer.field("X-Content-Type-Options") == ["nosniff"] and answer.field("Content-Security-Policy") and answer.field("Date")
    assert b'"type": "/problems/' in answer.body


def test_the_table_is_long_enough():
    assert len(ROWS) >= 150 and len(set(IDS)) == len(ROWS)


@pytest.mark.parametrize("cut", [whole, in_pieces])
@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_raw_request_has_one_reading(shared_daemon, row, cut):
    check(row, converse(shared_daemon.port, cut(row.bytes + FOLLOWER)))


@pytest.mark.parametrize("row", [row for row in ROWS if row.is_small], ids=[row.name for row in ROWS if row.is_small])
def test_a_raw_request_has_one_reading_byte_by_byte(shared_daemon, row):
    check(row, converse(shared_daemon.port, in_bytes(row.bytes + FOLLOWER)))


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_raw_request_has_one_reading_after_another(shared_daemon, row):
    before = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    received = converse(shared_daemon.port, [before + row.bytes + FOLLOWER])
    first, rest = split_first(received)
    assert first.startswith(b"HTTP/1.1 200 ")
    check(row, rest)


def split_first(received):
    """The first answer, which has a length, and what comes after it."""
    end = received.index(b"\r\n\r\n") + 4
    length = int(re.search(rb"(?i)\r\ncontent-length: (\d+)", received[:end])[1])
    return received[:end + length], received[end + length:]


def test_the_page_of_a_refusal_is_for_people(shared_daemon):
    received = converse(shared_daemon.port, [b"GET /%s HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n" % (b"a" * 9_000)])
    [answer] = answers(received)
    assert answer.status == 414 and answer.field("Content-Type") == ["text/html; charset=utf-8"] and b"<html" in answer.body


def test_a_refused_head_gets_no_body(shared_daemon):
    [answer] = answers(converse(shared_daemon.port, [b"HEAD / HTTP/1.1\r\nHost: localhost\r\nX : y\r\n\r\n"]), ["HEAD"])
    assert answer.status == 400 and int(answer.field("Content-Length")[0]) > 0


def test_libraries_of_the_built_program_read_through_it():
    """Its recv is in its dynamic symbols; without it `serve` refuses to start."""
    symbols = subprocess.run(["nm", "-D", "--defined-only", str(BENCHD)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^[0-9a-f]+ T recv$", symbols, re.MULTILINE)


@pytest.mark.parametrize("buffering", [True, False], ids=["whole bodies", "bodies as they come"])
def test_nothing_is_answered_that_nginx_has_not_forwarded(start_daemon, tmp_path, buffering):
    daemon = start_daemon()
    tap = Tap(daemon.port)
    nginx = Nginx(tmp_path, tap.port, buffering).start()
    try:
        for number, row in enumerate(ROWS):
            mark = b"/smuggled-%d-" % number
            pieces = [row.bytes.replace(MARK, mark) + FOLLOWER.replace(MARK, mark + b"after")]
            # One that nginx waits for more of ends with the client's end.
            converse(nginx.port, pieces, ends=True)
        assert b"HTTP/1.1 200" in converse(nginx.port, [b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"])
    finally:
        nginx.stop()
        tap.close()
    forwarded = nginx.forwarded()
    found = [answer for received in tap.received for answer in whole_answers(bytes(received))]
    print(f"FIGURE nginx: {len(forwarded)} requests forwarded, {len(found)} answered")
    assert 20 < len(found) <= len(forwarded)
    for number, row in enumerate(ROWS):
        mark = f"/smuggled-{number}-"
        answered = sum(mark.encode() in answer.body for answer in found)
        assert answered <= sum(mark in target for target in forwarded), (row.name, row.bytes[:300])


def whole_answers(received):
    """The answers in what was received; nginx may have closed a connection in the midst of the last one."""
    try:
        return answers(received)
    except AssertionError:
        return answers(received[:received.rindex(b"HTTP/1.1 ")])
