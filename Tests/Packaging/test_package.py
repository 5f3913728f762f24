"""The Debian package, from its contents to its removal: each test goes on where the one before it has ended."""

import gzip
import json
import re
import subprocess

import pytest

from Support.machine import Service
from Support.paths import FIXTURES
from Support.reports import CONFIG, REPORT, small
from Support.systemd import listener
from Support.unit import Unit
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

INBOX = "/var/lib/benchd/inbox"
DATA = "/var/lib/benchd/data"
UNITS = "/lib/systemd/system"


def field(package, name):
    return subprocess.run(["dpkg-deb", "--field", package, name], check=True, capture_output=True, text=True).stdout.strip()


# The package

def test_lintian_has_nothing_to_say(package):
    result = subprocess.run(
        ["lintian", "--allow-root", "--fail-on=error,warning", package], capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_it_depends_on_libraries_and_on_no_runtime_of_swift(package):
    depends = field(package, "Depends")

    assert {"libc6", "libmicrohttpd12", "libsqlite3-0"} <= set(re.findall(r"(?:^|, )([a-z0-9.+-]+)", depends))
    assert "swift" not in depends and "libicu" not in depends and "libarchive" not in depends


def test_it_recommends_what_is_loaded_on_first_use(package):
    assert field(package, "Recommends") == "libcurl4, ca-certificates"


def test_it_is_small(package):
    assert package.stat().st_size < 10_000_000


def test_the_unit_is_rated_as_safe(package, tmp_path):
    subprocess.run(["dpkg-deb", "--extract", package, tmp_path], check=True)
    result = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", tmp_path / UNITS.lstrip("/") / "benchd.service"],
        capture_output=True, text=True, check=False)

    # systemd refuses openat2(2) to units with this, and benchd needs it.
    assert "RestrictSUIDSGID" not in Unit(tmp_path / UNITS.lstrip("/") / "benchd.service").values
    assert result.returncode == 0, result.stdout
    assert float(re.search(r"exposure level for benchd.service: ([\d.]+)", result.stdout)[1]) <= 1.5


def test_it_says_what_it_is_made_of(package, tmp_path):
    subprocess.run(["dpkg-deb", "--extract", package, tmp_path], check=True)
    document = json.loads(gzip.decompress((tmp_path / "usr/share/doc/benchd/benchd.spdx.json.gz").read_bytes()))
    parts = {part["name"]: part for part in document["packages"]}

    assert {"benchd", "swift-runtime", "libarchive", "plotly.js", "libmicrohttpd12"} <= set(parts)
    assert parts["benchd"]["versionInfo"] == field(package, "Version")
    identifiers = {part["SPDXID"] for part in document["packages"]} | {document["SPDXID"]}
    assert len(identifiers) == len(document["packages"]) + 1
    for relation in document["relationships"]:
        assert {relation["spdxElementId"], relation["relatedSpdxElement"]} <= identifiers


# Installed

@pytest.fixture(scope="module")
def installed(package, machine):
    machine.install(package)
    return machine


def test_it_makes_its_users_and_folders(installed):
    assert installed.run("id", "--name", "--groups", "benchd").stdout.split() == ["benchd", "benchd-rigs"]
    listing = installed.run("stat", "--format=%A %U %G %n", "/var/lib/benchd", DATA, INBOX, "/etc/benchd/benchd.conf").stdout
    assert listing.splitlines() == [
        "drwxr-xr-x root root /var/lib/benchd", f"drwxr-x--- benchd benchd {DATA}", f"drwxrws--- benchd benchd-rigs {INBOX}",
        "-rw-r--r-- root root /etc/benchd/benchd.conf"]
    acl = installed.run("getfacl", "--absolute-names", INBOX).stdout
    assert {"default:user:benchd:rwx", "default:group::rwx", "default:other::---"} <= set(acl.split())


def test_its_socket_and_service_begin_with_the_machine(installed):
    wants = "/etc/systemd/system"
    assert installed.path(f"{wants}/sockets.target.wants/benchd.socket").is_symlink()
    assert installed.path(f"{wants}/multi-user.target.wants/benchd.service").is_symlink()
    assert installed.run("dpkg-query", "--show", "--showformat=${Conffiles}", "benchd").stdout.split()[0] == "/etc/benchd/benchd.conf"


def test_it_has_manual_pages_and_completion(installed):
    files = set(installed.run("dpkg-query", "--listfiles", "benchd").stdout.split())
    assert {
        "/usr/share/man/man1/benchd.1.gz", "/usr/share/man/man5/benchd.conf.5.gz", "/usr/share/bash-completion/completions/benchd",
        "/usr/share/zsh/vendor-completions/_benchd", "/usr/share/fish/vendor_completions.d/benchd.fish",
        "/usr/share/doc/benchd/copyright", "/usr/share/benchd/templates/assets/vendor/plotly.min.js.gz"} <= files


def test_every_command_finds_the_data_folder(installed):
    assert installed.run("benchd", "verify", user="benchd").stdout == "0 runs verified, 0 damaged\n"


# Under its unit

@pytest.fixture(scope="module")
def service(installed, tmp_path_factory):
    """The daemon as its unit runs it: user, groups, capabilities, read-only root, system-call filter, socket.

    It would wait for ever until a file is quiet, so what it files it knows to be whole: by leases on files of rigs.
    """
    installed.add_rig("rig-07")
    with listener() as listening:
        service = Service(installed, tmp_path_factory.mktemp("service"), "benchd", {"BENCHD_SETTLE": "1h"}).start(listening)
        try:
            yield service
        finally:
            service.kill()
            print(service.log())


def status_line(service, name):
    with open(f"/proc/{service.pid}/status") as status:
        return next(line.split(":", 1)[1].strip() for line in status if line.startswith(f"{name}:"))


def test_it_runs_with_few_rights(service):
    lease = 1 << 28
    assert {int(status_line(service, name), 16) for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")} == {lease}
    assert status_line(service, "Seccomp") == "2" and status_line(service, "NoNewPrivs") == "1"
    assert "0" not in status_line(service, "Uid").split()


def test_what_a_rig_drops_is_filed_and_its_notice_is_the_rigs_to_read(installed, service):
    """The rig's umask lets nobody else write, and its folder is its own: the inbox's default ACL lets benchd remove the drop."""
    for name in (REPORT, CONFIG):
        installed.copy(FIXTURES / "minute-baseline" / name, "/opt")
    installed.run(
        "bash", "-c", f"umask 022; mkdir -p {INBOX}/rig-07/night; cp /opt/{CONFIG} /opt/{REPORT} {INBOX}/rig-07/night/", user="rig-07")
    notice = f"{INBOX}/.receipts/rig-07/night/{REPORT}.json"
    eventually(installed.path(notice).exists, "the notice")

    receipt = json.loads(installed.run("cat", notice, user="rig-07").stdout)
    assert receipt["outcome"] == "accepted" and receipt["warnings"] == []
    eventually(lambda: not list(installed.path(f"{INBOX}/rig-07/night").iterdir()), "the drop to leave the inbox")
    page = service.web.get(receipt["link"])
    assert page.status == 200 and b"minute" in page.body or b"ext4" in page.body
    assert service.web.get(f"/api/benchmarks/{receipt['uuid']}/config").status == 200
    assert installed.run("cat", f"{DATA}/{receipt['uuid']}.json", user="rig-07", check=False).returncode != 0


def test_a_drop_in_a_folder_that_the_rig_closes_is_filed_once_and_stays(installed, service):
    """As docs/install.md says of rsync -a, which sets the modes that the folder has on the rig."""
    installed.path("/opt/report").write_bytes(small("closed"))
    installed.run(
        "bash", "-c", f"umask 022; mkdir /tmp/results; cp /opt/report /tmp/results/{REPORT}; rsync -a /tmp/results/ {INBOX}/rig-07/closed/",
        user="rig-07")
    find = lambda: [item for item in service.web.json("/api/inbox")["items"] if item["path"] == f"rig-07/closed/{REPORT}"]
    eventually(lambda: (items := find()) and items[0]["stage"] == "kept", "the drop to be kept")
    assert f"rig-07/closed/{REPORT}" in service.log()


def test_uploads_and_pages_work(service):
    answer = service.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", REPORT, small("uploaded"))))
    assert answer.status == 200
    for path in ("/", "/inbox", "/compare", "/trends", "/upload", "/api", "/metrics", "/healthz", "/readyz",
                 f"/benchmarks/{answer.json()['uuid']}.html", "/api/export?format=csv"):
        assert service.web.get(path).status == 200, path


def test_the_commands_work_beside_it(installed, service):
    runs = json.loads(installed.run("benchd", "list", "--json", user="benchd").stdout)["runs"]
    assert {run["source"] for run in runs} == {"rig-07", None}
    assert "night" in installed.run("benchd", "note", runs[0]["uuid"], "--label", "night", user="benchd").stdout
    assert installed.run("benchd", "ping", "--listen", f"127.0.0.1:{service.web.port}").stdout == ""
    assert installed.run("benchd", "list").returncode == 0


def test_it_reloads(service):
    service.reload()
    eventually(lambda: "reloading" in service.log(), "the reload in the log")
    assert service.web.get("/").status == 200


def test_it_stops_cleanly(service):
    service.stop()


# Removed

def test_a_removal_keeps_results_and_settings(installed, service):
    before = sorted(path.name for path in installed.path(DATA).iterdir())
    installed.run("dpkg", "--remove", "benchd")

    assert not installed.path("/usr/bin/benchd").exists()
    assert sorted(path.name for path in installed.path(DATA).iterdir()) == before
    assert installed.path("/etc/benchd/benchd.conf").exists() and len(before) > 5


def test_a_purge_keeps_results_and_says_so(installed):
    result = installed.run("dpkg", "--purge", "benchd")

    assert "stay in /var/lib/benchd" in result.stdout
    assert not installed.path("/etc/benchd/benchd.conf").exists() and not installed.path(f"{UNITS}/benchd.service").exists()
    assert any(installed.path(DATA).glob("*.receipt.json"))
