"""The container image, run by podman with runc: not root, nothing to write but its volumes, a health check, and a port as platforms give it."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
import yaml

from Support import control_groups
from Support.daemon import READY, benchd
from Support.machine import free_port
from Support.paths import BENCHD, FIXTURES, ROOT
from Support.reports import CONFIG, REPORT
from Support.waiting import eventually
from Support.web import Client

pytestmark = pytest.mark.slow
USER = 65532
TOKEN = "a-token-for-the-container"


def build(folder):
    result = subprocess.run(
        [ROOT / "packaging" / "build-image", BENCHD, folder], text=True, capture_output=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return Path(result.stdout.strip())


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """(archive, folder with the storage)."""
    folder = tmp_path_factory.mktemp("image")
    yield build(folder), folder
    shutil.rmtree(run_root(folder), ignore_errors=True)
    control_groups.remove(run_root(folder).name)


def run_root(storage):
    """Where podman keeps what is running; it allows 50 characters."""
    return Path("/run") / f"benchd-{hashlib.sha256(str(storage).encode()).hexdigest()[:16]}"


def podman(storage, *arguments, check=True):
    """podman with a storage of its own, and with what this kind of machine lacks left out: no network of its own, no systemd."""
    result = subprocess.run(
        ["podman", "--storage-driver", "vfs", "--root", storage / "storage", "--runroot", run_root(storage), "--runtime", "runc",
         "--cgroup-manager", "cgroupfs", "--events-backend", "none", *map(str, arguments)], text=True, capture_output=True, check=False)
    assert not check or result.returncode == 0, result.stdout + result.stderr
    return result


class Container:
    """benchd in a container, on a port of the machine."""

    def __init__(self, storage, folder, port, *options, **environment):
        self.storage, self.folder, self.port = storage, folder, port
        self.name = f"benchd-{uuid.uuid4().hex[:12]}"
        for name in ("inbox", "data"):
            (folder / name).mkdir(exist_ok=True)
            os.chown(folder / name, USER, USER)
        variables = [part for name, value in environment.items() for part in ("--env", f"{name}={value}")]
        podman(
            storage, "run", "--detach", "--name", self.name, "--network", "host", "--cgroup-parent", f"/{run_root(storage).name}", "--read-only", "--cap-drop", "all",
            "--security-opt", "no-new-privileges", "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=1024:1024",
            "--volume", f"{folder / 'inbox'}:/inbox", "--volume", f"{folder / 'data'}:/data", "--env", f"PORT={port}", *variables,
            *options, "benchd:latest")
        eventually(lambda: READY.search(self.log()) or re.match(r"[^r]", self.state()), "the ready line")
        assert self.state() == "running", self.log()
        self.web = Client(port)

    def state(self):
        return podman(self.storage, "inspect", "--format", "{{.State.Status}}", self.name).stdout.strip()

    def log(self):
        answer = podman(self.storage, "logs", self.name)
        return answer.stdout + answer.stderr

    def stop(self):
        podman(self.storage, "stop", "--time", "20", self.name)
        code = podman(self.storage, "inspect", "--format", "{{.State.ExitCode}}", self.name).stdout.strip()
        assert code == "0", self.log()

    def remove(self):
        podman(self.storage, "rm", "--force", "--time", "5", self.name, check=False)


@pytest.fixture
def start(image, tmp_path):
    _, storage = image
    started = []
    def start(*options, **environment):
        container = Container(storage, tmp_path, free_port(), *options, **environment)
        started.append(container)
        return container
    yield start
    for container in started:
        print(container.log())
        container.remove()


def test_it_is_small(image):
    archive, _ = image
    packed = subprocess.run(["gzip", "--stdout", archive], check=True, capture_output=True).stdout
    assert len(packed) < 40_000_000


def test_the_same_program_gives_the_same_image(image, tmp_path):
    """Its id is another: Docker's format, which alone has a health check, notes the container in which it was made."""
    def content(storage):
        inspected = json.loads(podman(storage, "image", "inspect", "benchd:latest").stdout)[0]
        return inspected["RootFS"]["Layers"], inspected["Created"], {
            name: value for name, value in inspected["Config"].items() if name != "Hostname"}
    build(tmp_path)
    try:
        assert content(tmp_path) == content(image[1])
    finally:
        shutil.rmtree(run_root(tmp_path), ignore_errors=True)


def test_it_takes_drops_and_uploads_and_shows_them(start, tmp_path):
    container = start(BENCHD_UPLOAD_TOKEN=TOKEN)
    inside = podman(container.storage, "top", container.name, "user", "huser").stdout
    assert str(USER) in inside or "benchd" in inside
    rig = tmp_path / "inbox" / "rig-01"
    rig.mkdir()
    # A container has no CAP_LEASE, and so waits until the files are quiet.
    for name in (CONFIG, REPORT):
        (rig / name).write_bytes((FIXTURES / "minute-baseline" / name).read_bytes())
    for path in (rig, *rig.iterdir()):
        os.chown(path, USER, USER)
    [run] = eventually(lambda: container.web.json("/api/benchmarks")["runs"], "the run")
    assert run["source"] == "rig-01" and run["has_config"]
    # Names that are not ASCII need the locale.
    assert container.web.get(f"/benchmarks/{run['uuid']}").status == 200

    upload = lambda token: subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", f"Authorization: Bearer {token}", "-F",
         f"file=@{FIXTURES / 'baseline' / REPORT}", f"http://127.0.0.1:{container.port}/api/upload"],
        check=True, capture_output=True, text=True).stdout
    assert (upload("a-token-of-nobody-here"), upload(TOKEN)) == ("401", "200")
    container.stop()
    assert len(list((tmp_path / "data").glob("*.receipt.json"))) == 2


def test_its_health_check_asks_the_daemon(start, image):
    container = start()
    assert podman(image[1], "healthcheck", "run", container.name, check=False).returncode == 0
    inspected = json.loads(podman(image[1], "image", "inspect", "benchd:latest").stdout)[0]
    assert inspected["Config"]["User"] == "65532:65532" and set(inspected["Config"]["Volumes"]) == {"/inbox", "/data"}
    (container.folder / "inbox").rename(container.folder / "elsewhere")
    assert eventually(
        lambda: podman(image[1], "exec", container.name, "/usr/bin/benchd", "ping", "--path", "/nothing", check=False).returncode, "a failure") == 1


def test_its_commands_run_in_it(start, image):
    container = start()
    assert "0 runs verified" in podman(image[1], "exec", container.name, "/usr/bin/benchd", "verify").stdout
    assert podman(image[1], "exec", container.name, "/usr/bin/benchd", "--version").stdout == benchd("--version").stdout


def test_a_start_as_render_does_it(start, tmp_path):
    """One disk for inbox and data, a port, a host name, and a token that is generated."""
    [service] = yaml.safe_load((ROOT / "render.yaml").read_text())["services"]
    disk = tmp_path / "disk"
    disk.mkdir()
    os.chown(disk, USER, USER)
    values = {variable["key"]: variable.get("value", TOKEN) for variable in service["envVars"]}
    name = "benchd-x1y2.onrender.com"
    container = start("--volume", f"{disk}:{service['disk']['mountPath']}", RENDER_EXTERNAL_HOSTNAME=name, RENDER="true", **values)

    assert f"benchd: listening on http://0.0.0.0:{container.port}" in container.log()
    assert container.web.get(service["healthCheckPath"], Host=name).status == 200
    assert container.web.get("/", Host="stranger.example").status == 421
    assert {path.name for path in disk.iterdir()} == {"inbox", "data"}
    container.stop()


def test_the_compose_file_says_what_the_image_needs():
    [service] = yaml.safe_load((ROOT / "packaging" / "compose.yaml").read_text())["services"].values()
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert {volume.split(":")[1] for volume in service["volumes"]} == {"/inbox", "/data"}
    assert (ROOT / "packaging" / service["build"] / "Dockerfile").exists()


def test_the_dockerfile_runs_what_make_runs():
    """Its first stage cannot run here: it begins with an image of Swift. Each of its commands is one that this checkout has been made by."""
    text = (ROOT / "Dockerfile").read_text()
    commands = re.findall(r"^RUN (.*)$", text, re.MULTILINE)
    assert commands == ["scripts/setup build", "swift build -c release --static-swift-stdlib --product benchd",
                        "packaging/image-root .build/release/benchd /image"]
    assert commands[1] in (ROOT / "Makefile").read_text() and "scripts/setup build" in (ROOT / "Makefile").read_text()
