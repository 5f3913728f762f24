"""etcd and nodes of Patroni with packaging/scale/patroni.yml, all on loopback, with what the unit would give them in the environment."""

import os
import re
import signal
import subprocess
from pathlib import Path

from .postgres import give
from .proxies import make_certificate, replaced
from .ssh import answers, free_port
from .waiting import eventually
from .web import Client

TEMPLATE = "scale/patroni.yml"
PASSWORDS = {f"PATRONI_{role}_PASSWORD": f"secret-of-{role.lower()}" for role in ("SUPERUSER", "REPLICATION", "REWIND")}
# The server refuses root.
AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []


class Etcd:
    def __init__(self, folder):
        self._folder = Path(folder)
        self._folder.mkdir()
        self.port, peer = free_port(), free_port()
        client, other = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{peer}"
        with open(self._folder / "log", "wb") as log:
            self._process = subprocess.Popen(
                ["etcd", "--name", "one", "--data-dir", self._folder / "data", "--listen-client-urls", client, "--advertise-client-urls", client,
                 "--listen-peer-urls", other, "--initial-advertise-peer-urls", other, "--initial-cluster", f"one={other}"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        eventually(lambda: answers(self.port), "etcd")

    def stop(self):
        self._process.terminate()
        self._process.wait(30)


class Node:
    """A Patroni with its PostgreSQL."""

    def __init__(self, folder, name, etcd):
        self.folder, self.name = Path(folder), name
        self.folder.mkdir()
        self.port, self.rest = free_port(), free_port()
        certificate, key = make_certificate(self.folder, name)
        self.configuration = self.folder / "patroni.yml"
        self.configuration.write_text(replaced(TEMPLATE, [
            (r"192\.0\.2\.0/24", "127.0.0.1/32"), (r"/etc/ssl/certs/ssl-cert-snakeoil\.pem", str(certificate)),
            (r"/etc/ssl/private/ssl-cert-snakeoil\.key", str(key)),
            (r"^postgresql:$", f"postgresql:\n  parameters:\n    unix_socket_directories: {self.folder}")]))
        if AS_POSTGRES:
            give(self.folder)
        self.environment = {
            **os.environ, **PASSWORDS, "HOME": str(self.folder), "PATRONI_NAME": name, "PATRONI_ETCD3_HOSTS": f"127.0.0.1:{etcd.port}",
            "PATRONI_RESTAPI_LISTEN": f"127.0.0.1:{self.rest}", "PATRONI_RESTAPI_CONNECT_ADDRESS": f"127.0.0.1:{self.rest}",
            "PATRONI_POSTGRESQL_LISTEN": f"127.0.0.1:{self.port}", "PATRONI_POSTGRESQL_CONNECT_ADDRESS": f"127.0.0.1:{self.port}",
            "PATRONI_POSTGRESQL_DATA_DIR": str(self.folder / "data"), "PATRONI_POSTGRESQL_PGPASS": str(self.folder / "pgpass")}
        self._process = None

    def validate(self):
        """What `patroni --validate-config` finds, with its exit code."""
        # It refuses loopback as the address of a node: for this, that of the template stays.
        environment = {name: value for name, value in self.environment.items() if not name.endswith("CONNECT_ADDRESS")}
        done = subprocess.run(
            [*AS_POSTGRES, "patroni", "--validate-config", self.configuration], cwd="/", env=environment, capture_output=True, text=True,
            check=False)
        return done.returncode, done.stdout + done.stderr

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                [*AS_POSTGRES, "patroni", self.configuration], cwd="/", env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self

    def is_primary(self):
        return answers(self.rest) and Client(self.rest).get("/primary").status == 200

    def is_synchronous(self):
        return answers(self.rest) and Client(self.rest).get("/synchronous").status == 200

    def sql(self, text):
        """As the administrator."""
        return subprocess.run(
            ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"],
            input=text, env={**os.environ, "PGPASSWORD": PASSWORDS["PATRONI_SUPERUSER_PASSWORD"]}, capture_output=True, text=True,
            check=True).stdout.strip()

    def kill(self):
        """As if the machine were gone."""
        self._process.kill()
        self._process.wait()
        pid = self._server()
        if pid:
            os.kill(pid, signal.SIGKILL)
            eventually(lambda: not answers(self.port), "the end of the server")

    def _server(self):
        file = self.folder / "data/postmaster.pid"
        text = file.read_text() if file.exists() else ""
        pid = int(text.split()[0]) if text else 0
        return pid if pid and re.search(rb"postgres", _command(pid)) else 0

    def stop(self):
        if self._process is not None and self._process.poll() is None:
            # Patroni stops its server first.
            self._process.terminate()
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


class Trio:
    """Three nodes: a primary, a synchronous standby, and one more."""

    def __init__(self, folder):
        self._etcd = Etcd(folder / "etcd")
        self.nodes = []
        try:
            for name in ("pg-1", "pg-2", "pg-3"):
                self.nodes.append(Node(folder / name, name, self._etcd).start())
            eventually(lambda: self.primary() and any(node.is_synchronous() for node in self.nodes), "a primary and its standby", timeout=180)
        except BaseException:
            self.stop()
            raise

    def primary(self):
        return next((node for node in self.nodes if node.is_primary()), None)

    def connection(self, **settings):
        """The connection string of docs/scale.md."""
        hosts, ports = ",".join("127.0.0.1" for _ in self.nodes), ",".join(str(node.port) for node in self.nodes)
        return f"host={hosts} port={ports} target_session_attrs=read-write " + " ".join(f"{name}={value}" for name, value in settings.items())

    def stop(self):
        for node in self.nodes:
            node.stop()
            print((node.folder / "log").read_text()[:5000])
        self._etcd.stop()
