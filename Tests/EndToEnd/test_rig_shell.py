"""The rig client for machines without Python, in every shell that is here."""

import shutil
import subprocess

import pytest

from Support.archives import archive
from Support.daemon import clean_environment
from Support.front import Front, answers, passes
from Support.paths import EXAMPLE, ROOT
from Support.reports import CONFIG, REPORT, put, small
from Support.ssh import free_port

CLIENT = ROOT / "clients" / "benchd-push.sh"
TOKEN = "correct-horse-battery-staple"
SHELLS = {"dash": ["dash"], "bash": ["bash", "--posix"], "busybox": ["busybox", "sh"]}
ZIP = archive({"vars/a.yaml": b"a: 1\n"})


@pytest.fixture(params=[name for name, command in SHELLS.items() if shutil.which(command[0])])
def run(request):
    """Runs the script to its end, which must be this code; returns what it printed and what it said."""
    def run(*arguments, code=0, environment=None):
        result = subprocess.run(
            [*SHELLS[request.param], str(CLIENT), *map(str, arguments)], env=clean_environment({"BENCHD_WAIT": "2", **(environment or {})}),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        assert result.returncode == code, result
        return result.stdout, result.stderr
    run.name = request.param
    return run


def test_there_is_a_shell_that_is_not_bash():
    assert shutil.which("dash")


def test_it_files_a_run_and_prints_its_link(shared_daemon, run):
    link, said = run(EXAMPLE, shared_daemon.url + "/", environment={"BENCHD_SOURCE": "@rig-01;type=x"})
    uuid = link.strip().rpartition("/")[2]
    assert (link, said) == (f"{shared_daemon.url}/benchmarks/{uuid}\n", "")
    assert shared_daemon.report(uuid) == (EXAMPLE / REPORT).read_bytes() and shared_daemon.config(uuid) == (EXAMPLE / CONFIG).read_bytes()
    assert shared_daemon.web.json(f"/api/benchmarks/{uuid}/receipt")["source"] == "@rig-01;type=x"
    assert run(EXAMPLE, shared_daemon.url) == (link, "")


def test_a_folder_with_an_odd_name_and_no_config(shared_daemon, run, tmp_path):
    link, _ = run(put(tmp_path / "-a b;c,d'\"", small("odd " + run.name)), shared_daemon.url)
    assert shared_daemon.report(link.strip().rpartition("/")[2]) == small("odd " + run.name)


def test_a_bad_config_is_a_warning(shared_daemon, run, tmp_path):
    link, said = run(put(tmp_path, small("warns " + run.name), b"no zip"), shared_daemon.url)
    assert link.startswith("http") and said.startswith("benchd-push.sh: warning: ") and "zip" in said


def test_a_rejection_ends_with_4(shared_daemon, run, tmp_path):
    _, said = run(put(tmp_path, b"{"), shared_daemon.url, code=4)
    assert said.startswith("benchd-push.sh: rejected: The report is not valid JSON") and said.count("\n") == 1


@pytest.mark.parametrize("options", [[], ["absent", "http://127.0.0.1:9"], [".", "http://127.0.0.1:9"], [".", "http://127.0.0.1:9", "x"]])
def test_wrong_usage_ends_with_2(run, options):
    output, said = run(*options, code=2)
    assert output == "" and said.startswith(("benchd-push.sh: ", str(CLIENT)))


def test_what_fails_for_now_ends_with_75(run, tmp_path):
    folder = put(tmp_path, small("x"))
    run(folder, f"http://127.0.0.1:{free_port()}", code=75)
    for status in (507, 503, 429):
        with Front(answers(status, b'{"detail": "It is full."}')) as front:
            _, said = run(folder, front.url, code=75, environment={"BENCHD_WAIT": "1"})
        assert "It is full." in said and "again later" in said


def test_it_tries_again(shared_daemon, run, tmp_path):
    with Front(answers(503, b'{"detail": "Not now.", "link": "x"}', Retry_After="1"), passes, port=shared_daemon.port) as front:
        link, said = run(put(tmp_path, small("again " + run.name)), front.url)
    assert link.startswith(f"{front.url}/benchmarks/") and link.count("\n") == 1 and said == ""


@pytest.mark.parametrize("status, body", [(200, b"<html>"), (404, b"x"), (301, b""), (421, b'{"detail": "Not ours."}')])
def test_another_server_ends_with_2(run, tmp_path, status, body):
    with Front(answers(status, body)) as front:
        _, said = run(put(tmp_path, small("x")), front.url, code=2)
    assert "address" in said


def test_a_token_is_in_no_command_and_no_sentence(start_daemon, run, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(TOKEN + "\n")
    (tmp_path / "tokens").write_text(f"rig:upload:{TOKEN}\n")
    (tmp_path / "tokens").chmod(0o600)
    daemon = start_daemon("--token-file", str(tmp_path / "tokens"), "--base-path", "/bench")
    folder = put(tmp_path / "drop", small("token"))
    _, said = run(folder, daemon.url + "/bench", code=2)
    assert "token" in said
    for environment in ({"BENCHD_TOKEN": TOKEN}, {"BENCHD_TOKEN_FILE": str(secret)}):
        link, said = run(folder, daemon.url + "/bench", environment=environment)
        assert link == f"{daemon.url}/bench/benchmarks/{daemon.only_run()['uuid']}\n" and said == ""
    link, _ = run(folder, daemon.url.replace("//", f"//rig:{TOKEN}@") + "/bench")
    assert TOKEN not in link
    trace = tmp_path / "trace"
    subprocess.run(
        ["strace", "-f", "-qq", "-s", "1000", "-e", "trace=execve", "-e", "signal=none", "-o", trace, "sh", CLIENT, folder, daemon.url + "/bench"],
        env=clean_environment({"BENCHD_TOKEN": TOKEN}), capture_output=True, check=True, timeout=60)
    assert "api/upload" in trace.read_text() and TOKEN not in trace.read_text()
    with Front(answers(200, b"<html>")) as front:
        _, said = run(folder, front.url.replace("//", f"//rig:{TOKEN}@"), code=2)
    assert TOKEN not in said


@pytest.mark.parametrize("environment", [{"BENCHD_TOKEN": f"{TOKEN}\nX-Y: z"}, {"BENCHD_TOKEN_FILE": "absent"}])
def test_a_token_that_is_none_ends_with_2(run, tmp_path, environment):
    _, said = run(put(tmp_path, small("x")), "http://127.0.0.1:9", environment=environment, code=2)
    assert "token" in said and TOKEN not in said
