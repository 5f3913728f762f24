"""The commands of docs/install.md, as they stand there."""

import os
import re
import subprocess

import pytest

from Support import control_groups
from Support.booted import Booted
from Support.paths import BENCHD, EXAMPLE, ROOT
from Support.reports import CONFIG, REPORT
from Support.waiting import eventually

GUIDE = (ROOT / "docs" / "install.md").read_text()


def commands(title):
    """The lines that a section, with its parts, has users type."""
    section = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL)[1]
    return re.findall(r"^    (\S.*)$", section, re.MULTILINE)


def test_every_section_with_commands_is_tried_here():
    titles = re.findall(r"^## (.*)$", GUIDE, re.MULTILINE)
    assert {title for title in titles if commands(title)} == {"Debian package", "Container", "From source"}
    assert commands("From source") == ["make run"]


# What is not typed as it stands: the rig's side is another machine.
REMOTE = {
    "rsync -rt results/ rig-07@bench.example:/var/lib/benchd/inbox/rig-07/": "rsync -rt results/ /var/lib/benchd/inbox/rig-07/",
    "ssh rig-07@bench.example cat /var/lib/benchd/inbox/.receipts/rig-07/aggregated_report.json.json":
        "cat /var/lib/benchd/inbox/.receipts/rig-07/aggregated_report.json.json"}


@pytest.mark.slow
def test_the_debian_package(machine, package, tmp_path):
    booted = Booted(machine, tmp_path, has_network_of_its_own=True)
    reason = booted.start()
    try:
        if reason is not None:
            pytest.skip(f"systemd cannot run in namespaces on this machine: {reason}")
        machine.copy(package, "/root")
        machine.path("/opt/results").mkdir()
        for name in (CONFIG, REPORT):
            machine.copy(EXAMPLE / name, f"/opt/results/{name}")
        lines = commands("Debian package")
        assert lines.pop(0) == "make deb" and set(REMOTE) <= set(lines)
        outputs = {}
        for line in lines:
            if line in REMOTE:
                rig = ["setpriv", "--reuid=rig-07", "--regid=rig-07", "--init-groups"]
                script = f"cd /opt; umask 022; {REMOTE[line]}"
                run = lambda: booted.run(*rig, "bash", "-c", script, check=False)
                # The notice comes a moment after the drop.
                result = eventually(lambda: (result := run()).returncode == 0 and result, line)
            else:
                result = booted.run("bash", "-ec", f"cd /root; {line}")
            outputs[line] = result.stdout
        assert '"accepted"' in outputs[list(REMOTE)[1]]
        assert "stay in /var/lib/benchd" in outputs["apt purge --yes benchd"]
        assert any(machine.path("/var/lib/benchd/data").glob("*.receipt.json"))
    finally:
        booted.stop()


@pytest.mark.slow
def test_the_container(tmp_path):
    """podman in Docker's place; what this kind of machine lacks is left out (test_image.py)."""
    lines = commands("Container")
    assert lines[0] == "make image"
    archive = subprocess.run(
        [ROOT / "packaging" / "build-image", BENCHD, tmp_path / "image"], check=True, capture_output=True, text=True).stdout.strip()
    (tmp_path / os.path.basename(archive).replace(_version(), "VERSION")).symlink_to(archive)
    group = f"benchd-{os.getpid()}-guide"
    run_root = f"/run/{group}"
    store = f"--storage-driver vfs --root {tmp_path}/store --runroot {run_root}"
    options = "--runtime runc --cgroup-manager cgroupfs --events-backend none"
    def run(line, check=True):
        line = re.sub(r"^docker ", f"podman {store} {options} ", line)
        line = line.replace("--publish 127.0.0.1:8000:8000", f"--network host --cgroup-parent /{group} --ulimit nofile=4096:4096 --ulimit nproc=1024:1024 --env PORT=0")
        result = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert not check or result.returncode == 0, (line, result)
        return result
    try:
        for line in lines[1:]:
            if line.startswith("docker exec"):
                eventually(lambda: run(line, check=False).returncode == 0, line)
            else:
                run(line)
        assert "no runs" in run(lines[-1]).stdout or run(lines[-1]).stdout.count("\n") <= 1
    finally:
        run("docker rm --force --time 5 benchd", check=False)
        subprocess.run(["rm", "-rf", run_root], check=True)
        control_groups.remove(group)


def _version():
    return subprocess.run([BENCHD, "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
