"""A PostgreSQL for the tests, one for all that run side by side, where BENCHD_TEST_STORE asks for it: each daemon then files into a database
of its own."""

import contextlib
import itertools
import os
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path

from .waiting import eventually

SCRIPT = Path(__file__).with_name("postgres-server")
# The folder of the socket of the server that was started for all.
FOLDER = "BENCHD_TEST_POSTGRES"


def give(folder):
    """Gives a folder of a test to the user of the server, who reaches it then."""
    subprocess.run(["chown", "--recursive", "postgres:", folder], check=True)
    # The folders of tests are for their user alone.
    for part in itertools.takewhile(lambda part: part != Path(tempfile.gettempdir()), Path(folder).parents):
        part.chmod(part.stat().st_mode | 0o011)


class PostgresServer:
    """A server that ends with this process."""

    def __init__(self, *settings, standby_of=None):
        options = ["--standby-of", standby_of.folder] if standby_of else []
        self._process = subprocess.Popen([SCRIPT, *options, *settings], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.folder = self._process.stdout.readline().strip()
        assert self.folder, "the PostgreSQL of the tests did not start"

    def sql(self, text, database="postgres"):
        return sql(text, self.folder, database)

    def pid(self):
        return int(Path(self.folder, "data", "postmaster.pid").read_text().split()[0])

    def processes(self):
        """The server, then all processes of its connections."""
        pid = self.pid()
        return [pid, *(int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split())]

    def signal(self, number):
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def kill(self):
        """Ends it as if its machine were gone."""
        processes = self.processes()
        self.signal(signal.SIGKILL)
        eventually(lambda: not any(map(_lives, processes)), "the end of the server")

    def come_back(self):
        """Starts it after it was killed, with what it had; a standby follows its primary."""
        self._process.stdin.write("start\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == self.folder, "the PostgreSQL that was killed did not start"

    def stop(self):
        self._process.stdin.close()
        self._process.wait(60)


def _lives(pid):
    """Whether there is such a process; one that only waits to be asked how it ended is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_wanted():
    return os.environ.get("BENCHD_TEST_STORE") == "postgres"


@contextlib.contextmanager
def shared_server():
    """Starts a server for all tests, unless they need none or have one."""
    if not is_wanted() or FOLDER in os.environ:
        yield
        return
    server = PostgresServer()
    os.environ[FOLDER] = server.folder
    try:
        yield
    finally:
        del os.environ[FOLDER]
        server.stop()


def new_database(folder=None):
    """The connection string of a new database."""
    folder = folder or os.environ[FOLDER]
    name = f"t{uuid.uuid4().hex}"
    sql(f"CREATE DATABASE {name} OWNER benchd", folder)
    return f"host={folder} user=benchd dbname={name}"


def parts(store):
    """A connection string by its keywords."""
    return dict(part.split("=", 1) for part in store.split())


def drop(store):
    """Removes a database: each takes some megabytes."""
    place = parts(store)
    sql(f"DROP DATABASE IF EXISTS {place['dbname']} WITH (FORCE)", place["host"])


def sql(text, folder=None, database="postgres"):
    """Runs statements as the administrator; returns the rows as text."""
    command = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", f"--host={folder or os.environ[FOLDER]}", "--username=postgres", database]
    done = subprocess.run([*command, "--command", text], check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.stdout.strip()


def sql_in(store, text):
    """Runs statements in the database of a connection string."""
    place = parts(store)
    return sql(text, place["host"], place["dbname"])
