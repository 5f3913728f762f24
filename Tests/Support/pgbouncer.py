"""A PgBouncer of a test's own, before a PostgreSQL of the tests."""

import os
import subprocess
from pathlib import Path

from .postgres import give
from .ssh import answers, free_port
from .waiting import eventually

PGBOUNCER = "/usr/sbin/pgbouncer"
CONFIGURATION = """\
[databases]
* = host={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = 9
logfile = {folder}/log
"""


class PgBouncer:
    """`with` it."""

    def __init__(self, folder, server, mode):
        self._folder, self._server, self._mode, self.port = Path(folder), server, mode, free_port()

    def __enter__(self):
        self._folder.mkdir()
        (self._folder / "users").write_text('"benchd" ""\n')
        (self._folder / "ini").write_text(CONFIGURATION.format(
            server=self._server.folder, port=self.port, folder=self._folder, mode=self._mode))
        command = [PGBOUNCER, str(self._folder / "ini")]
        if os.geteuid() == 0:
            # It refuses root.
            give(self._folder)
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(lambda: answers(self.port) or self._process.poll() is not None, "PgBouncer")
        assert self._process.poll() is None, (self._folder / "log").read_text()
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(30)
