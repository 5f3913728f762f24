"""What is made from the table of options: manual pages and completion. And `benchd ping`."""

import re
import shutil
import socket
import subprocess
import threading

import pytest

from Support.daemon import benchd
from Support.reports import put, small


def commands():
    return re.findall(r"^  (\w+) ", benchd("--help").stdout, re.MULTILINE)


def options(command):
    return set(re.findall(r"^  (--[a-z-]+)", benchd(command, "--help").stdout, re.MULTILINE)) - {"--help"}


def complete(tmp_path, *words):
    """What bash offers behind these words; the last one is unfinished."""
    script = tmp_path / "completion"
    script.write_text(benchd("completion", "bash").stdout)
    line = " ".join(words)
    program = (
        f'source {script}; COMP_WORDS=({" ".join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; COMP_LINE={line!r};'
        f'compopt() {{ echo "files:$*"; }}; _benchd benchd {words[-1]!r} {words[-2]!r}; printf "%s\\n" "${{COMPREPLY[@]}}"')
    return subprocess.run(["bash", "-c", program], check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize("page", ["benchd", "benchd.conf"])
def test_a_manual_page_is_sound_roff(page):
    text = benchd("manual", page).stdout
    shown = subprocess.run(["man", "--warnings", "--local-file", "-"], input=text, capture_output=True, text=True, check=False)

    assert (shown.returncode, shown.stderr) == (0, "")
    assert "NAME" in shown.stdout


def test_the_manual_has_every_command_and_option():
    sections = re.split(r"^\.SS benchd (\S+)", benchd("manual").stdout, flags=re.MULTILINE)
    found = dict(zip(sections[1::2], sections[2::2], strict=True))

    assert list(found) == commands()
    for command, text in found.items():
        assert {name.replace("\\-", "-") for name in re.findall(r"^\\fB(\\-\\-\S+?)\\fR", text, re.MULTILINE)} == options(command)


def test_the_manual_of_the_file_has_every_option_of_serve():
    names = re.findall(r"^\\fB(\S+) =\\fR", benchd("manual", "benchd.conf").stdout, re.MULTILINE)

    assert {"--" + name.replace("\\-", "-") for name in names} == options("serve") - {"--config"}


def test_the_completion_of_bash_offers_commands_options_and_values(tmp_path):
    assert set(complete(tmp_path, "benchd", "")) == {*commands(), *options("serve"), "--help", "--version"}
    assert set(complete(tmp_path, "benchd", "list", "--")) == options("list") | {"--help"}
    assert complete(tmp_path, "benchd", "serve", "--watch", "") == ["auto", "poll"]
    assert complete(tmp_path, "benchd", "--access-log-format", "j") == ["json"]
    assert complete(tmp_path, "benchd", "verify", "--data", "") == ["files:-o", "dirnames"]
    assert complete(tmp_path, "benchd", "check", "") == ["files:-o", "default"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_completion_of_other_shells_has_every_option(shell):
    text = benchd("completion", shell).stdout

    for command in commands():
        for option in options(command):
            assert option in text or f"from {command}' -l {option[2:]} " in text, (command, option)
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=text, check=True, text=True)


@pytest.mark.parametrize("arguments", [
    ["manual", "other"], ["manual", "benchd", "benchd"], ["completion"], ["completion", "tcsh"], ["ping", "extra"], ["ping", "--wait", "soon"]],
    ids=" ".join)
def test_wrong_usage_is_one_line(arguments):
    result = benchd(*arguments)

    assert (result.returncode, result.stdout) == (2, "")
    assert re.fullmatch(r"benchd: [^\n]+\n", result.stderr), result.stderr


# benchd ping

def test_ping_says_nothing_of_a_daemon_that_works(daemon):
    put(daemon.inbox / "rig", small("x"))
    for arguments in (["--listen", f"127.0.0.1:{daemon.port}"], ["--listen", f"127.0.0.1:{daemon.port}", "--path", "/readyz"]):
        result = benchd("ping", *arguments)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert benchd("ping", environment={"PORT": str(daemon.port)}).returncode == 0
    assert benchd("ping", "--listen", f"*:{daemon.port}").returncode == 0


def test_ping_repeats_what_is_wrong(daemon):
    daemon.inbox.rename(daemon.inbox.with_name("elsewhere"))
    daemon.wait_for_log("The inbox is gone")
    result = benchd("ping", "--listen", f"127.0.0.1:{daemon.port}")

    assert (result.returncode, result.stdout) == (1, "")
    assert f"127.0.0.1:{daemon.port} answers 503: " in result.stderr and "The inbox is gone" in result.stderr
    daemon.inbox.with_name("elsewhere").rename(daemon.inbox)


def test_ping_of_nobody_fails(tmp_path):
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % unheard.getsockname()[1]
        result = benchd("ping", "--listen", address)
        assert (result.returncode, result.stderr) == (1, f"benchd: connect {address}: Connection refused\n")
        unheard.listen()
        silent = benchd("ping", "--listen", address, "--wait", "200ms")
        assert (silent.returncode, silent.stderr) == (1, f"benchd: receive {address}: Connection timed out\n")


def test_ping_of_something_else_fails():
    with socket.create_server(("127.0.0.1", 0)) as server:
        def answer():
            client, _ = server.accept()
            with client:
                client.recv(1000)
                client.sendall(b"SSH-2.0-x\r\n")
        thread = threading.Thread(target=answer)
        thread.start()
        address = "127.0.0.1:%d" % server.getsockname()[1]
        result = benchd("ping", "--listen", address)
        thread.join()

    assert (result.returncode, result.stderr) == (1, f"benchd: receive {address}: Protocol error\n")
