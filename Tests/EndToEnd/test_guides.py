"""The commands of the guides run as they are written, in the order of the guide."""

import os
import re
import signal
import subprocess

import pytest

from Support.daemon import clean_environment
from Support.old_application import OldApplication
from Support.paths import BENCHD, ROOT
from Support.reports import fixture_bytes, fixture_config, small
from Support.waiting import eventually
from Support.webhooks import Receiver

FENCE = re.compile(r"```.*?```", re.DOTALL)


def commands(name):
    """The commands of a guide, a line each; those of a list item too."""
    text = FENCE.sub("", (ROOT / "docs" / name).read_text())
    lines = [line.strip() for line in text.splitlines() if re.match(r" {4,7}\S", line)]
    return [line for line in lines if line.startswith(("benchd ", "cp ", "mv "))]


@pytest.fixture
def place(tmp_path):
    """A working directory with benchd on its path."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/benchd").symlink_to(BENCHD)
    for folder in ("inbox", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "templates").symlink_to(ROOT / "templates")
    return tmp_path


def environment(place):
    return clean_environment({"PATH": f"{place}/bin:{os.environ['PATH']}"})


def run(place, command):
    """Runs a command to its end, and expects that it succeeds."""
    result = subprocess.run(["sh", "-c", command], cwd=place, env=environment(place), capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, (command, result)
    return result.stdout


class Serving:
    """The daemon of a guide, as its command starts it but for the port."""

    def __init__(self, place, command="benchd serve"):
        self._place = place
        self._command = f"exec {command} --listen 127.0.0.1:0"

    def __enter__(self):
        output = self._place / "serving"
        with open(output, "wb") as file:
            self._process = subprocess.Popen(
                ["sh", "-c", self._command], cwd=self._place, env=environment(self._place), stdout=file, stderr=subprocess.STDOUT)
        ready = re.compile(r"benchd: listening on (\S+)")
        self.url = eventually(lambda: self._process.poll() is not None or ready.search(output.read_text()), "the ready line")[1]
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(60) == 0

    def upload(self, report, config=None):
        (self._place / "report.json").write_bytes(report)
        parts = ["-F", f"file=@{self._place}/report.json"]
        if config is not None:
            (self._place / "config.zip").write_bytes(config)
            parts += ["-F", f"config_file=@{self._place}/config.zip"]
        return subprocess.run(
            ["curl", "-sS", "--fail-with-body", *parts, f"{self.url}/api/upload"], capture_output=True, text=True, check=True).stdout

    def get(self, path):
        return subprocess.run(["curl", "-sS", f"{self.url}{path}"], capture_output=True, text=True, check=True).stdout


def test_upkeep(place):
    found = [command.replace("/srv/backup", f"{place}/backup") for command in commands("upkeep.md")]
    serve, move, restore = (next(command for command in found if command.startswith(start)) for start in ("benchd serve", "mv ", "cp "))
    with Serving(place, serve) as daemon:
        daemon.upload(fixture_bytes("baseline"), fixture_config("baseline"))
        daemon.upload(small("two"))
        rest = [command for command in found if command not in (serve, move, restore)]
        assert len(rest) >= 4
        pin = next(command for command in rest if command.startswith("benchd pin"))
        for command in rest:
            # The guide removes what it has pinned before.
            if "--run" in command:
                run(place, pin.replace("pin ", "pin --undo "))
            run(place, command)
        assert '"total":1' in daemon.get("/api/benchmarks") and '"status":"ok"' in daemon.get("/healthz")
    run(place, move)
    run(place, restore)
    with Serving(place, serve) as daemon:
        eventually(lambda: '"total":2' in daemon.get("/api/benchmarks"), "both runs")
    assert "0 damaged" in run(place, "benchd verify --data data")


def test_alerts(place):
    text = (ROOT / "docs/alerts.md").read_text()
    rules = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1]
    with Receiver() as receiver:
        secret = place / "secret"
        secret.write_text("x")
        rules = rules.replace("/etc/benchd/webhook-secret", str(secret)).replace(
            "https://ci.example/benchd", f"{receiver.hook}\n    allow-private: true")
        (place / "rules.yaml").write_text(rules)
        run_alerts(place)
        assert receiver.wait_for(1)


def run_alerts(place):
    found = commands("alerts.md")
    assert found[0] == "benchd serve --rules rules.yaml"
    with Serving(place, found[0]) as daemon:
        daemon.upload(small("one"))
        for command in found[1:]:
            assert run(place, command)
        assert "random reads" in daemon.get("/alerts")


def test_from_the_old_dashboard(place):
    with OldApplication(place / "old-results") as old:
        (place / "r.json").write_bytes(small("old"))
        subprocess.run(["curl", "-sS", "-F", f"file=@{place}/r.json", f"{old.url}/api/upload"], check=True, capture_output=True)
    take_over, serve = commands("from-the-old-dashboard.md")
    assert "1 run taken over" in run(place, take_over)
    with Serving(place, serve) as daemon:
        [name] = [path.stem for path in (place / "old-results").glob("*.json") if path.stem != "latest"]
        eventually(lambda: daemon.get(f"/api/results/{name}").encode() == small("old"), "the old report")


def test_the_example_of_the_package_is_that_of_the_guide():
    text = (ROOT / "docs/alerts.md").read_text()
    assert (ROOT / "packaging/rules.yaml").read_text().split("\n", 1)[1] == re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1]
