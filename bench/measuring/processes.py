"""Programs that run to their end, and servers that run until they are stopped; what both take of the machine."""

import contextlib
import json
import os
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .places import Unfit

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Ended:
    seconds: float
    processor_seconds: float
    output: str


def finish(*command, environment=None):
    """Runs a program to its end, which must be success."""
    command = [str(part) for part in command]
    begin = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment) as process:
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    if process.returncode != 0:
        raise Unfit(f"{Path(command[0]).name} ended with {process.returncode}: {output.decode(errors='replace')[:500]}")
    return Ended(seconds, usage.ru_utime + usage.ru_stime, output.decode(errors="replace"))


def finish_json(*command):
    """Runs a program that prints one JSON value."""
    return json.loads(finish(*command).output)


class Server:
    """A process that runs until it is stopped, by its own id."""

    # All that were started: one that never became ready must end with the measurement, too.
    started = []

    def __init__(self, name, command, folder, environment=None):
        self.name = name
        self.log = folder / "log"
        self.output = folder / "output"
        with open(self.log, "ab") as log, open(self.output, "wb") as output:
            self._process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=log, env=environment)
        self.started.append(self)

    @property
    def pid(self):
        return self._process.pid

    def expect_alive(self):
        if self._process.poll() is not None:
            raise Unfit(f"{self.name} ended with {self._process.returncode}: {self.log.read_text(errors='replace')[-500:]}")

    def wait_for(self, condition, what, timeout=60):
        def holds():
            self.expect_alive()
            return condition()

        return eventually(holds, f"{self.name}: {what}", timeout)

    def processor_seconds(self):
        """What the process and its children have computed so far."""
        return sum(int(fields[11]) + int(fields[12]) for fields in self._states()) / TICK

    def resident_bytes(self):
        return sum(int(fields[21]) for fields in self._states()) * PAGE

    def anonymous_bytes(self):
        """Of the process alone, without what it has mapped of files."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("RssAnon:")[2].split()[0]) * 1_024

    def _states(self):
        """/proc/PID/stat of the process and of its children, from the third field on."""
        for file in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                fields = file.read_text().rsplit(")", 1)[1].split()
                if str(self.pid) in (file.parent.name, fields[1]):
                    yield fields

    def stop(self):
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise Unfit(f"{self.name} did not stop within a minute") from None

    @classmethod
    def stop_all(cls):
        for server in cls.started:
            server.stop()


def eventually(condition, what, timeout=60, interval=0.02):
    """The first truthy value of `condition()`."""
    deadline = time.monotonic() + timeout
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise Unfit(f"waited {timeout} s in vain for {what}")
        time.sleep(interval)
    return value


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def clean_environment(additions=None):
    """The environment without benchd's own variables, which a developer may have set, without settings of Python, and without the options of an installed benchd."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("BENCHD_", "PYTHON"))}
    return {**inherited, "BENCHD_CONFIG": "", **(additions or {})}
