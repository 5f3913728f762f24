"""The program as a shell sees it."""

import os
import re
import signal
import socket
import subprocess

import pytest

from Support.archives import archive
from Support.daemon import benchd, clean_environment, version
from Support.paths import BENCHD, EXAMPLE, ROOT
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

OPTIONS = [
    "--inbox", "--data", "--templates", "--listen", "--open-uploads", "--allowed-hosts", "--trusted-proxy", "--base-path", "--token-file", "--read-token-file", "--watch", "--rescan", "--settle", "--settle-truncated", "--min-free", "--keep-receipts", "--keep-rejected",
    "--pair-wait", "--late-config", "--orphan-wait", "--max-report", "--max-config",
    "--max-config-entries", "--max-config-unpacked", "--max-config-name", "--max-config-depth", "--stop-wait",
]


def test_the_version_has_one_source():
    make = subprocess.run(
        ["make", "--silent", "--no-print-directory", "version"], cwd=ROOT, env=clean_environment(),
        capture_output=True, text=True, check=True)

    assert re.fullmatch(r"\d+\.\d+\.\d+\n", make.stdout)
    assert make.stdout.strip() == version()
    copies = re.compile(rf"(?<![\d.]){re.escape(version())}(?![\d.])")
    documents = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "RELEASE.md", *(ROOT / "docs").rglob("*.md")]
    assert [path.name for path in documents if copies.search(path.read_text())] == []


def test_help_names_the_commands():
    result = benchd("--help")

    assert (result.returncode, result.stderr) == (0, "")
    assert {
        "serve", "check", "list", "show", "compare", "trends", "audit", "plan", "note", "exclude", "verify", "reindex", "token",
        "backup", "import", "migrate", "pin", "prune", "rules", "ping", "manual", "completion"} == set(re.findall(r"^  (\w+) ", result.stdout, re.MULTILINE))


def test_help_explains_every_option_and_the_documents_do_too():
    result = benchd("serve", "--help")
    operations = (ROOT / "docs" / "operations.md").read_text()

    assert (result.returncode, result.stderr) == (0, "")
    for option in OPTIONS:
        assert re.search(rf"^  {option}\b.* [A-Z]", result.stdout, re.MULTILINE), option
    for option in set(re.findall(r"^  (--[a-z-]+)", result.stdout, re.MULTILINE)) - {"--help"}:
        assert f"`{option}" in operations, option
        assert f"`BENCHD_{option[2:].upper().replace('-', '_')}" in operations, option


WRONG = [
    ["frobnicate"], ["serve", "--colour", "red"], ["serve", "extra"], ["serve", "--inbox"], ["serve", "--pair-wait", "soon"],
    ["serve", "--pair-wait", "5"], ["serve", "--max-report", "big"], ["check", "--max-config-entries", "1KiB", "x.zip"], ["serve", "--watch", "sometimes"],
    ["serve", "--poll", "0"], ["serve", "--data", "inbox/data"], ["serve", "--inbox", ".", "--data", "new/../data"],
    ["serve", "--listen", "nowhere"],
    ["serve", "--listen", "127.0.0.1:99999"], ["check"], ["check", "--colour"],
    ["verify", "extra"], ["reindex", "extra"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_usage_is_one_line_and_exit_code_2(arguments, tmp_path):
    result = benchd(*arguments, cwd=tmp_path)

    assert (result.returncode, result.stdout) == (2, "")
    assert re.fullmatch(r"benchd: [^\n]+\n", result.stderr), result.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_option_has_an_environment_variable(start_daemon, tmp_path):
    daemon = start_daemon(environment={"BENCHD_MAX_REPORT": "10", "BENCHD_SETTLE": "10ms", "BENCHD_RESCAN": "0"})
    put(daemon.inbox / "rig", small("x"))

    assert daemon.receipt(f"rig/{REPORT}")["problem"]["limit"] == 10


def test_the_command_line_goes_before_the_environment(start_daemon):
    daemon = start_daemon("--max-report", "1MiB", environment={"BENCHD_MAX_REPORT": "10"})
    put(daemon.inbox / "rig", small("x"))

    assert daemon.receipt(f"rig/{REPORT}")["outcome"] == "accepted"


def test_a_wrong_environment_variable_is_wrong_usage():
    result = benchd("serve", environment={"BENCHD_PAIR_WAIT": "soon"})

    assert result.returncode == 2 and "--pair-wait" in result.stderr


def test_check_is_silent_about_nothing_and_fails_if_any_is_bad(tmp_path):
    put(tmp_path, small("x"), archive())
    (tmp_path / "bad.json").write_bytes(b"{")
    files = [tmp_path / REPORT, tmp_path / CONFIG, tmp_path / "bad.json"]

    good, mixed = benchd("check", *files[:2]), benchd("check", *files)
    assert (good.returncode, mixed.returncode) == (0, 1)
    heads = [line for line in good.stdout.splitlines() if not line.startswith("  ")]
    assert [line.split(": ")[0] for line in heads] == [str(file) for file in files[:2]]
    assert all(f"{file}: " in mixed.stdout for file in files)


def test_check_takes_the_example():
    result = benchd("check", EXAMPLE / REPORT, EXAMPLE / CONFIG)

    assert result.returncode == 0
    assert "5 benchmarks" in result.stdout and "4 filesystems" in result.stdout


def test_check_says_of_what_is_no_file_that_it_is_none(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    for name in (tmp_path / "fifo", "/dev/zero", ""):
        result = benchd("check", name)
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.endswith(f" {name}: It is not a regular file\n"), result.stderr
    assert "Is a directory" in benchd("check", tmp_path).stderr


def test_check_says_which_file_it_cannot_read(tmp_path):
    result = benchd("check", tmp_path / "none.json")

    assert result.returncode == 1
    assert str(tmp_path / "none.json") in result.stdout + result.stderr


@pytest.mark.data_folder
def test_verify_finds_the_byte_that_changed(daemon):
    put(daemon.inbox / "rig", small("x"), archive())
    run = daemon.only_run()
    daemon.stop()
    sound = benchd("verify", "--data", daemon.data)
    file = daemon.data / f"{run['uuid']}.json"
    file.write_bytes(small("y"))
    damaged = benchd("verify", "--data", daemon.data)

    assert (sound.returncode, damaged.returncode) == (0, 1)
    assert run["uuid"] in damaged.stdout and run["uuid"] not in sound.stdout


@pytest.mark.data_folder
def test_reindex_makes_the_catalog_again_but_not_under_a_daemon(daemon):
    put(daemon.inbox / "rig", small("x"))
    runs = [daemon.only_run()]
    busy = benchd("reindex", "--data", daemon.data)
    daemon.stop()
    done = benchd("reindex", "--data", daemon.data)

    assert (busy.returncode, done.returncode) == (1, 0)
    assert re.fullmatch(r"benchd: [^\n]+\n", busy.stderr)
    assert daemon.start().runs() == runs


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for folder in ("inbox", "data"):
            (tmp_path / folder).mkdir()
        result = benchd(
            "serve", "--listen", f"127.0.0.1:{port}", "--inbox", tmp_path / "inbox", "--data", tmp_path / "data",
            "--templates", ROOT / "templates")

    assert (result.returncode, result.stdout) == (1, "")
    assert f"{port}" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_cleanly(daemon, number):
    daemon.signal(number)

    assert daemon.wait() == 0


def test_sighup_keeps_it_serving(daemon):
    daemon.signal(signal.SIGHUP)
    eventually(lambda: "templates" in daemon.log(), "the reload in the log")

    assert daemon.web.get("/").status == 200


def test_it_makes_the_folders_that_are_missing(start_daemon, tmp_path):
    daemon = start_daemon("--inbox", str(tmp_path / "a" / "inbox"), "--data", str(tmp_path / "a" / "data"))
    put(tmp_path / "a" / "inbox", small("x"))

    assert daemon.only_run()["source"] is None


def test_systemd_is_told_that_it_is_ready_and_that_it_stops(start_daemon, tmp_path):
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(path))
        manager.settimeout(10)
        daemon = start_daemon(environment={"NOTIFY_SOCKET": str(path)})
        assert manager.recv(1000) == b"READY=1"
        daemon.stop()
        assert manager.recv(1000) == b"STOPPING=1"


def test_the_log_has_priorities_for_the_journal(start_daemon):
    daemon = start_daemon("--settle", "50ms", environment={"JOURNAL_STREAM": "1:2"})
    put(daemon.inbox / "rig", b"{]")

    eventually(lambda: re.search(rf"^<4>.*{REPORT}", daemon.log(), re.MULTILINE), "the warning of the rejection")
    assert all(re.match(r"<[3-7]>\S", line) for line in daemon.log().splitlines())


def test_it_writes_into_no_file_of_its_own_without_standard_streams(tmp_path):
    arguments = ["serve", "--listen", "127.0.0.1:0", "--inbox", tmp_path / "inbox", "--data", tmp_path / "data"]
    process = subprocess.Popen(["bash", "-c", 'exec "$@" <&- >&- 2>&-', "bash", BENCHD, *arguments], cwd=ROOT)
    try:
        lock = tmp_path / "data" / ".lock"
        (tmp_path / "inbox" / "rig").mkdir(parents=True)
        put(tmp_path / "inbox" / "rig", small("x"))
        receipt = tmp_path / "inbox" / ".receipts" / "rig" / f"{REPORT}.json"
        eventually(receipt.exists, "the receipt")
        assert lock.read_text() == f"{process.pid}\n"
    finally:
        process.terminate()
        assert process.wait(20) == 0
