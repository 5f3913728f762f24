"""A machine that systemd runs: in namespaces of its own, as far as the kernel and the rights of the tests allow it."""

import signal
import subprocess
from pathlib import Path

from . import control_groups
from .waiting import eventually

# $1 is the name of our control groups, $0 the root. Each hierarchy that is mounted gets one, which systemd takes for its whole.
ENTER = """
for tasks in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do
    [ -e "$tasks" ] || continue
    group=${tasks%/cgroup.procs}/$1
    mkdir -p "$group"
    for file in cpuset.cpus cpuset.mems; do
        [ ! -e "$group/$file" ] || cat "${tasks%/cgroup.procs}/$file" >"$group/$file" 2>/dev/null || true
    done
    echo $$ >"$group/cgroup.procs" || true
done
exec unshare --pid --fork --kill-child=SIGKILL --mount --propagation private --uts --ipc --cgroup $NAMESPACES bash -c "$BOOT" "$0"
"""
BOOT = """
set -e
mount --bind "$0" "$0"
# systemd makes credentials in a namespace of their own, from which they must come back.
mount --make-shared "$0"
mount -t proc proc "$0/proc"
mount -t tmpfs tmpfs "$0/run"
mount -t tmpfs tmpfs "$0/tmp"
mount --rbind /sys "$0/sys"
# systemd mounts the hierarchies, which begin at our own groups then; what is mounted already begins at those of the host.
mount -t tmpfs tmpfs "$0/sys/fs/cgroup"
mount --rbind /dev "$0/dev"
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
    chroot "$0" /lib/systemd/systemd --show-status=no --log-target=console --log-level=warning systemd.unit=multi-user.target
"""


class Booted:
    """A machine while systemd runs it; whatever it has started ends with it."""

    def __init__(self, machine, folder, has_network_of_its_own=False):
        self.machine = machine
        self._namespaces = ["--net"] if has_network_of_its_own else []
        self._group = f"benchd-{folder.name}"[:60]
        self._log = folder / "console"

    def start(self):
        """Starts it; returns why it does not run, or None."""
        self._output = open(self._log, "wb")
        self._process = subprocess.Popen(
            ["bash", "-c", ENTER, self.machine.root, self._group], stdin=subprocess.DEVNULL, stdout=self._output, stderr=self._output,
            env={"BOOT": BOOT, "NAMESPACES": " ".join(self._namespaces), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        is_over = lambda: self._process.poll() is not None
        state = lambda: self.run("systemctl", "is-system-running", check=False).stdout.strip() in ("running", "degraded")
        eventually(lambda: is_over() or (self._init() and state()), "systemd to run the machine", timeout=120, interval=0.2)
        return self._log.read_text(errors="replace") if is_over() else None

    def _init(self):
        """systemd's number, as the tests see it; None before it runs."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return next((int(pid) for pid in children if Path(f"/proc/{pid}/comm").read_text() == "systemd\n"), None)

    def run(self, *command, check=True):
        """Runs a program there to its end."""
        result = subprocess.run(
            ["nsenter", f"--target={self._init()}", "--mount", "--pid", "--uts", "--ipc", "--cgroup", *self._namespaces, "--root", "env", "-i", "--chdir=/",
             "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", *map(str, command)],
            text=True, capture_output=True, check=False)
        assert not check or result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"
        return result

    def value(self, unit, name):
        return self.run("systemctl", "show", "--value", f"--property={name}", unit).stdout.strip()

    def journal(self, unit):
        return self.run("journalctl", "--no-pager", "--output=cat", f"--unit={unit}").stdout

    def stop(self):
        """Ends it, and removes its control groups."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait(60)
        self._output.close()
        control_groups.remove(self._group)
