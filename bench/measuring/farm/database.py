"""A PostgreSQL of the measurement, from the script that the tests start theirs with."""

import subprocess
import time
from pathlib import Path

from Support.postgres import PostgresServer, new_database, parts

from ..places import Unfit
from ..processes import TICK

# Durable as benchd's users have it, unlike that of the tests.
DURABLE = ("fsync=on",)
# For rows that are generated: nothing of them must outlive the machine.
FAST = (
    "wal_level=minimal", "max_wal_senders=0", "max_wal_size=8GB", "shared_buffers=2GB", "maintenance_work_mem=1GB", "full_page_writes=off",
    "autovacuum=off", "checkpoint_timeout=30min")
# Of its last checkpoint, and of the removal of its files.
STOP_TIMEOUT = 600


class Server(PostgresServer):
    def __init__(self, *settings):
        try:
            super().__init__(*settings)
        except AssertionError as error:
            raise Unfit("PostgreSQL does not start; run scripts/setup test") from error

    def stop(self):
        self._process.stdin.close()
        self._process.wait(STOP_TIMEOUT)

    def processor_seconds(self):
        """What the server has computed: its processes and those that have ended."""
        server, *children = self.processes()
        return (sum(map(int, _state(server)[11:15])) + sum(int(field) for child in children for field in _state(child)[11:13])) / TICK


def _state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["0"] * 50


class Database:
    """One database of a server, asked by psql as the administrator."""

    def __init__(self, server):
        self._folder = server.folder
        self.store = new_database(server.folder)
        self.name = parts(self.store)["dbname"]

    def run(self, sql, database=None):
        """What some statements print."""
        command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", f"--host={self._folder}", "--username=postgres"]
        done = subprocess.run([*command, database or self.name], input=sql, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Unfit(f"PostgreSQL refuses {sql[:200]}: {done.stderr[:500]}")
        return done.stdout

    def rows(self, sql):
        return [line.split("|") for line in self.run(sql).splitlines()]

    def value(self, sql):
        return self.run(sql).strip()

    def refuse(self):
        """No connection to it works any more, until `admit`."""
        self.run(
            f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'",
            "postgres")

    def admit(self):
        self.run(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true", "postgres")


def timed(call):
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin
