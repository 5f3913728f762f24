"""The dashboard and the alert rules fit the metrics that the daemon has."""

import json
import re
import shutil
import subprocess

import pytest
import yaml
from Support.paths import ROOT
from Support.waiting import eventually

PACKAGING = ROOT / "packaging"
NAME = re.compile(r"\b(?:benchd|process)_[a-z_]+\b")
SELECTOR = re.compile(r'([a-z_]+)\{([^}]*)\}')


def samples(daemon):
    """The names of all samples and the labels that they have, after a request, a drop and a rejection."""
    (daemon.inbox / "rig").mkdir()
    (daemon.inbox / "rig" / "a.json").write_bytes(b"[]")
    text = eventually(
        lambda: "benchd_rejections_total{" in (text := daemon.web.get("/metrics").body.decode()) and text, "a rejection")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, labels = re.fullmatch(r"([a-z_]+)(?:\{(.*)\})? \S+", line).groups()
            found.setdefault(name, []).append(dict(re.findall(r'([a-z_]+)="([^"]*)"', labels or "")))
    return found


def expressions(file):
    content = yaml.safe_load((PACKAGING / file).read_text())
    if "panels" in content:
        yield from (variable["query"] for variable in content["templating"]["list"])
        yield from (target["expr"] for panel in content["panels"] for target in panel["targets"])
    else:
        yield from (rule["expr"] for group in content["groups"] for rule in group["rules"])


@pytest.mark.parametrize("file", ["grafana-dashboard.json", "prometheus-alerts.yml"])
def test_every_metric_that_they_name_is_there(daemon, file):
    there = samples(daemon)
    named = {name for expression in expressions(file) for name in NAME.findall(expression)}
    assert len(named) >= 7
    assert named - there.keys() == set()


@pytest.mark.parametrize("file", ["grafana-dashboard.json", "prometheus-alerts.yml"])
def test_every_label_that_they_select_is_there(daemon, file):
    there = samples(daemon)
    for expression in expressions(file):
        for name, labels in SELECTOR.findall(expression):
            for label, operator, value in re.findall(r'([a-z_]+)(=~|!=|=)"([^"]*)"', labels):
                # The scraper gives these.
                if label in ("job", "instance"):
                    continue
                values = {of[label] for of in there[name] if label in of}
                assert values, f"{name} has no label {label}"
                if operator == "=":
                    assert value in values, f"{name}: {label} is never {value}"


def test_the_dashboard_is_one():
    dashboard = json.loads((PACKAGING / "grafana-dashboard.json").read_text())
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["targets"] and panel["title"] for panel in panels)
    places = [(x, y) for panel in panels for x, y in cells(panel["gridPos"])]
    assert len(set(places)) == len(places)


def cells(place):
    return [(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])]


def test_every_alert_has_a_test():
    rules = yaml.safe_load((PACKAGING / "prometheus-alerts.yml").read_text())
    alerts = {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
    tests = (PACKAGING / "prometheus-alerts_test.yml").read_text()
    assert {alert for alert in alerts if len(re.findall(rf"\b{alert}\b", tests)) < 2} == set()


@pytest.fixture
def promtool():
    if shutil.which("promtool") is None:
        pytest.fail("there is no promtool; scripts/setup full installs it")
    return lambda *arguments, **options: subprocess.run(
        ["promtool", *map(str, arguments)], capture_output=True, check=False, text=True, **options)


@pytest.mark.slow
def test_promtool_reads_the_metrics(daemon, promtool):
    samples(daemon)
    checked = promtool("check", "metrics", input=daemon.web.get("/metrics").body.decode())
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.slow
def test_the_alerts_fire_when_they_should(promtool):
    checked = promtool("test", "rules", PACKAGING / "prometheus-alerts_test.yml")
    assert checked.returncode == 0, checked.stdout + checked.stderr
