"""The package in a machine that systemd runs: the sandbox, the socket, the watchdog, tokens, an upgrade under load, and its end."""

import hashlib
import json
import os
import re

import pytest
from conftest import build

from Support.asking import Asking
from Support.booted import Booted
from Support.daemon import version
from Support.machine import free_port
from Support.reports import REPORT, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, Client, form

pytestmark = pytest.mark.slow
INBOX = "/var/lib/benchd/inbox"
DATA = "/var/lib/benchd/data"


@pytest.fixture(scope="module")
def booted(machine, tmp_path_factory):
    booted = Booted(machine, tmp_path_factory.mktemp("booted"))
    reason = booted.start()
    try:
        if reason is not None:
            pytest.skip(f"systemd cannot run in namespaces on this machine: {reason}")
        yield booted
    finally:
        booted.stop()


@pytest.fixture(scope="module")
def old(booted, tmp_path_factory):
    """The machine with an older version, which serves; returns its client."""
    port = free_port()
    folder = booted.machine.path("/etc/systemd/system/benchd.socket.d")
    folder.mkdir(parents=True)
    (folder / "port.conf").write_text(f"[Socket]\nListenStream=\nListenStream=127.0.0.1:{port}\n")
    booted.machine.copy(build(tmp_path_factory.mktemp("old"), "0.0.9"), "/root/old.deb")
    booted.run("dpkg", "--install", "/root/old.deb")
    booted.run("useradd", "--groups", "benchd-rigs", "rig-07")
    client = Client(port)
    assert client.get("/readyz").status == 200
    return client


def drop(booted, name, report):
    """Drops a report as a rig."""
    booted.machine.path("/opt/report").write_bytes(report)
    booted.run("setpriv", "--reuid=rig-07", "--regid=rig-07", "--init-groups", "bash", "-c",
               f"mkdir -p {INBOX}/rig-07/{name} && cat /opt/report >{INBOX}/rig-07/{name}/{REPORT}")


def notice(booted, name):
    path = booted.machine.path(f"{INBOX}/.receipts/rig-07/{name}/{REPORT}.json")
    return json.loads(eventually(lambda: path.exists() and path.read_text(), f"the notice of {name}"))


def test_service_and_socket_run_after_the_installation(booted, old):
    for unit in ("benchd.socket", "benchd.service"):
        assert (booted.value(unit, "ActiveState"), booted.value(unit, "UnitFileState")) == ("active", "enabled")
    assert booted.value("benchd.service", "User") == "benchd"
    assert "listening on http://127.0.0.1:" in booted.journal("benchd.service")


def test_it_works_in_the_sandbox_of_the_unit(booted, old):
    drop(booted, "sandbox", small("sandbox"))
    assert notice(booted, "sandbox")["outcome"] == "accepted"
    answer = old.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", REPORT, small("upload"))))
    assert answer.status == 200
    pid = booted.value("benchd.service", "MainPID")
    status = booted.run("cat", f"/proc/{pid}/status").stdout
    assert re.search(r"^Seccomp:\t2$", status, re.MULTILINE) and re.search(r"^CapEff:\t0000000010000000$", status, re.MULTILINE)
    mounts = booted.run("cat", f"/proc/{pid}/mountinfo").stdout
    assert re.search(r" / ro,", mounts), mounts
    assert booted.run("benchd", "list").stdout.count("\n") >= 2


def test_systemd_would_miss_it(booted, old):
    """The watchdog of the unit is armed, and the daemon feeds it: shown with a short interval."""
    assert booted.value("benchd.service", "WatchdogUSec") == "10min"
    folder = booted.machine.path("/etc/systemd/system/benchd.service.d")
    folder.mkdir(exist_ok=True)
    (folder / "watchdog.conf").write_text("[Service]\nWatchdogSec=2\n")
    booted.run("systemctl", "daemon-reload")
    booted.run("systemctl", "restart", "benchd.service")
    first = booted.value("benchd.service", "WatchdogTimestampMonotonic")
    eventually(lambda: booted.value("benchd.service", "WatchdogTimestampMonotonic") != first, "the watchdog to be fed")
    assert booted.value("benchd.service", "NRestarts") == "0"
    booted.run("systemctl", "kill", "--signal=STOP", "benchd.service")
    eventually(lambda: booted.value("benchd.service", "NRestarts") == "1", "systemd to start it again")
    eventually(lambda: booted.value("benchd.service", "ActiveState") == "active", "the service to run")
    assert old.get("/readyz").status in (200, 503)
    (folder / "watchdog.conf").unlink()
    booted.run("systemctl", "daemon-reload")
    booted.run("systemctl", "restart", "benchd.service")


def test_tokens_are_a_credential(booted, old):
    token = "a-token-of-a-rig-in-a-credential"
    line = f"rig-07:upload:sha256:{hashlib.sha256(token.encode()).hexdigest()}\n"
    path = booted.machine.path("/etc/benchd/tokens")
    path.write_text(line)
    path.chmod(0o600)
    settings = booted.machine.path("/etc/benchd/benchd.conf")
    before = settings.read_text()
    settings.write_text(before + "allowed-hosts = bench.example\n")
    booted.run("systemctl", "restart", "benchd.service")
    def upload(secret):
        return old.request(
            "POST", "/api/upload", {"Content-Type": FORM_TYPE, "Authorization": f"Bearer {secret}"},
            form(("file", REPORT, small("credential")))).status
    assert (upload("a-token-of-nobody-at-all"), upload(token)) == (401, 200)
    booted.run("systemctl", "reload", "benchd.service")
    eventually(lambda: "restart the service" in booted.journal("benchd.service"), "the note on the credential")
    eventually(lambda: booted.value("benchd.service", "ActiveState") == "active", "the end of the reload")
    settings.write_text(before)
    booted.run("systemctl", "restart", "benchd.service")


def test_an_upgrade_refuses_no_connection_and_files_what_was_dropped_before(booted, old, package):
    pid = booted.value("benchd.service", "MainPID")
    clients = [Asking(old.port) for _ in range(4)]
    for client in clients:
        client.start()
    try:
        eventually(lambda: all(len(client.answers) > 5 for client in clients), "answers")
        # Held, so that it cannot file what is dropped now.
        booted.run("systemctl", "kill", "--signal=STOP", "benchd.service")
        drop(booted, "before", small("before"))
        booted.machine.copy(package, "/root/new.deb")
        booted.run("dpkg", "--install", "/root/new.deb")
        assert booted.value("benchd.service", "MainPID") != pid
        counts = [len(client.answers) for client in clients]
        eventually(lambda: all(len(c.answers) > n + 5 for c, n in zip(clients, counts, strict=True)), "answers of the new version")
    finally:
        for client in clients:
            client.stop()

    assert [client.faults for client in clients] == [[]] * len(clients)
    assert notice(booted, "before")["outcome"] == "accepted"
    assert booted.run("dpkg-query", "--show", "--showformat=${Version}", "benchd").stdout == version()
    eventually(lambda: {run["source"] for run in old.json("/api/benchmarks")["runs"]} >= {"rig-07"}, "the runs")


def test_an_upgrade_keeps_settings_that_were_changed(booted, old, package):
    settings = booted.machine.path("/etc/benchd/benchd.conf")
    changed = settings.read_text() + "# of this machine\nmax-report = 1MiB\n"
    settings.write_text(changed)
    booted.run("dpkg", "--force-confold", "--install", "/root/old.deb")
    booted.run("dpkg", "--force-confold", "--install", "/root/new.deb")
    assert settings.read_text() == changed and old.get("/readyz").status == 200


def test_a_removal_stops_it_and_keeps_results(booted, old):
    runs = sorted(path.name for path in booted.machine.path(DATA).glob("*.receipt.json"))
    assert len(runs) >= 4
    booted.run("dpkg", "--remove", "benchd")
    assert booted.run("systemctl", "is-active", "benchd.service", "benchd.socket", check=False).stdout.split() == ["inactive", "inactive"]
    booted.run("dpkg", "--install", "/root/new.deb")
    eventually(lambda: len(old.json("/api/benchmarks")["runs"]) == len(runs), "the runs to be served again")
    result = booted.run("dpkg", "--purge", "benchd")
    assert "stay in /var/lib/benchd" in result.stdout
    assert sorted(path.name for path in booted.machine.path(DATA).glob("*.receipt.json")) == runs
    assert not booted.machine.path("/etc/benchd").exists()


def test_the_same_program_gives_the_same_package(tmp_path):
    """Another folder, another time zone, another language, another umask, another day."""
    one = build(tmp_path / "one")
    environment = {"TZ": "Asia/Tokyo", "LANG": "tr_TR.UTF-8", "HOME": str(tmp_path)}
    before = os.umask(0o077)
    try:
        other = build(tmp_path / "a longer name", environment=environment)
    finally:
        os.umask(before)
    assert one.name == other.name
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (one, other)]
    assert digests[0] == digests[1]
