"""The commands of docs/scale.md run as they are written, on a PostgreSQL and an HAProxy of the test's own.

What a machine has in /etc is in a folder of the test. apt-get and systemctl do nothing, but for a reload of PostgreSQL.
"""

import os
import re
import shutil
import signal
import subprocess

import pytest

from Support.daemon import Daemon
from Support.haproxy import HAProxy
from Support.paths import BENCHD, ROOT
from Support.postgres import PostgresServer, give
from Support.proxies import make_certificate
from Support.reports import small
from Support.ssh import free_port
from Support.unit import Unit
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

# The guide begins with a data folder, and has a PostgreSQL of its own.
pytestmark = pytest.mark.data_folder

TEXT = (ROOT / "docs/scale.md").read_text()
STUBS = {
    "apt-get": "exit 0",
    # The user of a command is whoever runs the test; libpq has the role from the environment.
    "runuser": 'shift 3; exec "$@"',
    "install": 'for each; do shift; case $each in --owner=* | --group=*) ;; *) set -- "$@" "$each" ;; esac; done; exec /usr/bin/install "$@"',
    "systemctl": 'case "$*" in *postgresql*) exec psql --quiet --command "SELECT pg_reload_conf()" ;; esac',
}


def block(heading, number=0):
    """The commands of a section, as the guide has them."""
    section = re.split(r"^##+ ", TEXT, flags=re.MULTILINE)
    [text] = [part for part in section if part.startswith(f"{heading}\n")]
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[number]


class Place:
    """A machine as the guide finds it."""

    def __init__(self, folder):
        self.folder = folder
        self.replacements = {"/etc/": f"{folder}/etc/"}
        self.environment = {}
        for part in ("etc/benchd", "etc/haproxy", "etc/systemd/system", "etc/postgresql/15/main/conf.d", "bin"):
            (folder / part).mkdir(parents=True)
        (folder / "bin/benchd").symlink_to(BENCHD)
        for name, text in STUBS.items():
            (folder / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
            (folder / "bin" / name).chmod(0o755)
        self.listen = f"127.0.0.1:{free_port()}"

    def read(self, path):
        return (self.folder / path.lstrip("/")).read_text()

    def run(self, commands):
        """Runs commands as they stand, until one fails; returns what they print."""
        for old, new in self.replacements.items():
            commands = commands.replace(old, new)
        done = subprocess.run(
            ["bash", "-euc", commands], cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=120,
            env={**os.environ, "PATH": f"{self.folder}/bin:/usr/sbin:{os.environ['PATH']}", **self.environment, "BENCHD_LISTEN": self.listen})
        assert done.returncode == 0, (commands, done.stdout, done.stderr)
        return done.stdout

    def daemon(self, **environment):
        """benchd as its unit starts it, with the file of options that the guide has written."""
        (self.folder / "rig").mkdir()
        return Daemon(self.folder / "rig", "--listen", self.listen, "--open-uploads", environment={
            **self.environment, "BENCHD_CONFIG": str(self.folder / "etc/benchd/benchd.conf"), **environment})

    def variables(self):
        """What the drop-in of the guide sets."""
        values = Unit(self.folder / "etc/systemd/system/benchd.service.d/store.conf").values
        pairs = (value.split("=", 1) for value in values.get("Environment", []))
        return {name: value.replace("/etc/", f"{self.folder}/etc/") for name, value in pairs}


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv("BENCHD_STORE", raising=False)
    return Place(tmp_path)


def upload(client, report):
    return client.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", "aggregated_report.json", report)))


def follow(place, commands, **environment):
    """Runs a block whose last but one command starts benchd again, and files a run."""
    before, after = commands.split("systemctl restart benchd\n")
    place.run(before)
    daemon = place.daemon(**environment, **place.variables()).start()
    try:
        assert after.strip() == "benchd ping --path /readyz"
        place.run(after)
        assert upload(daemon.web, small("guide")).status == 200
        assert daemon.web.json("/api/benchmarks")["total"] == 1
    finally:
        daemon.stop()


def test_one_postgresql_beside_one_daemon(place):
    server = PostgresServer()
    try:
        server.sql("DROP ROLE benchd")
        place.environment = {"PGHOST": server.folder, "PGUSER": "postgres"}
        follow(place, block("One PostgreSQL beside one daemon"), PGUSER="benchd")
        assert server.sql("SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = 'benchd'") == "f"
        assert server.sql("SELECT count(*) FROM benchd.runs", "benchd") == "1"
        assert "After=postgresql.service" in place.read("/etc/systemd/system/benchd.service.d/store.conf")
    finally:
        server.stop()


def test_moving_a_library_there_and_back(place, tmp_path):
    server = PostgresServer()
    daemon = None
    into, back = "From a data folder into PostgreSQL", "From PostgreSQL into a data folder"
    try:
        server.sql("CREATE DATABASE benchd OWNER benchd")
        place.environment = {"PGHOST": server.folder, "PGUSER": "benchd", "BENCHD_CONFIG": str(tmp_path / "etc/benchd/benchd.conf")}
        place.replacements["/var/lib/benchd/"] = f"{tmp_path}/rig/"
        daemon = place.daemon()
        (tmp_path / "etc/benchd/benchd.conf").write_text(f"inbox = {daemon.inbox}\ndata = {daemon.data}\n")
        restart = lambda commands: commands.split("systemctl start benchd.socket benchd.service\n")
        daemon.start()
        first = upload(daemon.web, small("first")).json()["uuid"]
        assert "1 run moved, 0 there already\na daemon files on" in place.run(block(into))
        second = upload(daemon.web, small("second")).json()["uuid"]
        daemon.stop()
        before, after = restart(block(into, 1))
        assert place.run(before) == "1 run moved, 1 there already\n"
        daemon.start()
        place.run(after)
        assert server.sql("SELECT count(*) FROM benchd.runs", "benchd") == "2"
        third = upload(daemon.web, small("third")).json()["uuid"]
        assert {run["uuid"] for run in daemon.runs()} == {first, second, third}

        assert "3 runs moved, 0 there already\na daemon files on" in place.run(block(back))
        fourth = upload(daemon.web, small("fourth")).json()["uuid"]
        daemon.stop()
        before, after = restart(block(back, 1))
        assert place.run(before) == "1 run moved, 3 there already\n"
        daemon.start()
        place.run(after)
        assert {run["uuid"] for run in daemon.runs()} == {first, second, third, fourth}
        assert (daemon.data / f"{fourth}.json").read_bytes() == small("fourth") and "store" not in place.read("/etc/benchd/benchd.conf")
    finally:
        if daemon:
            daemon.stop()
        server.stop()


def test_the_database_on_another_machine(place, tmp_path, monkeypatch):
    port = str(free_port())
    monkeypatch.setenv("PGPORT", port)
    certificate, key = make_certificate(tmp_path, "localhost")
    # The key is for the server alone, which has another user.
    folder = tmp_path / "tls"
    folder.mkdir()
    for file in (certificate, key):
        shutil.copy(file, folder)
    (folder / key.name).chmod(0o600)
    if os.geteuid() == 0:
        give(folder)
    server = PostgresServer("listen_addresses=127.0.0.1", "ssl=on", f"ssl_cert_file={folder / certificate.name}", f"ssl_key_file={folder / key.name}")
    try:
        server.sql("DROP ROLE benchd")
        hba = f"{server.folder}/data/pg_hba.conf"
        with open(hba, "w", encoding="utf-8") as file:
            file.write("local all postgres trust\n")
        server.sql("SELECT pg_reload_conf()")
        (place.folder / "etc/postgresql/15/main/pg_hba.conf").symlink_to(hba)
        place.replacements |= {"192.0.2.21:5432": f"127.0.0.1:{port}", "192.0.2.21": "127.0.0.1", "192.0.2.0/24": "127.0.0.1/32"}
        place.environment = {"PGHOST": server.folder, "PGUSER": "postgres"}
        line = place.run(block("The database on another machine")).splitlines()[-1]
        password = line.rsplit(":", 1)[1]
        assert len(password) == 48

        place.environment = {}
        follow(place, block("The database on another machine", 1).replace("PASSWORD", password))
        assert (place.folder / "etc/benchd/pgpass").stat().st_mode & 0o777 == 0o600
        assert server.sql("SELECT count(*) FROM benchd.runs", "benchd") == "1"
        # It was the password that let it in.
        assert server.sql("SELECT count(*) FROM pg_hba_file_rules WHERE auth_method = 'trust' AND type <> 'local'") == "0"
    finally:
        server.stop()


def test_several_daemons_behind_haproxy(place, tmp_path):
    server = PostgresServer()
    daemons = []
    try:
        server.sql("CREATE DATABASE benchd OWNER benchd")
        for name in "ab":
            (tmp_path / name).mkdir()
            daemons.append(Daemon(tmp_path / name, "--trusted-proxy", "127.0.0.1", "--open-uploads", environment={
                "BENCHD_STORE": f"host={server.folder} dbname=benchd user=benchd"}).start())
        place.run(block("Several daemons behind HAProxy"))
        with HAProxy(tmp_path / "proxy", *(daemon.port for daemon in daemons), configuration=place.folder / "etc/haproxy/haproxy.cfg") as proxy:
            is_at = lambda *states: all(set(proxy.states(name).values()) == set(states) for name in ("uploads", "reading", "without_database"))
            eventually(lambda: is_at("UP"), "both daemons")
            place.replacements["/run/haproxy/admin.sock"] = proxy.admin
            loop = block("To stop one daemon")
            place.run(loop)
            assert is_at("MAINT", "UP")
            daemons[0].stop()
            assert upload(proxy.web, small("meanwhile")).status == 200
            assert proxy.web.json("/api/benchmarks")["total"] == 1
            place.run(loop.replace("state maint", "state ready"))
            eventually(lambda: is_at("DOWN", "UP"), "the checks of the daemon that is stopped")
    finally:
        for daemon in daemons:
            daemon.stop()
        server.stop()


class Machine:
    """A PostgreSQL that the commands of the guide stop and start, and a daemon that goes on meanwhile."""

    def __init__(self, place, folder):
        self.place = place
        self.server = PostgresServer()
        self.server.sql("CREATE DATABASE benchd OWNER benchd")
        place.environment |= {"PGHOST": self.server.folder, "PGUSER": "postgres"}
        place.replacements |= {"/var/lib/postgresql/15/main": f"{self.server.folder}/data", "/mnt/backup/": f"{folder}/backup/"}
        if os.geteuid() == 0:
            # Here commands run as the user whom they name.
            for stub in ("runuser", "install"):
                (place.folder / "bin" / stub).unlink()
            give(place.folder / "backup")
        (folder / "rig").mkdir()
        self.daemon = Daemon(folder / "rig", "--open-uploads", environment={"BENCHD_STORE": f"host={self.server.folder} dbname=benchd user=benchd"})

    def __enter__(self):
        self.daemon.start()
        return self

    def __exit__(self, *_):
        self.daemon.stop()
        self.server.stop()

    def file(self, *names):
        return {upload(self.daemon.web, small(name)).json()["uuid"] for name in names}

    def runs(self):
        return {run["uuid"] for run in self.daemon.runs()}

    def run(self, commands):
        for part in re.split(r"^systemctl (\w+) postgresql@15-main\n", commands, flags=re.MULTILINE):
            getattr(self, f"_{part}")() if part in ("stop", "start", "restart") else self.place.run(part)

    def _stop(self):
        pid = self.server.pid()
        os.kill(pid, signal.SIGINT)
        eventually(lambda: not os.path.exists(f"{self.server.folder}/data/postmaster.pid"), "the end of the server")

    def _start(self):
        self.server.come_back()

    def _restart(self):
        self._stop()
        with open(f"{self.server.folder}/data/postgresql.conf", "a", encoding="utf-8") as file:
            file.write(self.place.read("/etc/postgresql/15/main/conf.d/archive.conf"))
        self._start()


@pytest.fixture
def machine(place, tmp_path, monkeypatch):
    (tmp_path / "backup").mkdir()
    # The server starts pgbackrest, too.
    for name, value in {
            "CONFIG": tmp_path / "etc/pgbackrest.conf", "LOCK_PATH": tmp_path / "backup/lock", "LOG_LEVEL_FILE": "off",
            "PG1_USER": "postgres"}.items():
        monkeypatch.setenv(f"PGBACKREST_{name}", str(value))
    with Machine(place, tmp_path) as machine:
        monkeypatch.setenv("PGBACKREST_PG1_SOCKET_PATH", machine.server.folder)
        yield machine


def test_back_to_a_moment_with_pgbackrest(machine):
    kept = machine.file("first")
    machine.run(block("pgBackRest"))
    eventually(lambda: machine.daemon.web.get("/readyz").status == 200, "the daemon")
    # pgBackRest knows the end of a backup to the second.
    clock = lambda: int(machine.server.sql("SELECT extract(epoch FROM now())::bigint"))
    end = clock()
    eventually(lambda: clock() > end + 1, "another second")
    kept |= machine.file("second")
    moment = machine.server.sql("SELECT now()")
    gone = machine.file("third")
    assert machine.runs() == kept | gone
    machine.server.sql("SELECT pg_switch_wal()")
    machine.run(block("To a moment before").replace("2026-11-30 18:00:00+00", moment))
    eventually(lambda: machine.daemon.web.get("/readyz").status == 200 and machine.runs() == kept, "the runs of that moment")
    assert machine.file("first", "second") == kept
    assert machine.file("third") != gone and len(machine.runs()) == 3


def test_a_dump_and_back(machine):
    kept = machine.file("first", "second")
    dump, restore = (block("pg_dump", number).replace("benchd.dump", f"{machine.place.folder}/benchd.dump") for number in range(2))
    machine.run(dump)
    gone = machine.file("third")
    assert machine.runs() == kept | gone
    machine.run(restore)
    eventually(lambda: machine.daemon.web.get("/readyz").status == 200 and machine.runs() == kept, "the runs of the dump")
    assert machine.file("third") != gone and len(machine.runs()) == 3


def test_what_the_guide_says_of_connections_is_so():
    limit = int(re.search(r"limit = (\d+)", (ROOT / "Sources/Store/Postgres/PostgresPool.swift").read_text())[1])
    assert f"at most {limit + 1}: a pool of {limit} (`PostgresPool.limit`)" in TEXT
