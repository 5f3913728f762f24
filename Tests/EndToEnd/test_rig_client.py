"""The rig client: what it finds, what it says, and how it ends."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from Support import rig
from Support.archives import archive
from Support.daemon import benchd
from Support.front import Front, answers, passes
from Support.paths import EXAMPLE, ROOT
from Support.reports import CONFIG, REPORT, put, small
from Support.rig import push
from Support.waiting import eventually

SYSSTAT = b'{"sysstat": {"hosts": []}}'
FIO = b'\n { "fio version" : "fio-3.33", "jobs": []}'
ZIP, OTHER_ZIP = archive({"vars/a.yaml": b"a: 1\n"}), archive({"vars/b.yaml": b"b: 2\n"})


def fill(folder, files):
    """A folder with these files: {name: bytes}."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def state(folder):
    """What is below a folder, so that a change of anything shows."""
    return {path: (status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns) for path in folder.rglob("*") for status in [path.stat()]}


def test_one_command_files_a_run_and_prints_its_link(shared_daemon):
    outcome = push(EXAMPLE, "--to", shared_daemon.url, "--source", "rig-07", "--label", "night 3", "--note", "größe\nzwei")
    assert outcome.link == f"{shared_daemon.url}/benchmarks/{outcome.uuid}"
    assert shared_daemon.report(outcome.uuid) == (EXAMPLE / REPORT).read_bytes()
    assert shared_daemon.config(outcome.uuid) == (EXAMPLE / CONFIG).read_bytes()
    [run] = [run for run in shared_daemon.runs() if run["uuid"] == outcome.uuid]
    assert (run["source"], run["label"], run["note"]) == ("rig-07", "night 3", "größe\nzwei")
    assert outcome.sentence.startswith("sending ")


def test_an_upload_says_its_digest_and_its_length(daemon, tmp_path):
    with Front(passes, port=daemon.port) as front:
        push(put(tmp_path / "drop", small("digest"), ZIP), "--to", front.url)
    [head] = front.heads
    assert "Content-Digest: sha-256=:" in head and "Transfer-Encoding" not in head
    assert f"Content-Length: {front.received[0]}\r\n" in head + "\r\n"


@pytest.mark.parametrize("environment, options, expected", [
    ({}, [], socket.gethostname()), ({"BENCHD_SOURCE": "rig-of-env"}, [], "rig-of-env"),
    ({"BENCHD_SOURCE": "rig-of-env"}, ["--source", "rig-of-option"], "rig-of-option"), ({}, ["--source", ""], None),
], ids=["host name", "environment", "option", "none"])
def test_the_source(shared_daemon, tmp_path, environment, options, expected):
    outcome = push(put(tmp_path, small(f"source {expected}")), *options, environment={"BENCHD_URL": shared_daemon.url, **environment})
    assert shared_daemon.web.json(f"/api/benchmarks/{outcome.uuid}/receipt")["source"] == expected


PAIRS = [
    ("the suite's names", {REPORT: b"R", CONFIG: ZIP, "other.zip": OTHER_ZIP}, ZIP),
    ("config.zip before the stem", {REPORT: b"R", "aggregated_report.zip": OTHER_ZIP, CONFIG: ZIP}, ZIP),
    ("a name of its own", {"night.json": b"R", "night_config.zip": ZIP, "night.zip": OTHER_ZIP}, ZIP),
    ("the stem alone", {"night.json": b"R", "night.zip": ZIP, CONFIG: OTHER_ZIP}, ZIP),
    ("no config of that name", {"night.json": b"R", CONFIG: OTHER_ZIP}, None),
    ("raw files beside it", {"night.json": b"R", "iostat.json": SYSSTAT, "fio.json": FIO, "reason.json": b"{}", ".x.json": b"{}"}, None),
    ("the suite's name among others", {REPORT: b"R", "a.json": b"{}", "run_1/b.json": b"{}"}, None),
]


@pytest.mark.parametrize("files, config", [case[1:] for case in PAIRS], ids=[case[0] for case in PAIRS])
def test_the_files_of_a_directory(shared_daemon, tmp_path, request, files, config):
    report = small(request.node.callspec.id)
    folder = fill(tmp_path / "results", {name: report if content == b"R" else content for name, content in files.items()})
    before = state(folder)

    outcome = push(folder, "--to", shared_daemon.url)

    assert shared_daemon.report(outcome.uuid) == report
    assert (shared_daemon.config(outcome.uuid) if config else None) == config
    [run] = [run for run in shared_daemon.runs() if run["uuid"] == outcome.uuid]
    assert run["has_config"] == (config is not None)
    assert state(folder) == before


def test_a_report_and_a_config_by_name(shared_daemon, tmp_path):
    folder = fill(tmp_path, {"a.json": small("by name"), "b.json": b"{}", "a.zip": OTHER_ZIP, "else.zip": ZIP})
    outcome = push(folder / "a.json", folder / "else.zip", "--to", shared_daemon.url)
    assert (shared_daemon.report(outcome.uuid), shared_daemon.config(outcome.uuid)) == (small("by name"), ZIP)


def test_a_benchd_yaml_is_not_sent_silently(shared_daemon, tmp_path):
    outcome = push(fill(tmp_path, {REPORT: small("yaml"), "benchd.yaml": b"label: x\n"}), "--to", shared_daemon.url)
    assert any("warning: " in line and "benchd.yaml is not sent" in line for line in outcome.lines)


def test_the_same_bytes_again(shared_daemon, tmp_path):
    folder = put(tmp_path, small("again"), ZIP)
    arguments = [folder, "--to", shared_daemon.url]
    first = push(*arguments, "--new-only")
    assert push(*arguments).link == first.link
    again = push(*arguments, "--new-only", "--quiet", code=5)
    assert (again.link, again.errors) == (first.link, "")
    answer = push(*arguments, "--json").json()
    assert answer == {
        "link": f"/benchmarks/{first.uuid}", "uuid": first.uuid, "duplicate": True, "warnings": [], "url": first.link}


def test_a_bad_config_is_a_warning(shared_daemon, tmp_path):
    outcome = push(put(tmp_path, small("bad config"), b"no zip"), "--to", shared_daemon.url)
    assert outcome.link and any(line.startswith("warning: ") and "zip" in line for line in outcome.lines)


REJECTED = [
    ("no JSON", b'{"data": ', "report-syntax", "offset 9"),
    ("no report", b'{"data": {"x": 3}}', "report-shape", "pointer /data/x"),
    ("empty", b"", "report-syntax", "offset 0"),
]


@pytest.mark.parametrize("content, kind, place", [case[1:] for case in REJECTED], ids=[case[0] for case in REJECTED])
def test_a_rejection_has_the_reason(shared_daemon, tmp_path, content, kind, place):
    folder = put(tmp_path, content)
    outcome = push(folder, "--to", shared_daemon.url, "--quiet", code=4)
    assert outcome.output == "" and outcome.sentence.startswith("rejected: ")
    assert kind in outcome.sentence and place in outcome.sentence

    problem = push(folder, "--to", shared_daemon.url, "--json", code=4).json()
    assert problem["type"] == f"/problems/{kind}" and problem["detail"].rstrip(".") in outcome.sentence


def test_a_report_above_the_limit_is_rejected(start_daemon, tmp_path):
    daemon = start_daemon("--max-report", "1KiB", "--max-config", "200")
    outcome = push(put(tmp_path, b"x" * 20_000_000), "--to", daemon.url, "--quiet", code=4)
    assert "too-large" in outcome.sentence


def test_words_that_break_a_rule_are_rejected(shared_daemon, tmp_path):
    outcome = push(put(tmp_path, small("label")), "--to", shared_daemon.url, "--label", "x" * 101, "--json")
    assert [warning["type"] for warning in outcome.json()["warnings"]] == ["/problems/notes-refused"]
    assert any(line.startswith("warning: ") for line in outcome.lines)


def test_a_large_report_is_never_in_memory(shared_daemon, tmp_path):
    folder = put(tmp_path / "drop", small("large"))
    with open(folder / REPORT, "ab") as file:
        for _ in range(96):
            file.write(b" " * (1 << 20))
    assert rig.peak_memory(tmp_path, folder, "--to", shared_daemon.url) < 48 << 20


USAGE = [
    ("nothing", [], "required"),
    ("no server", ["."], "--to URL or BENCHD_URL"),
    ("an unknown option", [".", "--to", "http://127.0.0.1:9", "--fast"], "no option --fast"),
    ("a shortened option", [".", "--to", "http://127.0.0.1:9", "--new"], "no option --new"),
    ("too many files", ["a", "b", "c", "--to", "http://127.0.0.1:9"], "more arguments"),
    ("a server without a scheme", [".", "--to", "bench.example"], "address of the server"),
    ("another scheme", [".", "--to", "ftp://bench.example"], "address of the server"),
    ("a port that is none", [".", "--to", "http://bench.example:port"], "address of the server"),
    ("a query", [".", "--to", "http://bench.example/?a=b"], "address of the server"),
    ("a line end in the address", [".", "--to", "http://bench.example/\nx"], "address of the server"),
    ("a duration", [".", "--to", "http://127.0.0.1:9", "--wait", "ten"], "10min"),
    ("no timeout", [".", "--to", "http://127.0.0.1:9", "--timeout", "0"], "more than 0"),
    ("a source that is a path", [".", "--to", "http://127.0.0.1:9", "--source", "a/b"], "not a name"),
    ("a margin without a gate", [".", "--to", "http://127.0.0.1:9", "--margin", "5%"], "--margin needs --gate"),
    ("a margin of 1000 %", [".", "--to", "http://127.0.0.1:9", "--gate", "latest", "--margin", "10"], "0.05"),
    ("a run that is none", [".", "--to", "http://127.0.0.1:9", "--gate", "yesterday"], "an id, a link to a run, or latest"),
    ("latest without a source", [".", "--to", "http://127.0.0.1:9", "--gate", "latest", "--source", ""], "needs a source"),
    ("no such directory", ["absent", "--to", "http://127.0.0.1:9"], "No such file"),
    ("no report", ["empty", "--to", "http://127.0.0.1:9"], "has no report"),
    ("raw files alone", ["raw", "--to", "http://127.0.0.1:9"], "fio.json, iostat.json"),
    ("several reports", ["several", "--to", "http://127.0.0.1:9"], "name one of a.json, b.json"),
    ("a config that is not there", ["several/a.json", "absent.zip", "--to", "http://127.0.0.1:9"], "absent.zip"),
    ("a config that is a directory", ["several/a.json", "empty", "--to", "http://127.0.0.1:9"], "not a file"),
    ("a pipe", ["pipe", "--to", "http://127.0.0.1:9"], "not a file"),
    ("no certificates", [".", "--to", "https://127.0.0.1:9", "--ca-file", "several/a.json"], "certificates"),
    ("a host that is not there", ["several/a.json", "--to", "http://127.0.0.1:9", "--wait", "ten minutes"], "10min"),
]


@pytest.mark.parametrize("arguments, words", [case[1:] for case in USAGE], ids=[case[0] for case in USAGE])
def test_wrong_usage_is_one_sentence(tmp_path, arguments, words):
    fill(tmp_path, {REPORT: small("x"), "several/a.json": b"{}", "several/b.json": b"{}", "raw/iostat.json": SYSSTAT, "raw/fio.json": FIO})
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    outcome = push(*arguments, code=2, cwd=tmp_path)
    assert words in outcome.lines[-1] and outcome.output == ""
    assert len([line for line in outcome.lines if not line.startswith("sending ")]) == 1


def test_an_interrupt_ends_it_at_once(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: refused
        # What runs in the background of a shell would inherit that interrupts are ignored.
        process = rig.start(
            put(tmp_path, small("x")), "--to", f"http://127.0.0.1:{closed.getsockname()[1]}", "--source", "rig",
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        lines = []
        eventually(lambda: lines.append(process.stderr.readline()) or "trying again" in lines[-1], "a second try")
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and output == "" and "Traceback" not in errors


def full():
    return os.open("/dev/full", os.O_WRONLY)


def closed_pipe():
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize("output", [full, closed_pipe, None])
def test_a_result_that_cannot_be_written_is_said(shared_daemon, tmp_path, output):
    close = "" if output else " >&-"
    descriptor = output() if output else subprocess.DEVNULL
    result = subprocess.run(
        ["sh", "-c", f'exec "$0" "$1" "$2" --to "$3"{close}', sys.executable, rig.CLIENT, put(tmp_path, small("full")), shared_daemon.url],
        stdout=descriptor, stderr=subprocess.PIPE, text=True, timeout=60)
    if output:
        os.close(descriptor)
    assert result.returncode == 2 and "cannot write the result to standard output" in result.stderr
    assert "Traceback" not in result.stderr and "Exception" not in result.stderr


def test_texts_of_the_server_do_not_steer_the_terminal(tmp_path):
    body = json.dumps({"type": "/problems/report-shape", "detail": "at /\u001b[2J\u202e\nx there is nothing"}).encode()
    with Front(answers(422, body)) as front:
        outcome = push(put(tmp_path, small("x")), "--to", front.url, code=4)
    assert "\\x1b[2J\\x202e x" in outcome.lines[-1] and "\u001b" not in outcome.errors


def test_it_is_python_3_6_and_its_standard_library():
    source = rig.CLIENT.read_text()
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
    result = subprocess.run(
        [Path(sys.executable).with_name("vermin"), "--no-tips", "--violations", "-t=3.6-", rig.CLIENT], capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("client", ["python", "shell"])
def test_a_run_that_was_removed_is_rejected(daemon, tmp_path, client):
    folder = put(tmp_path / "drop", small("gone"), ZIP)
    uuid = push(folder, "--to", daemon.url).uuid
    assert benchd("prune", "--data", daemon.data, "--run", uuid, "--reason", "a secret", "--apply").returncode == 0
    if client == "python":
        outcome = push(folder, "--to", daemon.url, code=4)
        errors = outcome.errors
    else:
        result = subprocess.run(["sh", ROOT / "clients/benchd-push.sh", folder, daemon.url], capture_output=True, text=True, check=False)
        assert (result.returncode, result.stdout) == (4, "")
        errors = result.stderr
    assert "nothing was filed: The run" in errors and "a secret" in errors
    assert daemon.runs() == []
