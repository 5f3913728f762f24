"""The tasks for Ansible: run by ansible-playbook on this machine, with its own connection `local`."""

import json
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
def test_the_example_runs(daemon, tmp_path):
    text = (FOLDER / "example.yml").read_text()
    command = "/usr/local/bin/fs-bench --output {{ benchd_results }}"
    assert command in text
    folder = tmp_path / "ansible"
    folder.mkdir()
    (folder / "push.yml").write_bytes((FOLDER / "push.yml").read_bytes())
    (folder / "example.yml").write_text(text.replace(command, f"cp -r {EXAMPLE} {{{{ benchd_results }}}}"))
    (tmp_path / "benchd-push").write_bytes((ROOT / "clients" / "benchd-push").read_bytes())
    play(folder / "example.yml", benchd_url=daemon.url, benchd_results=str(tmp_path / "results"))
    assert daemon.only_run()["source"] == "rig-01"


def test_the_tasks_give_the_token_in_the_environment_alone():
    tasks = yaml.safe_load((FOLDER / "push.yml").read_text())
    [push] = [task for task in tasks if "environment" in task]
    assert "benchd_token" in push["environment"]["BENCHD_TOKEN"]
    assert "benchd_token" not in json.dumps([{key: value for key, value in task.items() if key != "environment"} for task in tasks])
    [play] = yaml.safe_load((FOLDER / "example.yml").read_text())
    assert play["tasks"][-1]["ansible.builtin.include_tasks"] == "push.yml"
