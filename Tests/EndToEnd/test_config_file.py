"""Options of `benchd serve` in a file: what it may say, what goes before it, and who reads it."""

import json
import re
import subprocess

import pytest

from Support.daemon import benchd, clean_environment
from Support.paths import BENCHD, ROOT
from Support.reports import REPORT, put, small
from Support.waiting import eventually


@pytest.fixture
def write(tmp_path):
    """Writes a file of options and returns its path."""
    def write(text, name="benchd.conf"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path
    return write


def refusal(path, *arguments, **settings):
    """The line with which a command refuses the file."""
    result = benchd(*(arguments or ("list",)), "--config", path, **settings)
    assert (result.returncode, result.stdout) == (2, "")
    assert re.fullmatch(r"benchd: [^\n]+\n", result.stderr), result.stderr
    return result.stderr.removeprefix("benchd: ").removesuffix("\n")


def test_every_option_of_serve_can_be_there(start_daemon, write):
    names = set(re.findall(r"^  --([a-z-]+)", benchd("serve", "--help").stdout, re.MULTILINE)) - {"help", "config"}
    defaults = dict(re.findall(r"^  --([a-z-]+)(?:(?!^  --).)*?\[(\S+)\]$", benchd("serve", "--help").stdout, re.MULTILINE | re.DOTALL))
    lines = [f"{name} = {defaults.get(name, '')}" for name in sorted(names)]
    assert len(lines) > 25
    # What the folders and the port are, the command line says.
    daemon = start_daemon("--config", str(write("\n".join(lines))))

    assert daemon.web.get("/").status == 200


def test_comments_spaces_and_the_ends_of_lines_of_windows_are_allowed(start_daemon, write):
    path = write("# The rigs are far away.\r\n\r\n  max-report=10\r\n\t# settle = 1h\r\n settle =  10ms \r\n")
    daemon = start_daemon("--config", str(path), "--rescan", "0")
    put(daemon.inbox / "rig", small("x"))

    assert daemon.receipt(f"rig/{REPORT}")["problem"]["limit"] == 10


@pytest.mark.parametrize(("arguments", "environment", "limit"), [
    ([], {}, 10), ([], {"BENCHD_MAX_REPORT": "11"}, 11), (["--max-report", "12"], {"BENCHD_MAX_REPORT": "11"}, 12)], ids=str)
def test_the_command_line_goes_before_the_environment_and_that_before_the_file(start_daemon, write, arguments, environment, limit):
    path = write("max-report = 10\nsettle = 10ms\n")
    daemon = start_daemon(*arguments, environment={"BENCHD_CONFIG": str(path), **environment})
    put(daemon.inbox / "rig", small("x"))

    assert daemon.receipt(f"rig/{REPORT}")["problem"]["limit"] == limit


def test_an_option_that_takes_several_values_may_stand_on_several_lines(start_daemon, write):
    path = write("allowed-hosts = a.example, b.example\nallowed-hosts = c.example\n")
    daemon = start_daemon("--config", str(path))

    statuses = [daemon.web.get("/", Host=f"{name}.example").status for name in "abcd"]
    assert statuses == [200, 200, 200, 421]


@pytest.mark.parametrize(("word", "status"), [("true", 200), ("false", 403)])
def test_a_switch_is_true_or_false(start_daemon, write, word, status, tmp_path):
    daemon = start_daemon("--config", str(write(f"open-uploads = {word}\n")), "--allowed-hosts", "bench.example")
    (tmp_path / REPORT).write_bytes(small("x"))
    answer = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-F", f"file=@{tmp_path / REPORT}", f"{daemon.url}/api/upload"],
        capture_output=True, text=True, check=True)

    assert int(answer.stdout) == status


WRONG = [
    ("data\n", 1, '"data" has no =; write NAME = VALUE, or # before a comment'),
    ("[serve]\n", 1, '"[serve]" has no =; write NAME = VALUE, or # before a comment'),
    ("\n# a comment\nmax-reprot = 1MiB\n", 3, 'there is no option "max-reprot"; did you mean max-report?'),
    ("--data = /srv\n", 1, 'there is no option "--data"; did you mean data?'),
    ("frobnicate = 1\n", 1, 'there is no option "frobnicate"; benchd serve --help lists them, written here without --'),
    ("data = /a\nsettle = 1s\ndata = /b\n", 3, "data is in line 1 already; remove one of the two"),
    ('data = "/srv/data"\n', 1, "data: a value stands without quotes; remove them"),
    ("data = /srv/data # here\n", 1, "data: a comment stands on a line of its own; move it there"),
    ("json = true\n", 1, 'there is no option "json"; benchd serve --help lists them, written here without --'),
]


@pytest.mark.parametrize(("text", "line", "reason"), WRONG, ids=lambda value: value if isinstance(value, str) else None)
@pytest.mark.parametrize("command", ["serve", "list", "verify"])
def test_a_wrong_line_is_named_with_what_to_do(write, command, text, line, reason):
    path = write(text)

    assert refusal(path, command) == f"{path}:{line}: {reason}"


def test_a_value_that_its_option_does_not_take_is_named_by_its_line(write):
    path = write("\npair-wait = soon\n")
    assert refusal(path, "serve") == f'{path}:2: pair-wait must be like 500ms, 30s or 10min, not "soon"'
    path = write("open-uploads = maybe\n")
    assert refusal(path, "serve") == f'{path}:1: open-uploads must be true or false, not "maybe"'
    path = write("trusted-proxy = everyone\n")
    assert refusal(path, "serve").startswith(f"{path}:1: trusted-proxy takes addresses")


def test_a_file_that_cannot_be_read_is_refused_where_it_is_named(tmp_path, write):
    assert refusal(tmp_path / "none.conf").startswith(f"cannot read {tmp_path / 'none.conf'}: ")
    assert "No such file or directory" in refusal(tmp_path / "none.conf")
    assert "Is a directory" in refusal(tmp_path)
    assert refusal(write(b"data = \xff\n")).endswith("is not UTF-8; write it again as UTF-8")
    assert benchd("list", environment={"BENCHD_CONFIG": str(tmp_path / "none.conf")}).returncode == 2


def test_a_link_may_lead_to_it(tmp_path, write):
    path = write("nonsense\n", "managed.conf")
    link = tmp_path / "benchd.conf"
    link.symlink_to(path)

    assert refusal(link).startswith(f"{link}:1: ")


def test_no_file_is_read_where_its_name_is_empty(tmp_path, write):
    path = write("nonsense\n")
    result = benchd("list", "--config", "", "--data", tmp_path / "none", environment={"BENCHD_CONFIG": str(path)})

    assert (result.returncode, "nonsense" in result.stderr) == (1, False)


def test_the_other_commands_find_the_data_by_the_file(daemon, write):
    put(daemon.inbox / "rig", small("x"))
    run = daemon.only_run()
    path = write(f"data = {daemon.data}\nlisten = 127.0.0.1:1\nmax-report = 1MiB\nmax-config = 1MiB\n")
    def ask(*arguments):
        store = {} if arguments[0] == "verify" else daemon.environment
        result = benchd(*arguments, environment={**store, "BENCHD_CONFIG": str(path)})
        assert (result.returncode, result.stderr) == (0, "")
        return result.stdout

    assert [entry["uuid"] for entry in json.loads(ask("list", "--json"))["runs"]] == [run["uuid"]]
    assert "night" in ask("note", run["uuid"], "--label", "night")
    if daemon.has_files:
        assert "1 runs verified" in ask("verify")
    assert "tok" in ask("token", "rig-01")


def test_check_judges_by_the_limits_of_the_file(tmp_path, write):
    """Its own --config is a config archive, also for who has named a file of options in the environment."""
    put(tmp_path, small("x"))
    path = write("max-report = 10\n")

    assert benchd("check", tmp_path / REPORT).returncode == 0
    assert benchd("check", tmp_path / REPORT, environment={"BENCHD_CONFIG": str(path)}).returncode == 1


def test_a_checkout_ignores_the_file_of_an_installed_benchd(tmp_path):
    """`make run` and the tests name no file; only what the caller has named is read."""
    def named(environment):
        return subprocess.run(
            ["make", "--silent", "-f", "Makefile", "-f", "-", "show"], input='show:\n\t@echo "[$$BENCHD_CONFIG]"\n', cwd=ROOT,
            env=environment, text=True, capture_output=True, check=True).stdout.strip()
    environment = clean_environment()
    del environment["BENCHD_CONFIG"]

    assert named(environment) == "[]"
    assert named({**environment, "BENCHD_CONFIG": "/mine"}) == "[/mine]"
    assert clean_environment()["BENCHD_CONFIG"] == ""


def test_the_platforms_port_counts_where_no_listener_is_named(tmp_path, write):
    def listener(*arguments, **environment):
        folders = ["--inbox", tmp_path / "inbox", "--data", tmp_path / "data", "--templates", ROOT / "templates"]
        process = subprocess.Popen(
            [BENCHD, "serve", *map(str, [*folders, *arguments])], env=clean_environment({"PORT": "0", **environment}), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            return process.stdout.readline().removeprefix("benchd: listening on http://").rsplit(":", 1)[0]
        finally:
            process.terminate()
            assert process.wait(60) == 0
            process.stdout.close()

    assert listener() == "0.0.0.0"
    assert listener("--listen", "127.0.0.2:0") == "127.0.0.2"
    assert listener(BENCHD_LISTEN="127.0.0.3:0") == "127.0.0.3"
    assert listener("--config", write("listen = 127.0.0.4:0\n")) == "127.0.0.4"
    wrong = benchd("serve", environment={"PORT": "many"})
    assert wrong.returncode == 2 and 'PORT in the environment must be a port such as 10000, not "many"' in wrong.stderr


def test_a_token_can_come_from_the_environment(start_daemon, tmp_path):
    token = "q7Zk+9/aVf0Yb2nS4tXw8cJ1rLhE6dUoPmGiKyNzQxA="
    daemon = start_daemon("--allowed-hosts", "bench.example", environment={"BENCHD_UPLOAD_TOKEN": token})
    (tmp_path / REPORT).write_bytes(small("x"))
    def upload(secret):
        answer = subprocess.run(
            ["curl", "-s", "-w", "\n%{http_code}", "-H", f"Authorization: Bearer {secret}", "-F", f"file=@{tmp_path / REPORT}",
             f"{daemon.url}/api/upload"], capture_output=True, text=True, check=True).stdout
        return answer.rsplit("\n", 1)

    assert upload("another-token-of-nobody")[1] == "401"
    body, status = upload(token)
    assert status == "200"
    assert daemon.web.json(f"/api/benchmarks/{json.loads(body)['uuid']}/receipt")["uploaded_by"] == "environment"
    short = benchd(
        "serve", "--listen", "127.0.0.1:0", "--inbox", tmp_path / "i", "--data", tmp_path / "d", "--templates", ROOT / "templates",
        environment={"BENCHD_UPLOAD_TOKEN": "short"})
    assert (short.returncode, short.stdout) == (1, "")
    assert "line 1 of BENCHD_UPLOAD_TOKEN: a token has at least 16 characters" in short.stderr
