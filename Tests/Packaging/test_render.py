"""render.yaml against what Render publishes of its form, and what it names."""

import re

import yaml

from Support.daemon import benchd
from Support.paths import ROOT

SERVICE = yaml.safe_load((ROOT / "render.yaml").read_text())["services"]
# The fields of a web service that is built by Docker and has a disk; Render refuses others.
FIELDS = {
    "type", "name", "runtime", "plan", "region", "branch", "dockerfilePath", "dockerContext", "dockerCommand", "healthCheckPath",
    "maxShutdownDelaySeconds", "disk", "envVars", "autoDeployTrigger", "domains", "numInstances"}
PLANS_WITHOUT_DISK = {"free"}


def test_it_is_one_web_service_with_known_fields():
    assert set(yaml.safe_load((ROOT / "render.yaml").read_text())) == {"services"}
    [service] = SERVICE
    assert set(service) <= FIELDS
    assert (service["type"], service["runtime"]) == ("web", "docker")
    assert re.fullmatch(r"[a-z][a-z0-9-]*", service["name"])
    assert (ROOT / service["dockerfilePath"]).is_file()
    assert service["healthCheckPath"].startswith("/")
    assert 1 <= service["maxShutdownDelaySeconds"] <= 300


def test_its_results_are_on_a_disk():
    [service] = SERVICE
    disk = service["disk"]
    assert set(disk) == {"name", "mountPath", "sizeGB"}
    assert isinstance(disk["sizeGB"], int) and disk["sizeGB"] >= 1
    assert service["plan"] not in PLANS_WITHOUT_DISK and service.get("numInstances", 1) == 1
    values = {variable["key"]: variable.get("value") for variable in service["envVars"]}
    for name in ("BENCHD_INBOX", "BENCHD_DATA"):
        assert values[name].startswith(disk["mountPath"] + "/"), name


def test_its_variables_are_benchds():
    [service] = SERVICE
    options = {f"BENCHD_{name.upper().replace('-', '_')}" for name in re.findall(r"^  --([a-z-]+)", benchd("serve", "--help").stdout, re.MULTILINE)}
    for variable in service["envVars"]:
        assert variable["key"] in options | {"BENCHD_UPLOAD_TOKEN"}
        assert set(variable) in ({"key", "value"}, {"key", "generateValue"}, {"key", "sync"})
        assert isinstance(variable.get("value", ""), str)


def test_a_stop_ends_before_render_kills():
    [service] = SERVICE
    default = re.search(r"--stop-wait TIME .*?\[(\d+)s\]", benchd("serve", "--help").stdout, re.DOTALL)
    assert int(default[1]) + 1 < service["maxShutdownDelaySeconds"]


def test_documents_warn_of_plans_without_a_disk():
    assert "without a disk" in (ROOT / "render.yaml").read_text().split("services:")[0]
    assert re.search(r"without a disk.*(lose|vanish|gone)", (ROOT / "docs" / "install.md").read_text(), re.IGNORECASE | re.DOTALL)
