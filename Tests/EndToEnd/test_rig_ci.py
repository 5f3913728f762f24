"""The gate in continuous integration: the loop that measures again, and the examples that call it."""

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest
import yaml

from Support.daemon import clean_environment
from Support.paths import ROOT
from Support.reports import encode, put
from Support.rig import push

CI = ROOT / "clients" / "ci"
SOURCE = "rig-01"

# What stands for a benchmark: its rounds take their speeds one after the other from the file `speeds`.
MEASURE = """\
#!/bin/sh
read -r first < speeds && sed -i 1d speeds && exec cp "speed-$first.json" "$RESULTS/aggregated_report.json"
"""


def report(kernel, speed):
    """A report of a machine with two filesystems, faster or slower."""
    return encode({
        "system_info": {"hostname": SOURCE, "kernel_version": kernel, "speed": speed},
        "data": {"fio-randread-4k": {
            name: {"metrics": {"plot": {"read_iops": value * speed}}} for name, value in (("ext4_overlay2", 40_000), ("xfs_overlay2", 45_000))}}})


class Workplace:
    """A checkout of somebody who measures, with our files in ci/ as the examples say, and a daemon that knows three runs of kernel 6.1."""

    def __init__(self, daemon, folder):
        self.daemon, self.folder = daemon, folder
        shutil.copytree(CI, folder / "ci")
        shutil.copy(ROOT / "clients" / "benchd-push", folder / "ci")
        (folder / "measure").write_text(MEASURE)
        (folder / "measure").chmod(0o755)
        self.before = [
            push(put(folder / f"before-{speed}", report("6.1", speed)), "--to", daemon.url, "--source", SOURCE, "--quiet").uuid
            for speed in (1.0, 1.02, 0.98)]

    def run(self, command, *speeds, code=0):
        """Runs a command of a shell while the benchmark has these speeds; returns the result and how many speeds are left."""
        for speed in speeds:
            (self.folder / f"speed-{speed}.json").write_bytes(report("6.2", speed))
        (self.folder / "speeds").write_text("".join(f"{speed}\n" for speed in speeds))
        environment = clean_environment({
            "BENCHD_URL": self.daemon.url, "BENCHD_SOURCE": SOURCE, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"})
        result = subprocess.run(
            ["bash", "-ec", command], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        assert result.returncode == code and "Traceback" not in result.stderr, result
        return result, len((self.folder / "speeds").read_text().split())


@pytest.fixture
def workplace(daemon, tmp_path):
    (tmp_path / "checkout").mkdir()
    return Workplace(daemon, tmp_path / "checkout")


GATE = "python3 ci/gate.py --gate latest"
UNCLEAR = (0.99, 1.0, 1.01, 0.995, 1.005, 1.0)


def test_a_run_that_is_worse_is_measured_once(workplace):
    result, left = workplace.run(f"{GATE} --junit gate.xml -- ./measure", 0.7, 0.7, code=1)
    assert left == 1 and "gate: fails at 5 %" in result.stderr
    assert xml.parse(workplace.folder / "gate.xml").getroot().get("failures") == "2"


def test_it_measures_again_until_it_can_be_told(workplace):
    result, left = workplace.run(f"{GATE} -- ./measure", *UNCLEAR)
    rounds = len(UNCLEAR) - left
    assert 1 < rounds <= 5 and result.stderr.count("gate: cannot be told") == rounds - 1 and "gate: passes at 5 %" in result.stderr
    # All rounds are judged beside the run that was the latest before the first of them.
    compared = re.findall(r"/compare\?runs=([^,]+),(\S+)&repeats=1", result.stderr)
    assert {baseline for baseline, _ in compared} == {workplace.before[-1]} and len({run for _, run in compared}) == rounds


def test_the_loop_is_bounded(workplace):
    result, left = workplace.run(f"{GATE} --rounds 1 -- ./measure", *UNCLEAR, code=3)
    assert left == len(UNCLEAR) - 1


def test_it_does_not_measure_what_no_repeat_would_tell(workplace):
    result, left = workplace.run(f"{GATE} --margin 0.1% --rounds 3 -- ./measure", *UNCLEAR, code=3)
    assert left == len(UNCLEAR) - 1 and "there is no use in more" in result.stderr


def test_without_a_run_before_it_measures_once(workplace):
    result, left = workplace.run(f"BENCHD_SOURCE=rig-new {GATE} --junit gate.xml -- ./measure", *UNCLEAR, code=3)
    assert left == len(UNCLEAR) - 1 and xml.parse(workplace.folder / "gate.xml").getroot().get("skipped") == "1"


@pytest.mark.parametrize("command, words", [
    (f"{GATE} -- false", "false failed with 1"), (f"{GATE} -- ./absent", "cannot run ./absent"), (GATE, "required"),
    (f"{GATE} -- true", "has no report"), (f"BENCHD_URL=x {GATE} -- ./measure", "address of the server"),
])
def test_what_cannot_be_judged_ends_with_2(workplace, command, words):
    result, _ = workplace.run(command, 1.0, code=2)
    assert words in result.stderr


def test_what_is_measured_does_not_see_the_token(workplace):
    workplace.run(f"BENCHD_TOKEN=correct-horse-battery {GATE} --rounds 1 -- sh -c 'test -z \"${{BENCHD_TOKEN-}}\" && exec ./measure'", 1.0, code=3)


# The examples


def github():
    document = yaml.safe_load((CI / "github-actions.yml").read_text())
    [job] = document["jobs"].values()
    [command] = [step["run"] for step in job["steps"] if "run" in step]
    return command, job["env"]


def gitlab():
    document = yaml.safe_load((CI / "gitlab-ci.yml").read_text())
    [command] = document["benchmark"]["script"]
    return command, document["benchmark"]["variables"]


def jenkins():
    text = (CI / "Jenkinsfile").read_text()
    return re.search(r"sh\(returnStatus: true, script: '([^']*)'\)", text)[1], dict(re.findall(r"(BENCHD_\w+) = '(.*)'", text))


# What the exit codes 0, 1, 2 and 3 of the command become there: GitLab and Jenkins look at them themselves.
EXAMPLES = {"github": (github, (0, 1, 2, 0)), "gitlab": (gitlab, (0, 1, 2, 3)), "jenkins": (jenkins, (0, 1, 2, 3))}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_commands_of_an_example_run(workplace, name):
    read, (passes, worse, fault, untold) = EXAMPLES[name]
    command, variables = read()
    assert set(variables) >= {"BENCHD_URL", "BENCHD_SOURCE"} and variables["BENCHD_SOURCE"] == SOURCE

    workplace.run(command, *UNCLEAR, code=passes)
    workplace.run(command, 0.6, code=worse)
    assert xml.parse(workplace.folder / "gate.xml").getroot().get("failures") == "2"
    workplace.run("rm speeds gate.xml; touch speeds; " + command, code=fault)
    result, _ = workplace.run(command.replace("5%", "0.1%"), *[speed * 1.001 for speed in UNCLEAR], code=untold)
    assert name != "github" or result.stdout.startswith("::warning ")


def test_the_other_examples_take_3_as_a_warning():
    job = yaml.safe_load((CI / "gitlab-ci.yml").read_text())["benchmark"]
    assert job["allow_failure"] == {"exit_codes": [3]} and job["artifacts"]["reports"]["junit"] == "gate.xml"
    text = (CI / "Jenkinsfile").read_text()
    assert re.search(r"if \(code == 3\) \{\s*unstable\(", text) and "junit testResults: 'gate.xml'" in text
    assert text.count("{") == text.count("}") and text.count("(") == text.count(")")


def test_no_example_has_a_token_on_a_command_line():
    for path in CI.iterdir():
        assert not re.search(r"--token[ =]|Bearer", path.read_text())
