"""The rig client as a process."""

import json
import subprocess
import sys
from dataclasses import dataclass

from .daemon import clean_environment
from .paths import ROOT

CLIENT = ROOT / "clients" / "benchd-push"


@dataclass(frozen=True)
class Outcome:
    """How the client ended."""

    code: int
    output: str
    errors: str

    @property
    def lines(self):
        """What it said on standard error, without its name."""
        lines = self.errors.splitlines()
        assert all(line.startswith("benchd-push: ") for line in lines), self.errors
        return [line[len("benchd-push: "):] for line in lines]

    @property
    def sentence(self):
        """The one line that it said."""
        [line] = self.lines
        return line

    @property
    def link(self):
        """The one line on standard output."""
        assert self.output.count("\n") == 1 and self.output.startswith("http"), self
        return self.output.strip()

    @property
    def uuid(self):
        return self.link.rpartition("/")[2]

    def json(self):
        assert self.output.count("\n") == 1, self
        return json.loads(self.output)


def start(*arguments, environment=None, python=sys.executable, **options):
    return subprocess.Popen(
        [python, str(CLIENT), *map(str, arguments)], env=clean_environment(environment), stdin=subprocess.DEVNULL,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options})


def push(*arguments, code=0, environment=None, **options):
    """Runs the client to its end, which must be this code and may not be a traceback."""
    process = start(*arguments, environment=environment, **options)
    try:
        output, errors = process.communicate(timeout=120)
    finally:
        process.kill()  # only one that did not end
    outcome = Outcome(process.returncode, output, errors)
    assert "Traceback" not in errors, outcome
    assert outcome.code == code, outcome
    return outcome


def peak_memory(folder, *arguments):
    """Runs the client, which must exit with 0; returns the most memory that it had, in bytes. `folder` is for what measures it."""
    figure = folder / "memory"
    # A child of this process would begin with the memory of this process as its own peak.
    subprocess.run(
        ["/usr/bin/time", "--format", "%M", "--output", str(figure), sys.executable, str(CLIENT), *map(str, arguments)],
        env=clean_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=120)
    return int(figure.read_text()) * 1024
