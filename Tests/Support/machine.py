"""A root filesystem with a Debian in it: packages are installed there, and programs run there as a unit of systemd says.

Whatever is mounted is so in a namespace that ends with the program.
"""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from .daemon import READY, clean_environment
from .paths import ROOT
from .systemd import PASSING
from .unit import Unit
from .waiting import eventually
from .web import Client

IMAGE = ROOT / ".build" / "package" / "root.tar"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# $0 is the root. The processes of the tests are seen, because the program keeps its number.
MOUNT = 'set -e; mount --bind "$0" "$0"; mount -t proc proc "$0/proc"; '
# Of all that the program could write, the folders that come before -- alone.
READ_ONLY = (
    'for folder; do shift; [ "$folder" != -- ] || break; mount --bind "$0$folder" "$0$folder"; done; '
    'mount -o remount,ro,bind "$0"; mount -t tmpfs tmpfs "$0/tmp"; ')


def unpack(folder):
    """A fresh root."""
    folder.mkdir()
    subprocess.run(["tar", "--extract", f"--file={IMAGE}", "--directory", folder], check=True)
    return Machine(folder)


class Machine:
    def __init__(self, root):
        self.root = root

    def path(self, name):
        """A path of the machine, as the tests see it."""
        return self.root / name.lstrip("/")

    def run(self, *command, user="root", check=True, **settings):
        """Runs a program to its end, as a user with the groups that it has."""
        program = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *map(str, command)]
        result = subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "bash", "-c", MOUNT + 'exec chroot "$0" "$@"', self.root, *program],
            env={"PATH": PATH, "HOME": "/", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}, text=True, capture_output=True,
            check=False, **settings)
        assert not check or result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"
        return result

    def copy(self, source, target):
        """Copies a file of the tests into the machine."""
        shutil.copy(source, self.path(target))
        return target

    def install(self, package):
        """Installs a package whose dependencies are there."""
        self.copy(package, "/root")
        return self.run("dpkg", "--install", f"/root/{Path(package).name}")

    def add_rig(self, name):
        """A user who may drop reports."""
        self.run("useradd", "--groups", "benchd-rigs", name)


class Service:
    """A service of a machine, run as its unit says, under its system-call filter."""

    def __init__(self, machine, folder, name, environment=None):
        self.machine = machine
        self.unit = Unit(machine.path(f"/lib/systemd/system/{name}.service"))
        self._folder = folder
        self._environment = environment or {}
        self._launcher = _launcher(machine)
        self.unit.write_filter(machine.path("/opt/filter"), refused=("ioprio_set", "setpriority"))

    def start(self, listening):
        """Starts it with a socket that listens, and waits until it is ready."""
        output = self._folder / "stdout"
        with open(output, "wb") as stdout, open(self._folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                self._command(listening.fileno()), stdin=subprocess.DEVNULL, stdout=stdout, stderr=log, env=self._variables(),
                pass_fds=[listening.fileno()])
        ready = eventually(lambda: self._process.poll() is not None or READY.match(output.read_text()), "the ready line")
        assert ready is not True, f"it ended with {self._process.returncode}:\n{self.log()}"
        self.web = Client(int(ready[2]))
        return self

    def _command(self, listener):
        capabilities = "-all," + ",".join("+" + name.removeprefix("CAP_").lower() for name in self.unit["AmbientCapabilities"].split())
        user, group = self.unit["User"], self.unit["Group"]
        rights = [
            "setpriv", f"--reuid={user}", f"--regid={group}", "--init-groups", f"--inh-caps={capabilities}",
            f"--ambient-caps={capabilities}", f"--bounding-set={capabilities}", "--no-new-privs"]
        inside = f'umask {self.unit["UMask"]}; cd {self.unit["WorkingDirectory"]}; ' + PASSING
        program = ["bash", "-c", inside, str(listener), self._launcher, "/opt/filter", *self.unit["ExecStart"].split()]
        return [
            "unshare", "--mount", "--propagation", "private", "bash", "-c", MOUNT + READ_ONLY + 'exec chroot "$0" "$@"',
            self.machine.root, *self.unit["ReadWritePaths"].split(), "--", *rights, *program]

    def _variables(self):
        return {"PATH": PATH, **{name: value for name, value in clean_environment(self._environment).items() if name == "LC_ALL"},
                **self._environment}

    @property
    def pid(self):
        return self._process.pid

    def reload(self):
        assert self.unit["ExecReload"] == "/bin/sh -c 'kill -HUP $MAINPID'"
        self._process.send_signal(signal.SIGHUP)

    def stop(self):
        """Stops it, and expects that it ends cleanly: the filter would have ended it otherwise."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(60)
        assert status == 0, f"it ended with {status}:\n{self.log()}"

    def kill(self):
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def log(self):
        return (self._folder / "log").read_text(errors="replace")


def _launcher(machine):
    """What puts a program under a filter, as a path of the machine."""
    target = machine.path("/opt/filtered")
    if not target.exists():
        compiler = next(name for name in ("clang", "gcc", "cc") if shutil.which(name))
        source = Path(__file__).with_name("filtered.c")
        subprocess.run([compiler, "-O1", "-o", target, source], check=True)
        os.chmod(target, 0o755)
    return "/opt/filtered"


def free_port():
    """A port that nobody has at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
