"""The built daemon as a process with an inbox and a data folder of its own."""

import contextlib
import functools
import hashlib
import json
import os
import re
import signal
import subprocess
from pathlib import Path

from . import postgres
from .paths import BENCHD, ROOT, TEMPLATES
from .waiting import TIMEOUT, eventually
from .web import Client

COMPLETE = "read into the catalog"
READY = re.compile(r"^benchd: listening on (http://\S+:(\d+))\n")
STOP_TIMEOUT = 60


_started = []


class Daemon:
    def __init__(self, folder, *options, environment=None, prefix=(), descriptors=()):
        self.inbox = folder / "inbox"
        self.data = folder / "data"
        self.options = options
        self._folder = folder
        self.environment = environment or {}
        if "BENCHD_STORE" not in self.environment:
            self.environment = {**self.store(), **self.environment}
        self._prefix = prefix
        self._descriptors = descriptors
        self._process = None

    @staticmethod
    def store():
        """Where one files, unless that is its data folder."""
        return {"BENCHD_STORE": postgres.new_database()} if postgres.is_wanted() else {}

    # The process

    def start(self, until_complete=True):
        """Starts it, and waits until its catalog says what the files say, unless that is not wanted."""
        log_before = len(self.log()) if (self._folder / "log").exists() else 0
        self.inbox.mkdir(parents=True, exist_ok=True)
        self.data.mkdir(parents=True, exist_ok=True)
        output = self._folder / "stdout"
        with open(output, "wb") as stdout, open(self._folder / "log", "ab") as log:
            self._process = subprocess.Popen(
                self.command(), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=stdout, stderr=log,
                env=clean_environment(self.environment), pass_fds=self._descriptors)
        _started.append(self)
        ready = eventually(lambda: self.has_ended() or READY.match(output.read_text()), "the ready line")
        assert ready is not True, f"benchd ended with {self._process.returncode}:\n{self.log()}"
        self.url, self.port = ready[1], int(ready[2])
        self.web = Client(self.port)
        if until_complete:
            is_complete = lambda: COMPLETE in self.log()[log_before:]
            eventually(lambda: self.has_ended() or is_complete(), "a catalog that says what the files say")
        return self

    def command(self):
        return [
            *self._prefix, str(BENCHD), "serve", "--listen", "127.0.0.1:0", "--inbox", str(self.inbox),
            "--data", str(self.data), "--templates", str(TEMPLATES), *self.options,
        ]

    @property
    def pid(self):
        return self._process.pid

    def has_ended(self):
        return self._process is None or self._process.poll() is not None

    def signal(self, number):
        self._process.send_signal(number)

    def pause(self):
        """Stops all of its threads, until it may go on."""
        self.signal(signal.SIGSTOP)
        tasks = Path(f"/proc/{self.pid}/task")
        is_stopped = lambda task: (task / "stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
        eventually(lambda: all(map(is_stopped, tasks.iterdir())), "all threads to stop")

    def go_on(self):
        self.signal(signal.SIGCONT)

    def wait(self):
        return self._process.wait(STOP_TIMEOUT)

    def stop(self):
        """Asks it to stop and expects that it does so cleanly."""
        if self.has_ended():
            return
        self.signal(signal.SIGTERM)
        try:
            status = self.wait()
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"benchd did not stop within {STOP_TIMEOUT} s:\n{self.log()}") from None
        assert status == 0, f"benchd ended with {status}:\n{self.log()}"

    def kill(self):
        self._process.kill()
        self._process.wait()

    def restart(self):
        self.stop()
        return self.start()

    def log(self):
        return (self._folder / "log").read_text(errors="replace")

    def wait_for_log(self, text):
        """Waits until a line of the log holds `text`, and expects that it is the only one; returns it."""
        eventually(lambda: text in self.log(), f"{text!r} in the log")
        [line] = [line for line in self.log().splitlines() if text in line]
        return line

    def anonymous_memory(self):
        """RssAnon in bytes."""
        with open(f"/proc/{self.pid}/status") as status:
            kilobytes = next(line.split()[1] for line in status if line.startswith("RssAnon"))
        return int(kilobytes) * 1024

    def processor_time(self):
        """Seconds that it has computed."""
        with open(f"/proc/{self.pid}/stat") as status:
            fields = status.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    # What it holds

    def runs(self):
        return self.web.json("/api/benchmarks?limit=500")["runs"]

    def wait_for_runs(self, count, timeout=TIMEOUT):
        return eventually(lambda: len(runs := self.runs()) >= count and runs, f"{count} runs", timeout)

    def only_run(self):
        """Waits for a run and expects that it is the only one."""
        runs = self.wait_for_runs(1)
        assert len(runs) == 1, runs
        return runs[0]

    @property
    def has_files(self):
        """Whether runs are files in its data folder."""
        return "BENCHD_STORE" not in self.environment

    def filed_reports(self):
        """The bytes of every report that is filed, as often as it is there, in order."""
        if self.has_files:
            paths = self.data.glob("[!.]*.json")
            return sorted(path.read_bytes() for path in paths if len(path.suffixes) == 1)
        reports, cursor = [], ""
        while cursor is not None:
            page = self.web.json(f"/api/benchmarks?limit=500{cursor and f'&cursor={cursor}'}")
            reports += [self.report(run["uuid"]) for run in page["runs"]]
            cursor = page["next"]
        return sorted(reports)

    def filed_digests(self):
        """The SHA-256 of every report that is filed, as often as it is there, in order; also while it does not run."""
        if self.has_files:
            return sorted(hashlib.sha256(report).hexdigest() for report in self.filed_reports())
        return sorted(self.sql("SELECT encode(report_digest, 'hex') FROM benchd.runs").split())

    def sql(self, text):
        """What its database says, as text."""
        place = postgres.parts(self.environment["BENCHD_STORE"])
        return postgres.sql(text, place["host"], place["dbname"])

    def report(self, uuid):
        return self.web.get(f"/api/benchmarks/{uuid}").body

    def config(self, uuid):
        return self.web.get(f"/api/benchmarks/{uuid}/config").body

    # Its inbox

    def receipt(self, path, timeout=TIMEOUT):
        """Waits for the receipt of a path in the inbox."""
        file = self.inbox / ".receipts" / f"{path}.json"
        return json.loads(eventually(lambda: file.exists() and file.read_text(), f"the receipt {file}", timeout))

    def receipt_by_digest(self, path):
        """Waits for the receipt of a path that has none of its own name."""
        name = f"{hashlib.sha256(path.encode()).hexdigest()}.json"
        file = self.inbox / ".receipts" / ".by-digest" / name
        receipt = json.loads(eventually(lambda: file.exists() and file.read_text(), f"the receipt of {path[:200]}"))
        assert receipt["path"] == path
        return receipt

    def rejections(self):
        """The rejected drops: `[(folder, problem object)]`; those with a dot are not finished."""
        found = []
        for folder in sorted((self.inbox / ".rejected").glob("[!.]*")):
            # One that a later rejection replaces may go while it is read.
            with contextlib.suppress(FileNotFoundError):
                found.append((folder, json.loads((folder / "reason.json").read_text())))
        return found

    def only_rejection(self):
        """Waits for the only rejected drop, and returns its folder. Its notice comes before the folder."""
        [(folder, _)] = eventually(self.rejections, "a rejected drop")
        return folder

    def wait_until_gone(self, *paths):
        for path in paths:
            eventually(lambda: not (self.inbox / path).exists(), f"{path} to leave the inbox")


def kill_left():
    """Ends the daemons of fixtures that failed before they could hand them out: nobody else would."""
    for daemon in _started:
        if not daemon.has_ended():
            daemon.kill()


def stop_all(daemons):
    """Stops them, expects that each ends cleanly, and shows their logs."""
    try:
        for daemon in daemons:
            daemon.stop()
    finally:
        for daemon in daemons:
            print(daemon.log())
            if not daemon.has_ended():
                daemon.kill()
            if not daemon.has_files:
                postgres.drop(daemon.environment["BENCHD_STORE"])


def clean_environment(additions=None):
    """The environment without what a developer, a platform or systemd may have set for benchd, or an installed benchd have."""
    inherited = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("BENCHD_", "LISTEN_", "WATCHDOG_")) and name not in ("PORT", "NOTIFY_SOCKET", "CREDENTIALS_DIRECTORY")}
    return {**inherited, "BENCHD_CONFIG": "", **(additions or {})}


def daemon_of(data):
    """The daemon with a data folder; None where there is none."""
    return next((daemon for daemon in reversed(_started) if str(daemon.data) == str(data)), None)


def _store(arguments):
    """Where the daemon files whose data folder a command is given."""
    daemon = next(filter(None, map(daemon_of, arguments)), None)
    return {name: value for name, value in (daemon.environment if daemon else {}).items() if name == "BENCHD_STORE"}


def benchd(*arguments, environment=None, cwd=ROOT):
    """Runs benchd to its end."""
    return subprocess.run(
        [str(BENCHD), *map(str, arguments)], cwd=cwd, env=clean_environment({**_store(arguments), **(environment or {})}), text=True,
        capture_output=True, timeout=60, check=False)


@functools.cache
def version():
    """What the built program says that it is."""
    return benchd("--version").stdout.splitlines()[0].removeprefix("benchd ")
