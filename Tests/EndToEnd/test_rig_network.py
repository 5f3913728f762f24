"""The rig client and what networks, servers and proxies do to it."""

import json
import os
import threading

import pytest

from Support import rig
from Support.archives import archive
from Support.daemon import Daemon, stop_all
from Support.front import Front, answers, corrupts, forgets, hangs_up, interrupts, passes, refuses, refuses_a_client_that_waits, silent
from Support.proxies import make_certificate
from Support.reports import CONFIG, REPORT, put, small
from Support.rig import push
from Support.ssh import free_port
from Support.waiting import eventually

ZIP = archive({"vars/a.yaml": b"a: 1\n"})
TOKEN = "correct-horse-battery-staple"
LARGE = 24 << 20


def large(folder, tag):
    """A drop whose report is larger than what sockets hold."""
    put(folder, None, ZIP)
    with open(folder / REPORT, "wb") as file:
        file.write(small(tag))
        file.write(b" " * LARGE)
    return folder


def problem(kind, status=400):
    return json.dumps({"type": f"/problems/{kind}", "title": "No", "status": status, "detail": f"It is {kind}."}).encode()


# Again


LATER = {"no answer": hangs_up, **{f"{status}": answers(status, Retry_After="0") for status in (408, 429, 500, 502, 503, 504, 507)}}


@pytest.mark.parametrize("trouble", LATER)
def test_it_tries_again_until_it_is_filed(shared_daemon, tmp_path, trouble):
    with Front(LATER[trouble], passes, port=shared_daemon.port) as front:
        outcome = push(put(tmp_path, small(trouble), ZIP), "--to", front.url)
    assert len([line for line in outcome.lines if "trying again in" in line]) == 1
    assert shared_daemon.report(outcome.uuid) == small(trouble) and shared_daemon.config(outcome.uuid) == ZIP


def test_its_pauses_grow(shared_daemon, tmp_path):
    with Front(answers(503), answers(503), passes, port=shared_daemon.port) as front:
        outcome = push(put(tmp_path, small("pauses")), "--to", front.url)
    pauses = [float(line.rpartition(" in ")[2].split()[0]) for line in outcome.lines if "trying again in" in line]
    assert len(pauses) == 2 and 0.2 <= pauses[0] <= 0.5 <= pauses[1] <= 1


def test_it_waits_for_a_server_that_starts(start_daemon, tmp_path):
    port = free_port()
    process = rig.start(put(tmp_path / "drop", small("starts")), "--to", f"http://127.0.0.1:{port}")
    lines = []
    eventually(lambda: lines.append(process.stderr.readline()) or "trying again" in lines[-1], "a second try")
    daemon = start_daemon("--listen", f"127.0.0.1:{port}")
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0 and daemon.only_run()["uuid"] in output


def test_a_lost_answer_is_no_second_run(daemon, tmp_path):
    folder = put(tmp_path / "drop", small("lost"), ZIP)
    with Front(forgets, passes, port=daemon.port) as front:
        outcome = push(folder, "--to", front.url, "--new-only", "--json")
    assert outcome.json()["uuid"] == daemon.only_run()["uuid"] and outcome.json()["duplicate"] is False


def test_a_lost_answer_does_not_make_an_old_run_new(daemon, tmp_path):
    folder = put(tmp_path / "drop", small("old"), ZIP)
    push(folder, "--to", daemon.url)

    def is_known():
        with Front(forgets, passes, port=daemon.port) as front:
            return push(folder, "--to", front.url, "--json").json()["duplicate"]
    # Date and `filed` have whole seconds in common, so a run is old two seconds after it was filed.
    eventually(is_known, "a run that is older than the first try")


def test_what_is_not_taken_in_time_is_for_later(start_daemon, tmp_path):
    daemon = start_daemon("--min-free", "1000000GiB")
    outcome = push(put(tmp_path / "drop", small("full")), "--to", daemon.url, "--wait", "1s", code=75)
    assert "trying again" in outcome.errors and "run it again later" in outcome.lines[-1] and outcome.output == ""


@pytest.mark.parametrize("deed, words", [
    (answers(503, problem("busy", 503), Retry_After="3600"), "It is busy"), (answers(503, Retry_After="Mon, 30 Nov 2026 10:00:00 GMT", Date="Mon, 30 Nov 2026 09:00:00 GMT"), "503"),
], ids=["seconds", "a date"])
def test_a_server_that_wants_more_time_than_there_is_is_not_asked_again(tmp_path, deed, words):
    with Front(deed) as front:
        outcome = push(put(tmp_path, small("x")), "--to", front.url, code=75)
    assert len(front.heads) == 1 and words in outcome.lines[-1]


@pytest.mark.parametrize("deed, words", [(hangs_up, "ended the connection"), (silent, "does not answer in time"), (answers(504), "504")])
def test_one_try_is_enough_without_a_wait(tmp_path, deed, words):
    with Front(deed) as front:
        outcome = push(put(tmp_path, small("x")), "--to", front.url, "--wait", "0", "--timeout", "500ms", code=75)
    assert words in outcome.lines[-1] and len(front.heads) <= 1


def test_a_damaged_transfer_is_sent_again(shared_daemon, tmp_path):
    with Front(corrupts, passes, port=shared_daemon.port) as front:
        outcome = push(put(tmp_path, small("damaged")), "--to", front.url)
    assert shared_daemon.report(outcome.uuid) == small("damaged") and len(front.heads) == 2


# Files that change


@pytest.mark.parametrize("change", ["grows", "shrinks", "is replaced", "keeps its size and time"])
def test_a_file_that_changes_is_sent_from_its_beginning(daemon, tmp_path, change):
    folder = large(tmp_path / "drop", "before it")
    path = folder / REPORT

    def write():
        status = path.stat()
        if change == "grows":
            with open(path, "ab") as file:
                file.write(b"\n")
        elif change == "shrinks":
            os.truncate(path, status.st_size - (1 << 20))
        elif change == "is replaced":
            (folder / "new").write_bytes(small("after it") + b" " * LARGE)
            (folder / "new").rename(path)
        else:
            with open(path, "r+b") as file:
                file.seek(LARGE)
                file.write(b"\n")
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    with Front(interrupts(write, after=1 << 20), passes, port=daemon.port) as front:
        outcome = push(folder, "--to", front.url)
    assert f"{path} changes while it is sent" in outcome.errors
    assert daemon.only_run()["uuid"] == outcome.uuid and daemon.report(outcome.uuid) == path.read_bytes()


# Early answers


@pytest.mark.parametrize("after", [0, 1 << 20], ids=["before the body", "within the body"])
@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_an_early_answer_is_read(tmp_path, after, tls):
    certificate = make_certificate(tmp_path, "localhost") if tls else None
    with Front(refuses(413, problem("report-too-large", 413), after=after), tls=certificate) as front:
        outcome = push(large(tmp_path / "drop", "x"), "--to", front.url, *(["--ca-file", certificate[0]] if tls else []), code=4)
    assert "It is report-too-large" in outcome.lines[-1]
    assert front.received[0] <= (after and after + (1 << 17))


@pytest.mark.parametrize("closes", [True, False], ids=["closes", "stays"])
@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_an_answer_to_a_client_that_cannot_send_on_is_read(tmp_path, tls, closes):
    certificate = make_certificate(tmp_path, "localhost") if tls else None
    is_over = threading.Event()
    if closes:
        is_over.set()
    with Front(refuses_a_client_that_waits(413, problem("report-too-large", 413), is_over), tls=certificate) as front:
        try:
            outcome = push(large(tmp_path / "drop", "x"), "--to", front.url, *(["--ca-file", certificate[0]] if tls else []), code=4)
        finally:
            is_over.set()
    assert "It is report-too-large" in outcome.lines[-1] and "trying again" not in outcome.errors


def test_a_large_upload_without_a_token_is_refused_before_it_is_sent(start_daemon, tmp_path):
    daemon = start_daemon("--token-file", str(tokens(tmp_path)), "--allowed-hosts", "bench.example")
    assert "token" in push(large(tmp_path / "drop", "x"), "--to", daemon.url, code=2).lines[-1]


def test_a_server_that_does_not_know_expect_gets_the_form_all_the_same(shared_daemon, tmp_path):
    with Front(answers(417), passes, port=shared_daemon.port) as front:
        outcome = push(put(tmp_path, small("417")), "--to", front.url)
    assert ["Expect: " in head for head in front.heads] == [True, False] and "trying again" not in outcome.errors


# Tokens


def tokens(folder, line=f"rig-01:upload:{TOKEN}\n"):
    path = folder / "tokens"
    path.write_text(line)
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """A daemon that takes uploads with a token alone."""
    folder = tmp_path_factory.mktemp("closed")
    daemon = Daemon(folder, "--rescan", "0", "--token-file", str(tokens(folder)), "--base-path", "/bench")
    yield daemon.start()
    stop_all([daemon])


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret"
    path.write_text(TOKEN + "\n")
    path.chmod(0o600)
    return path


WAYS = {
    "a file": lambda secret: (["--token-file", secret], {}),
    "the environment": lambda secret: ([], {"BENCHD_TOKEN": TOKEN}),
    "a file of the environment": lambda secret: ([], {"BENCHD_TOKEN_FILE": str(secret)}),
    "the option before the environment": lambda secret: (["--token-file", secret], {"BENCHD_TOKEN": "a-wrong-token-of-16"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_token_lets_it_in(closed, tmp_path, secret, way):
    options, environment = WAYS[way](secret)
    outcome = push(put(tmp_path / "drop", small(way)), "--to", f"{closed.url}/bench/", *options, environment=environment)
    assert outcome.link == f"{closed.url}/bench/benchmarks/{outcome.uuid}"
    assert closed.web.json(f"/api/benchmarks/{outcome.uuid}/receipt")["uploaded_by"] == "rig-01"
    assert TOKEN not in outcome.output + outcome.errors and len(outcome.lines) == 1


def test_a_token_in_the_address_lets_it_in(closed, tmp_path):
    url = f"http://rig:{TOKEN}@127.0.0.1:{closed.port}/bench"
    folder = put(tmp_path / "drop", small("basic"))
    outcome = push(folder, "--to", url)
    assert "warning: a token in --to can be read by every user" in outcome.errors and TOKEN not in outcome.output + outcome.errors
    outcome = push(folder, environment={"BENCHD_URL": url})
    assert "warning" not in outcome.errors and outcome.link.startswith(f"{closed.url}/bench/")


REFUSED = [
    ("no token", [], {}, "--token-file"), ("a wrong token", [], {"BENCHD_TOKEN": "a-wrong-token-of-16"}, "--token-file"),
    ("two tokens", [], {"BENCHD_TOKEN": f"{TOKEN} {TOKEN}"}, "one token"), ("a field in it", [], {"BENCHD_TOKEN": f"{TOKEN}\r\nX: y"}, "one token"),
    ("the server's file", [], {"BENCHD_TOKEN": f"rig:upload:{TOKEN}"}, "server's token file"),
    ("no such file", ["--token-file", "absent"], {}, "absent"), ("an empty file", ["--token-file", os.devnull], {}, "one token"),
    ("a token as an option", ["--token", TOKEN], {}, "--token-file"), ("the same with =", [f"--token={TOKEN}"], {}, "--token-file"),
    ("a token as an argument", ["config", TOKEN], {}, "more arguments"), ("as an address", [], {"BENCHD_URL": f"http://rig:{TOKEN}@[x/"}, "address"),
]


@pytest.mark.parametrize("options, environment, words", [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_without_a_right_token_it_says_what_to_do(closed, tmp_path, options, environment, words):
    outcome = push(put(tmp_path, small("x")), *options, environment={"BENCHD_URL": closed.url, **environment}, code=2)
    assert words in outcome.lines[-1] and TOKEN not in outcome.output + outcome.errors


def test_a_token_that_everyone_can_read_is_warned_of(closed, tmp_path, secret):
    secret.chmod(0o644)
    assert "chmod 600" in push(put(tmp_path / "drop", small("644")), "--to", closed.url, "--token-file", secret).lines[0]


def test_a_token_over_http_to_another_machine_is_warned_of(tmp_path):
    folder = put(tmp_path, small("x"))
    arguments = [folder, "--to", "http://rig.invalid", "--wait", "0"]
    warning = "warning: the token goes to rig.invalid without encryption"
    for environment, expected in (({"BENCHD_TOKEN": TOKEN}, True), ({}, False)):
        process = rig.start(*arguments, environment=environment)
        _, errors = process.communicate(timeout=60)
        assert process.returncode in (2, 75) and (warning in errors) is expected


def test_a_token_does_not_follow_a_redirection_elsewhere(tmp_path, secret):
    with Front(passes) as other:
        for status, place in ((307, other.url), (308, f"//localhost:{other.port}"), (301, other.url), (302, "/elsewhere")):
            with Front(answers(status, Location=f"{place}/api/upload")) as front:
                outcome = push(put(tmp_path / "drop", small("x")), "--to", front.url, "--token-file", secret, code=2)
            assert len(front.heads) == 1 and (status > 302) == ("elsewhere; if that is right" in outcome.lines[-1])
    assert other.heads == []


def test_a_redirection_on_the_same_server_is_followed(closed, tmp_path, secret):
    with Front(answers(307, Location="/bench/api/upload"), answers(308, Location="/api/upload?"), passes, port=closed.port) as front:
        outcome = push(put(tmp_path / "drop", small("307")), "--to", front.url, "--token-file", secret)
    assert [head.split()[1] for head in front.heads] == ["/api/upload", "/bench/api/upload", "/api/upload"]
    assert closed.report(outcome.uuid) == small("307")
    with Front(answers(307, Location="/api/upload")) as front:
        assert "again and again" in push(put(tmp_path / "drop", small("x")), "--to", front.url, code=2).lines[-1]


# Servers that are none


@pytest.mark.parametrize("deed, words", [
    (answers(200, b"<html>"), "is not benchd"), (answers(200, b'{"link": 3}'), "is not benchd"),
    (answers(200, b'{"link": "/a\\u001b[2J", "uuid": "x"}'), "is not benchd"), (answers(200, b"[" * 100_000), "is not benchd"),
    (answers(404, b"x"), "correct --to"), (answers(405), "correct --to"), (answers(421, problem("misdirected-request", 421)), "--allowed-hosts"),
    (answers(403, problem("upload-forbidden", 403)), "operator"), (lambda _, connection: connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"), "does not speak HTTP"),
], ids=["HTML", "no link", "a link for a terminal", "deep", "404", "405", "421", "403", "ssh"])
def test_a_server_that_is_set_up_otherwise_is_named(tmp_path, deed, words):
    with Front(deed) as front:
        outcome = push(put(tmp_path, small("x")), "--to", front.url, code=2)
    assert words in outcome.lines[-1] and outcome.output == ""


def test_an_answer_that_is_cut_off_is_asked_for_again(shared_daemon, tmp_path):
    def cut(front, connection):
        head, rest = front.read_head(connection)
        connection.sendall(front.ask(head, front.read_body(connection, head, rest))[:-5])
    with Front(cut, passes, port=shared_daemon.port) as front:
        outcome = push(put(tmp_path, small("cut off")), "--to", front.url)
    assert "trying again" in outcome.errors and shared_daemon.report(outcome.uuid) == small("cut off")


def test_a_certificate_must_be_trusted(shared_daemon, tmp_path):
    certificate, key = make_certificate(tmp_path, "localhost")
    folder = put(tmp_path / "drop", small("tls"), ZIP)
    with Front(passes, port=shared_daemon.port, tls=(certificate, key)) as front:
        assert "name its authority with --ca-file" in push(folder, "--to", front.url, code=2).lines[-1]
        other = front.url.replace("localhost", "127.0.0.1")
        assert "--ca-file" in push(folder, "--to", other, "--ca-file", certificate, code=2).lines[-1]
        outcome = push(folder, "--to", front.url, "--ca-file", certificate, environment={"BENCHD_TOKEN": TOKEN})
    assert len(outcome.lines) == 1 and shared_daemon.report(outcome.uuid) == small("tls")
    assert "does not speak TLS" in push(folder, "--to", f"https://127.0.0.1:{shared_daemon.port}", code=2).lines[-1]


def test_a_proxy_that_takes_the_base_path_away(shared_daemon, tmp_path):
    def strips(front, connection):
        head, rest = front.read_head(connection)
        connection.sendall(front.ask(head.replace(b" /bench/", b" /", 1), front.read_body(connection, head, rest)))
    with Front(strips, port=shared_daemon.port) as front:
        outcome = push(put(tmp_path, small("strips")), "--to", f"{front.url}/bench")
    assert outcome.link == f"{front.url}/bench/benchmarks/{outcome.uuid}"
