"""The guide for rigs: each of its commands runs as it is written, and ends as it says."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from Support.daemon import clean_environment
from Support.paths import FIXTURES, ROOT
from Support.rig import CLIENT, push
from Support.ssh import SSHServer

GUIDE = (ROOT / "docs" / "rigs.md").read_text()
# Lines that follow each other, without their indentation.
BLOCKS = [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in re.findall(r"(?:^    .*\n)+", GUIDE, re.MULTILINE)]
TOKEN = "correct-horse-battery-staple"


@pytest.fixture(scope="module")
def ssh(tmp_path_factory):
    server = SSHServer(tmp_path_factory.mktemp("ssh")).start()
    yield server
    server.stop()


def begins_with(words):
    return next(block for block in BLOCKS if block.startswith(words))


class Rig:
    """A rig with results and a copy of clients/, and the server of the guide; what the guide calls so is elsewhere here."""

    def __init__(self, daemon, folder, ssh):
        self.daemon, self.folder = daemon, folder
        for name in ("bin", "etc"):
            (folder / name).mkdir()
        shutil.copytree(ROOT / "clients", folder / "clients")
        shutil.copytree(ROOT / "clients" / "ci", folder / "ci")
        shutil.copytree(FIXTURES / "baseline", folder / "results")
        shutil.copy(CLIENT, folder / "ci")
        shutil.copy(CLIENT, folder / "bin")
        (folder / "measure").write_text('#!/bin/sh\ncp results/* "$RESULTS"\n')
        (folder / "measure").chmod(0o755)
        self._elsewhere = {
            "https://bench.example": daemon.url, "/usr/local/bin/": f"{folder}/bin/", "/etc/": f"{folder}/etc/",
            "bench.example:/srv/benchd/inbox": f"bench:{daemon.inbox}", "ssh bench.example": f"ssh -F {ssh.client_configuration} bench",
            "scp ": f"scp -F {ssh.client_configuration} ", "/srv/benchd/inbox": str(daemon.inbox)}
        self._environment = clean_environment({
            "PATH": f"{folder}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}", "TOKEN": TOKEN,
            "RSYNC_RSH": f"ssh -F {ssh.client_configuration}"})

    def run(self, command, code=0, **environment):
        for name, place in self._elsewhere.items():
            command = command.replace(name, place)
        result = subprocess.run(
            ["bash", "-uc", command], cwd=self.folder, env={**self._environment, **environment}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120)
        assert result.returncode == code, result
        return result

    @property
    def link(self):
        return f"{self.daemon.url}/benchmarks/{self.daemon.only_run()['uuid']}"


@pytest.fixture
def guide(start_daemon, tmp_path, ssh):
    (tmp_path / "tokens").write_text(f"rig-07:upload:{TOKEN}\n")
    (tmp_path / "tokens").chmod(0o600)
    daemon = start_daemon("--token-file", str(tmp_path / "tokens"), "--rescan", "0")
    (tmp_path / "machine").mkdir()
    return Rig(daemon, tmp_path / "machine", ssh)


def install(guide, block):
    (guide.folder / "bin" / "benchd-push").unlink()
    guide.run(block)
    assert os.access(guide.folder / "bin" / "benchd-push", os.X_OK)


def sends(guide, block):
    assert guide.run(block).stdout == f"{guide.link}\n"


def keeps_the_link(guide, block):
    assert guide.run(block, BENCHD_URL=guide.daemon.url).stdout == f"see {guide.link}\n"
    assert guide.daemon.only_run()["label"] == "night 3"


def calls_again(guide, block):
    assert guide.run(block, BENCHD_URL=guide.daemon.url).stdout == f"{guide.link}\n"
    (guide.folder / "results" / "aggregated_report.json").write_bytes(b"{")
    guide.run(block, BENCHD_URL=guide.daemon.url)


def keeps_a_token(guide, block):
    assert guide.run(block, BENCHD_URL=guide.daemon.url).stdout == f"{guide.link}\n"
    assert (guide.folder / "etc" / "benchd-token").stat().st_mode & 0o777 == 0o600
    assert guide.daemon.web.json(f"/api/benchmarks/{guide.link.rpartition('/')[2]}/receipt")["uploaded_by"] == "rig-07"


def file_before(guide):
    """A baseline with its repeat, of which noise is learned, and results that are worse."""
    for name in ("baseline-repeat", "baseline"):
        push(FIXTURES / name, "--to", guide.daemon.url, "--source", "rig-07", "--quiet")
    shutil.rmtree(guide.folder / "results")
    shutil.copytree(FIXTURES / "mount-options", guide.folder / "results")


def judges(guide, block):
    file_before(guide)
    result = guide.run(block, code=1, BENCHD_URL=guide.daemon.url, BENCHD_SOURCE="rig-07")
    runs = ",".join(run["uuid"] for run in reversed(guide.daemon.runs()[:2]))
    said = begins_with("benchd-push: gate: ").replace("https://bench.example", guide.daemon.url)
    for line in said.replace("BASELINE,RUN", runs).splitlines():
        assert line in result.stderr.splitlines()
    assert "<failure" in (guide.folder / "gate.xml").read_text()


def is_what_a_gate_says(guide, block):
    assert block.count("\n") == 2  # `judges` compares it with what is said


def judges_in_rounds(guide, block):
    file_before(guide)
    guide.run(block, code=1)
    assert "<failure" in (guide.folder / "gate.xml").read_text()


def plays(guide, block):
    """What it plays is there; test_rig_ansible.py runs it."""
    assert block == "ansible-playbook -i rig-07, clients/ansible/example.yml -e benchd_url=https://bench.example\n"
    assert "include_tasks: push.yml" in (guide.folder / "clients" / "ansible" / "example.yml").read_text()


def sends_without_python(guide, block):
    (guide.folder / "etc" / "benchd-token").write_text(TOKEN)
    assert guide.run(block).stdout == f"{guide.link}\n"


def makes_a_directory(guide, block):
    guide.run(block)
    assert (guide.daemon.inbox / "rig-07").is_dir()


def drops(guide, block):
    guide.run(begins_with("ssh bench.example mkdir") + block)
    assert guide.daemon.only_run()["source"] == "rig-07"


def reads_a_notice(guide, block):
    drops(guide, begins_with("rsync "))
    guide.daemon.receipt("rig-07/night/aggregated_report.json")
    assert json.loads(guide.run(block).stdout)["link"] == "/benchmarks/" + guide.daemon.only_run()["uuid"]


# What each block begins with, and what it must do.
DEEDS = {
    "install -m 755 clients/benchd-push": install, "export BENCHD_URL=https://bench.example\nbenchd-push": sends, "link=$(": keeps_the_link,
    "until ": calls_again, "install -m 600": keeps_a_token, "benchd-push results/ --gate": judges, "benchd-push: gate: ": is_what_a_gate_says,
    "export BENCHD_URL=https://bench.example BENCHD_SOURCE": judges_in_rounds, "ansible-playbook": plays, "BENCHD_TOKEN_FILE=": sends_without_python,
    "rsync ": drops, "scp ": drops, "ssh bench.example mkdir": makes_a_directory,
    "ssh bench.example cat": reads_a_notice,
}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0][:40])
def test_a_command_of_the_guide(guide, block):
    [deed] = [deed for beginning, deed in DEEDS.items() if block.startswith(beginning)]
    deed(guide, block)


def test_the_guide_has_all_exit_codes_and_options():
    help_text = push("--help").output
    codes = set(re.findall(r"^  (\d+) ", help_text, re.MULTILINE))
    assert codes | {"130"} == set(re.findall(r"^\| (\d+) \|", GUIDE, re.MULTILINE))
    options = set(re.findall(r"(--[a-z-]+)", help_text)) - {"--help"}
    assert {option for option in options if f"`{option}" not in GUIDE and f" {option}" not in GUIDE} == set()
