"""An HAProxy of a test's own, with packaging/scale/haproxy.cfg as it is: addresses come from the environment."""

import os
import socket
import subprocess
from pathlib import Path

from .paths import ROOT
from .ssh import free_port
from .waiting import eventually
from .web import Client

CONFIGURATION = ROOT / "packaging/scale/haproxy.cfg"
HAPROXY = "/usr/sbin/haproxy"


def check(configuration, **environment):
    """What `haproxy -c` finds, with its exit code."""
    done = subprocess.run(
        [HAPROXY, "-c", "-f", configuration], env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


class ThroughProxy(Client):
    """A client to whom an answer that HAProxy has made itself is a connection that broke."""

    _timeout = 90

    def _exchange(self, method, path, headers, body):
        answer = super()._exchange(method, path, headers, body)
        if answer.body.startswith(b"<html><body><h1>"):
            raise ConnectionError(f"HAProxy answers {answer.status}")
        return answer


class HAProxy:
    """Before the daemons a and b; `with` it."""

    def __init__(self, folder, a, b, configuration=CONFIGURATION):
        self.folder = Path(folder)
        self.folder.mkdir()
        self._configuration, self._a, self._b = configuration, a, b
        self._process = None

    def __enter__(self):
        # Another process may take the port before HAProxy does.
        eventually(self._starts, "an HAProxy that listens", interval=0)
        self.web = ThroughProxy(self.port)
        return self

    def _starts(self):
        self.port = free_port()
        # A path of a socket is short.
        self.admin = f"/tmp/benchd-haproxy-{self.port}"
        addresses = {
            "BENCHD_A": f"127.0.0.1:{self._a}", "BENCHD_B": f"127.0.0.1:{self._b}", "BENCHD_BIND": f"127.0.0.1:{self.port}",
            "BENCHD_ADMIN": self.admin}
        with open(self.folder / "log", "wb") as log:
            self._process = subprocess.Popen(
                [HAPROXY, "-db", "-f", self._configuration], env={**os.environ, **addresses}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT)
        eventually(lambda: self._process.poll() is not None or self._administers(), "HAProxy")
        return self._process.poll() is None

    def _administers(self):
        try:
            return "Pid:" in self.command("show info")
        except OSError:
            return False

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        Path(self.admin).unlink(missing_ok=True)
        print(self.log()[-5000:])

    def log(self):
        return (self.folder / "log").read_text()

    def command(self, line):
        """The answer of the socket for administrators."""
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(self.admin)
            client.sendall(line.encode() + b"\n")
            return b"".join(iter(lambda: client.recv(1 << 16), b"")).decode()

    def states(self, backend):
        """Of each server of a backend, such as {"a": "UP"}."""
        lines = [line.split(",") for line in self.command("show stat").splitlines()]
        status = lines[0].index("status")
        return {line[1]: line[status].split()[0] for line in lines[1:] if line[0] == backend and line[1] not in ("BACKEND", "FRONTEND")}
