"""A throw-away sshd on loopback, with its own keys, for the tools that rigs use."""

import getpass
import os
import socket
import subprocess
from pathlib import Path

from .waiting import eventually

SSHD = "/usr/sbin/sshd"
# The name that the client's configuration gives it.
HOST = "bench"

SERVER = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/user_key.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
Subsystem sftp internal-sftp
"""

CLIENT = """\
Host {host}
HostName 127.0.0.1
Port {port}
User {user}
IdentityFile {folder}/user_key
IdentitiesOnly yes
UserKnownHostsFile {folder}/known_hosts
StrictHostKeyChecking accept-new
BatchMode yes
LogLevel ERROR
"""


class SSHServer:
    def __init__(self, folder):
        self._folder = Path(folder)
        self._process = None
        for name in ("host_key", "user_key"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self._folder / name)]
            subprocess.run(command, check=True, timeout=60)

    @property
    def client_configuration(self):
        """For the option -F of ssh, scp and sftp."""
        return self._folder / "client"

    def start(self):
        if os.geteuid() == 0:
            # Compiled into sshd, which refuses to start as root without it.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        # Another process may take the port before sshd does.
        eventually(self._starts, "an sshd that listens", interval=0)
        return self

    def _starts(self):
        port = free_port()
        values = {"port": port, "folder": self._folder, "host": HOST, "user": getpass.getuser()}
        (self._folder / "server").write_text(SERVER.format(**values))
        self.client_configuration.write_text(CLIENT.format(**values))
        with open(self._folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                [SSHD, "-D", "-e", "-f", str(self._folder / "server")], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return eventually(lambda: answers(port) or self._process.poll() is not None, "sshd") and self._process.poll() is None

    def stop(self):
        self._process.terminate()
        self._process.wait(20)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True
