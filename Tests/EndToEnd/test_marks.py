"""What people say of runs: by `benchd note` and `benchd exclude`, with an upload, and by a file beside a drop."""

import json
import stat
import subprocess

import pytest

from Support.archives import archive
from Support.daemon import Daemon, benchd, stop_all
from Support.marks import CONTROL, ask, connect, exclude, mark, note, notes
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form


@pytest.fixture
def daemon(start_daemon):
    return start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")


@pytest.fixture
def run(daemon):
    """The id of the only run."""
    put(daemon.inbox / "rig", small("one"))
    return daemon.receipt(f"rig/{REPORT}")["uuid"]


def said(daemon, uuid):
    """What the summary of a run says that people say of it."""
    summary = daemon.web.json(f"/api/benchmarks/{uuid}/summary")
    return {name: summary[name] for name in mark()}


def test_a_running_daemon_takes_the_change(daemon, run):
    log = daemon.log()
    result = note(daemon.data, "latest", "--label", "night 3", "--note", "with new\nfirmware", "--tag", "disk, b", "--tag", "c")

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"run {run}\n  label: night 3\n  note: with new\n    firmware\n  tags: disk, b, c\n"
    assert notes(daemon.data, run) == mark("night 3", "with new\nfirmware", ["disk", "b", "c"])
    assert f"the notes of the run {run} were changed" in daemon.log().removeprefix(log)

    result = exclude(daemon.data, run[:13], "--reason", "it was too warm")
    assert (result.returncode, result.stderr) == (0, "")
    assert "  excluded: it was too warm\n" in result.stdout
    result = note(daemon.data, run, "--label", "", "--tag", "")
    assert result.stdout == f"run {run}\n  note: with new\n    firmware\n  excluded: it was too warm\n"
    assert said(daemon, run) == notes(daemon.data, run) == mark(note="with new\nfirmware", excluded="it was too warm")


def test_answers_have_it_at_once_and_after_a_restart_and_without_a_catalog(daemon, run):
    before = daemon.web.get(f"/api/benchmarks/{run}/summary")
    assert said(daemon, run) == mark()

    assert note(daemon.data, run, "--note", "new firmware", "--tag", "disk").returncode == 0
    after = daemon.web.get(f"/api/benchmarks/{run}/summary", If_None_Match=before.header("ETag"))
    assert after.status == 200 and after.json()["note"] == "new firmware"
    daemon.restart()
    assert said(daemon, run) == mark(note="new firmware", tags=["disk"])
    assert "1 runs filed, 0 read into the catalog" in daemon.log()
    daemon.stop()
    for path in daemon.data.glob("catalog.sqlite*"):
        path.unlink()
    daemon.start()
    assert said(daemon, run) == mark(note="new firmware", tags=["disk"])
    assert note(daemon.data, run, "--note", "").returncode == 0
    assert said(daemon, run) == mark(tags=["disk"])


def test_without_a_daemon_the_command_does_it_itself(daemon, run):
    daemon.kill()
    assert (daemon.data / CONTROL).exists()

    assert exclude(daemon.data, "latest", "--reason", "it was too warm").returncode == 0
    assert notes(daemon.data, run) == mark(excluded="it was too warm")
    daemon.start()
    assert said(daemon, run) == mark(excluded="it was too warm")
    assert exclude(daemon.data, run, "--undo").returncode == 0
    assert said(daemon, run) == notes(daemon.data, run) == mark()
    daemon.stop()
    assert not (daemon.data / CONTROL).exists()
    assert note(daemon.data, run, "--label", "x").returncode == 0
    assert said(daemon.start(), run) == mark("x")


def test_a_report_has_its_own_bytes_whatever_is_said_of_it(daemon, run):
    before = daemon.report(run), daemon.web.get(f"/api/benchmarks/{run}/receipt").body

    assert note(daemon.data, run, "--label", "x", "--note", "y", "--tag", "z").returncode == 0

    assert (daemon.report(run), daemon.web.get(f"/api/benchmarks/{run}/receipt").body) == before
    if daemon.has_files:
        assert benchd("verify", "--data", daemon.data).returncode == 0


@pytest.mark.parametrize(("content", "reason"), [
    (b"", "it is not valid JSON: at line 1, column 1 there must be a value, but there is the end of the text"),
    (b"{", "it is not valid JSON: at line 1, column 2 there must be a key in double quotes"),
    (b'{"label": 1}', "label must be a text"), (b'{"label": "a\\nb"}', "the label has the character"),
    (b"\xff", "it is not valid JSON: at line 1, column 1 there must be a value, but there is the byte 0xFF"),
    (b" " * 100_000, "File too large"),
])
@pytest.mark.data_folder
def test_damaged_notes_are_named_and_cost_nothing(daemon, run, content, reason):
    file = daemon.data / f"{run}.notes.json"
    file.write_bytes(content)

    result = note(daemon.data, run, "--label", "x")
    assert result.returncode == 1
    assert f"{file}: {reason}" in result.stderr and "repair or remove it first" in result.stderr
    assert file.read_bytes() == content
    daemon.restart()
    assert f"{file}: {reason}" in daemon.wait_for_log("is shown without label, note and tags")
    assert daemon.report(run) == small("one")
    verified = benchd("verify", "--data", daemon.data)
    assert verified.returncode == 1 and file.name in verified.stdout + verified.stderr
    file.unlink()
    assert note(daemon.data, run, "--label", "x").returncode == 0


def test_what_names_no_run_changes_nothing(daemon, run):
    put(daemon.inbox / "rig", small("two"))
    eventually(lambda: len(daemon.runs()) == 2, "the second run")

    missing = note(daemon.data, "0123456789ab", "--label", "x")
    several = note(daemon.data, run[:6], "--label", "x")

    assert (missing.returncode, missing.stderr) == (1, "benchd: there is no run 0123456789ab\n")
    assert several.returncode == 1
    assert all(other["uuid"] in several.stderr for other in daemon.runs())
    assert not list(daemon.data.glob("*.notes.json"))


@pytest.mark.parametrize("arguments", [
    ["note"], ["note", "latest"], ["note", "latest", "another", "--label", "x"], ["note", "x/y", "--label", "x"],
    ["note", "latest", "--label", "x" * 101], ["note", "latest", "--label", "two\nlines"],
    ["note", "latest", "--label", "gnp\u202eexe"], ["note", "latest", "--note", "\x1b[31m"],
    ["note", "latest", "--tag", ",".join(map(str, range(21)))], ["note", "latest", "--tag", "x" * 51],
    ["exclude", "latest"], ["exclude", "latest", "--reason", "x", "--undo"], ["exclude", "latest", "--reason", " "],
    ["exclude", "latest", "--reason", "x" * 501],
])
def test_wrong_usage_is_said_in_one_line(daemon, run, arguments):
    result = benchd(*arguments, "--data", daemon.data)

    assert result.returncode == 2
    assert result.stderr.startswith("benchd: ") and result.stderr.count("\n") == 1
    assert result.stderr.isprintable() or result.stderr[:-1].isprintable()
    assert not list(daemon.data.glob("*.notes.json"))


def test_a_folder_that_is_none_of_benchd_is_left_alone(tmp_path):
    result = note(tmp_path, "latest", "--label", "x")

    assert result.returncode == 1 and "no data folder of benchd" in result.stderr
    assert note(tmp_path / "missing", "latest", "--label", "x").returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_the_path_of_the_data_folder_may_be_long(tmp_path):
    daemon = Daemon(tmp_path, "--rescan", "0", "--pair-wait", "50ms")
    daemon.data = tmp_path / ("d" * 100) / ("e" * 100)
    try:
        daemon.start()
        put(daemon.inbox / "rig", small("one"))
        run = daemon.receipt(f"rig/{REPORT}")["uuid"]
        assert note(daemon.data, run, "--label", "x").returncode == 0
        assert notes(daemon.data, run) == mark("x")
        assert "the notes of the run" in daemon.log()
    finally:
        stop_all([daemon])


def test_the_socket_is_for_its_user_alone(daemon, run):
    status = (daemon.data / CONTROL).stat()

    assert stat.S_ISSOCK(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o600


REQUEST = {"do": "mark", "run": "latest", "change": {"label": "x"}}


@pytest.mark.parametrize("line", [
    b"", b"{", b"[]", b"null", b"\xff\xfe", b"\0" * 100, b'{"do": "stop"}', b'{"do": "mark"}',
    *(json.dumps({**REQUEST, **part}).encode() for part in (
        {"do": "prune"}, {"run": "../../etc/passwd"}, {"run": None}, {"run": 7}, {"change": None}, {"change": []},
        {"change": {"label": 7}}, {"change": {"label": "x" * 101}}, {"change": {"label": "a\nb"}}, {"change": {"tags": "x"}},
        {"change": {"tags": [["x"]]}}, {"change": {"tags": [str(number) for number in range(21)]}})),
    b"[" * 60_000,
])
def test_a_request_that_is_none_is_answered_and_changes_nothing(daemon, run, line):
    answer = json.loads(ask(daemon.data, line))

    assert list(answer) == ["error"] and answer["error"] and "fault(" not in answer["error"]
    assert not list(daemon.data.glob("*.notes.json"))
    assert note(daemon.data, run, "--label", "x").returncode == 0


def test_clients_that_send_nothing_or_too_much_keep_nobody_out(daemon, run):
    silent = [connect(daemon.data) for _ in range(15)]
    silent[0].sendall(b'{"do"')
    loud = connect(daemon.data)
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        for _ in range(100):
            loud.sendall(b"x" * 4096)
    for _ in range(50):
        connect(daemon.data).close()

    assert note(daemon.data, run, "--label", "x").returncode == 0
    # All places taken: the silent ones are cut after some seconds.
    silent += [connect(daemon.data) for _ in range(10)]
    assert note(daemon.data, run, "--label", "y").returncode == 0
    assert notes(daemon.data, run) == mark("y")
    assert daemon.report(run) == small("one")
    daemon.stop()


def test_a_daemon_that_does_not_answer_is_waited_for_no_longer_than_it_says(daemon, run):
    daemon.pause()
    try:
        result = note(daemon.data, run, "--label", "x")
    finally:
        daemon.go_on()

    assert result.returncode == 1 and "timed out" in result.stderr


def test_something_else_in_the_place_of_the_socket_costs_only_the_socket(daemon, run):
    daemon.stop()
    (daemon.data / CONTROL).write_bytes(b"mine")
    daemon.start()

    daemon.wait_for_log("cannot listen at")
    assert daemon.report(run) == small("one")
    assert note(daemon.data, run, "--label", "x").returncode == 1
    assert (daemon.data / CONTROL).read_bytes() == b"mine"
    daemon.stop()
    (daemon.data / CONTROL).unlink()


def upload(daemon, report, **fields):
    parts = [("file", REPORT, report), *((name, None, value) for name, value in fields.items())]
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer
    return answer.json()


def kinds(problems):
    return [problem["type"].removeprefix("/problems/") for problem in problems]


def test_an_upload_may_say_something_of_its_run(daemon):
    answer = upload(
        daemon, small("one"), label=b" night 3 ", note="über\r\nall".encode(), tags=b"disk, b,,disk", source=b"rig-01")

    assert answer["warnings"] == []
    assert said(daemon, answer["uuid"]) == mark("night 3", "über\nall", ["disk", "b"])
    assert notes(daemon.data, answer["uuid"]) == said(daemon, answer["uuid"])
    assert daemon.filed_reports() == [small("one")]
    empty = upload(daemon, small("two"), label=b"", note=b" ", tags=b",")
    assert empty["warnings"] == [] and not (daemon.data / f"{empty['uuid']}.notes.json").exists()


@pytest.mark.parametrize("field, value", [
    ("label", b"x" * 101), ("label", b"two\nlines"), ("label", b"\xff"), ("note", b"x" * 4097), ("note", b"x" * 900_000),
    ("note", b"\x1b[31m"), ("tags", b",".join(b"%d" % number for number in range(21))), ("label", "gnp‮exe".encode()),
])
def test_words_that_break_a_rule_cost_only_themselves(daemon, field, value):
    answer = upload(daemon, small("one"), **{"source": b"rig", field: value, "label" if field != "label" else "note": b"good"})

    assert kinds(answer["warnings"]) == ["notes-refused"]
    assert sum(bool(words) for words in said(daemon, answer["uuid"]).values()) == 1
    assert daemon.report(answer["uuid"]) == small("one")
    receipt = daemon.web.json(f"/api/benchmarks/{answer['uuid']}/receipt")
    assert kinds(receipt["warnings"]) == ["notes-refused"]


def test_the_same_bytes_with_other_words_change_nothing_silently(daemon):
    first = upload(daemon, small("one"))["uuid"]
    assert upload(daemon, small("one"), label=b"first")["warnings"] == []
    assert said(daemon, first) == mark("first")

    answer = upload(daemon, small("one"), label=b"second")
    assert answer["duplicate"] and kinds(answer["warnings"]) == ["notes-kept"]
    assert upload(daemon, small("one"), label=b"first")["warnings"] == []
    assert said(daemon, first) == mark("first")


YAML = b"label: night 3\nnote: |\n  one\n  two\ntags: [a, b]\nsource: rig-99\n"
WORDS = mark("night 3", "one\ntwo", ["a", "b"])


@pytest.mark.parametrize("name", ["benchd.yaml", "benchd.yml"])
def test_rsync_brings_words_with_a_drop(daemon, tmp_path, name):
    results = tmp_path / "results"
    put(results, small("one"), archive({"a": b"b"}))
    (results / name).write_bytes(YAML)

    (daemon.inbox / "rig").mkdir()
    subprocess.run(["rsync", "-a", f"{results}/", f"{daemon.inbox}/rig/night/"], check=True)

    receipt = daemon.receipt(f"rig/night/{REPORT}")
    assert (receipt["outcome"], receipt["warnings"]) == ("accepted", [])
    [run] = daemon.runs()
    assert (run["source"], run["has_config"]) == ("rig", True)
    assert said(daemon, run["uuid"]) == WORDS
    daemon.wait_until_gone(f"rig/night/{REPORT}", f"rig/night/{CONFIG}", f"rig/night/{name}")
    assert list((daemon.data / ".staging").iterdir()) == [] and daemon.rejections() == []


def test_words_belong_to_the_report_of_their_name(daemon):
    folder = daemon.inbox / "rig"
    folder.mkdir()
    (folder / "a_benchd.yaml").write_bytes(b"label: a")
    (folder / "b_benchd.yaml").write_bytes(b"label: b")
    (folder / "b.json").write_bytes(small("b"))
    (folder / "a.json").write_bytes(small("a"))

    for name in ("a", "b"):
        assert said(daemon, daemon.receipt(f"rig/{name}.json")["uuid"]) == mark(name)


@pytest.mark.parametrize("content", [
    b"label: [x", b"- x", b"label: " + b"x" * 101, b"\xff", b"x: " + b"y" * 20_000, b"a: &a [*a, *a]\nlabel: {b: c}",
    b"{" * 10_000,
])
def test_a_broken_file_costs_a_warning_and_never_the_report(daemon, content):
    folder = daemon.inbox / "rig"
    folder.mkdir()
    (folder / "benchd.yaml").write_bytes(content)
    put(folder, small("one"), archive({"a": b"b"}))

    receipt = daemon.receipt(f"rig/{REPORT}")
    assert receipt["outcome"] == "accepted" and kinds(receipt["warnings"]) == ["notes-refused"]
    assert said(daemon, receipt["uuid"]) == mark()
    assert daemon.report(receipt["uuid"]) == small("one")
    rejected = daemon.only_rejection()
    assert (rejected / "benchd.yaml").read_bytes() == content


def test_a_late_file_says_it_of_its_run_once(daemon):
    put(daemon.inbox / "rig", small("one"))
    run = daemon.receipt(f"rig/{REPORT}")["uuid"]
    file = daemon.inbox / "rig" / "benchd.yaml"
    file.write_bytes(YAML)

    receipt = daemon.receipt("rig/benchd.yaml")
    assert (receipt["outcome"], receipt["uuid"]) == ("attached", run)
    assert said(daemon, run) == WORDS
    daemon.wait_until_gone("rig/benchd.yaml")
    file.write_bytes(b"label: another")
    eventually(
        lambda: any(item["stage"] == "waiting_for_report" for item in daemon.web.json("/api/inbox")["items"]),
        "the second file to wait for a report")
    assert said(daemon, run) == WORDS
    put(daemon.inbox / "rig", small("two"))
    daemon.wait_until_gone(f"rig/{REPORT}", "rig/benchd.yaml")
    assert said(daemon, run) == WORDS
    assert said(daemon, daemon.receipt(f"rig/{REPORT}")["uuid"]) == mark("another")


@pytest.mark.data_folder
def test_words_are_filed_with_their_report_in_one_step(daemon):
    daemon.stop()
    put(daemon.inbox / "rig", small("one"))
    (daemon.inbox / "rig" / "benchd.yaml").write_bytes(YAML)
    daemon.start()

    run = daemon.receipt(f"rig/{REPORT}")["uuid"]
    daemon.kill()
    assert notes(daemon.data, run) == WORDS
    put(daemon.inbox / "rig", small("one"))
    (daemon.inbox / "rig" / "benchd.yaml").write_bytes(b"label: another")
    daemon.start()
    daemon.wait_until_gone(f"rig/{REPORT}", "rig/benchd.yaml")
    receipt = daemon.receipt(f"rig/{REPORT}")
    assert (receipt["outcome"], kinds(receipt["warnings"])) == ("duplicate", ["notes-kept"])
    assert said(daemon, run) == WORDS
