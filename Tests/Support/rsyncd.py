"""A throw-away rsync daemon on loopback that serves one folder."""

import subprocess
from pathlib import Path

from .ssh import answers, free_port
from .waiting import eventually

# rsync gives up root's rights unless its configuration says otherwise; without root it has none.
CONFIGURATION = """\
use chroot = no
uid = {user}
gid = {group}
reverse lookup = no
[files]
path = {path}
read only = no
"""


class RsyncServer:
    def __init__(self, folder, served):
        self._folder, self._served = Path(folder), Path(served)
        self._process = None
        self._port = None

    def start(self):
        status = self._served.stat()
        configuration = self._folder / "rsyncd.conf"
        configuration.write_text(CONFIGURATION.format(path=self._served, user=status.st_uid, group=status.st_gid))
        eventually(lambda: self._starts(configuration), "an rsync daemon that listens", interval=0)
        return self

    def _starts(self, configuration):
        self._port = free_port()
        command = ["rsync", "--daemon", "--no-detach", f"--config={configuration}", "--address=127.0.0.1", f"--port={self._port}"]
        with open(self._folder / "rsyncd.log", "ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        listens = eventually(lambda: answers(self._port) or self._process.poll() is not None, "the rsync daemon")
        return listens and self._process.poll() is None

    def url(self, path):
        return f"rsync://127.0.0.1:{self._port}/files/{Path(path).relative_to(self._served)}"

    def stop(self):
        self._process.terminate()
        self._process.wait(20)
