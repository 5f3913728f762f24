"""The tasks for Ansible: run by ansible-playbook on this machine, with its own connection `local`."""

import json
import os
import re
import shutil
import subprocess

import pytest
import yaml

from Support.daemon import clean_environment
from Support.paths import EXAMPLE, FIXTURES, ROOT
from Support.reports import put

FOLDER = ROOT / "clients" / "ansible"
PLAYBOOK = ROOT / ".build" / "clients" / "venv" / "bin" / "ansible-playbook"
TOKEN = "correct-horse-battery-staple"
SHOW = """\
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.include_tasks: {folder}/push.yml
    - ansible.builtin.copy:
        dest: {output}
        content: "{{{{ [benchd_link, benchd_verdict] | to_json }}}}"
"""


def play(playbook, code=0, **variables):
    """Runs a playbook for the host rig-01, which is this machine; returns what it printed."""
    variables["ansible_python_interpreter"] = "/usr/bin/python3"
    result = subprocess.run(
        [PLAYBOOK, "-i", "rig-01,", "-c", "local", "-e", json.dumps(variables), playbook], env=clean_environment({"ANSIBLE_NOCOLOR": "1"}),
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    assert result.returncode == code, result.stdout + result.stderr
    return result.stdout


@pytest.mark.slow
def test_a_play_sends_its_results(start_daemon, tmp_path):
    (tmp_path / "tokens").write_text(f"rig-01:upload:{TOKEN}\n")
    (tmp_path / "tokens").chmod(0o600)
    daemon = start_daemon("--token-file", str(tmp_path / "tokens"))
    show, output = tmp_path / "show.yml", tmp_path / "output.json"
    show.write_text(SHOW.format(folder=FOLDER, output=output))
    common = {"benchd_url": daemon.url, "benchd_token": TOKEN, "benchd_client": str(ROOT / "clients" / "benchd-push")}

    text = play(show, benchd_results=str(FIXTURES / "baseline"), **common)
    run = daemon.only_run()
    assert json.loads(output.read_text()) == [f"{daemon.url}/benchmarks/{run['uuid']}", "none"]
    assert run["source"] == "rig-01" and TOKEN not in text and run["uuid"] in text

    play(show, benchd_results=str(FIXTURES / "mount-options"), benchd_gate="latest", **common)
    assert json.loads(output.read_text())[1] == "cannot_tell"

    assert "rejected: " in play(show, code=2, benchd_results=str(put(tmp_path / "a 'b'", b"{")), **common)


@pytest.mark.slow
def test_the_command_of_the_guide_runs(daemon, tmp_path):
    command = re.search(r"^    (ansible-playbook .*)\n", (ROOT / "docs" / "rigs.md").read_text(), re.MULTILINE)[1]
    suite = "/usr/local/bin/fs-bench --output {{ benchd_results }}"
    shutil.copytree(ROOT / "clients", tmp_path / "clients")
    example = tmp_path / "clients" / "ansible" / "example.yml"
    assert suite in example.read_text() and "/var/lib/fs-bench/results" in example.read_text()
    example.write_text(example.read_text().replace(suite, f"cp -r {EXAMPLE} {{{{ benchd_results }}}}").replace("/var/lib/fs-bench", str(tmp_path)))

    environment = clean_environment({
        "PATH": f"{PLAYBOOK.parent}:{os.environ['PATH']}", "ANSIBLE_TRANSPORT": "local", "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3"})
    result = subprocess.run(
        ["bash", "-euc", command.replace("https://bench.example", daemon.url)], cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300)

    assert result.returncode == 0, result
    assert daemon.only_run()["source"] == "rig-07"


def test_the_tasks_give_the_token_in_the_environment_alone():
    tasks = yaml.safe_load((FOLDER / "push.yml").read_text())
    [push] = [task for task in tasks if "environment" in task]
    assert "benchd_token" in push["environment"]["BENCHD_TOKEN"]
    assert "benchd_token" not in json.dumps([{key: value for key, value in task.items() if key != "environment"} for task in tasks])
    [play] = yaml.safe_load((FOLDER / "example.yml").read_text())
    assert play["tasks"][-1]["ansible.builtin.include_tasks"] == "push.yml"
