"""What was sent and acknowledged, and whether the library holds it: nothing lost, nothing doubled, nothing half."""

import hashlib
import http.client
import threading

from Support.archives import archive
from Support.reports import REPORT, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form


def upload(daemon, report, config=None):
    """The answer, or None where the connection ended without one."""
    parts = [("file", REPORT, report)] + ([("config_file", "config.zip", config)] if config else [])
    try:
        return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    except (OSError, http.client.HTTPException):
        return None


def bytes_of(name):
    """A report and a config that no other name has."""
    return small(str(name)), archive({f"{name}.yaml": f"name: {name}\n".encode()})


class History:
    """Reports by their digests, with the run that a daemon has acknowledged."""

    def __init__(self):
        self.sent = {}
        self.acknowledged = {}

    def send(self, daemon, name):
        """Uploads once; the status, or None without an answer."""
        report, config = bytes_of(name)
        self.sent[name] = (report, config)
        answer = upload(daemon, report, config)
        if answer is not None and answer.status == 200:
            self.note(name, answer.json()["uuid"])
        return answer and answer.status

    def note(self, name, uuid):
        assert self.acknowledged.setdefault(name, uuid) == uuid, f"{name} is two runs: {self.acknowledged[name]} and {uuid}"

    def send_until_acknowledged(self, daemon, name):
        eventually(lambda: self.send(daemon, name) == 200, f"{name} to be filed")

    def check(self, daemon):
        """Every acknowledged run is whole at a daemon, and nothing is there twice."""
        runs, cursor = [], ""
        while cursor is not None:
            page = daemon.web.json(f"/api/benchmarks?limit=500{cursor and f'&cursor={cursor}'}")
            runs += page["runs"]
            cursor = page["next"]
        found = {}
        for run in runs:
            report = daemon.report(run["uuid"])
            digest = hashlib.sha256(report).hexdigest()
            assert digest not in found, f"{run['uuid']} and {found[digest]} are the same report"
            found[digest] = run["uuid"]
        for name, uuid in self.acknowledged.items():
            report, config = self.sent[name]
            assert found.get(hashlib.sha256(report).hexdigest()) == uuid, f"{name} was acknowledged as {uuid}"
            assert daemon.config(uuid) == config
        known = {hashlib.sha256(report).hexdigest() for report, _ in self.sent.values()}
        assert set(found) <= known, "a report that nobody has sent whole"
        return len(runs)


class Senders:
    """One sender for each daemon, which sends a run until it is acknowledged, and then the next; `with` it."""

    def __init__(self, history, daemons):
        self.history = history
        # What each got, in order; None where a connection ended without an answer.
        self.answers = [[] for _ in daemons]
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=[place, daemon]) for place, daemon in enumerate(daemons)]

    def _send(self, place, daemon):
        number = 0
        while not self._is_over.is_set():
            status = self.history.send(daemon, f"sender {place}, run {number}")
            self.answers[place].append(status)
            if status == 200:
                number += 1

    def file(self, count):
        """Waits until so many more runs of each are acknowledged."""
        before = [answers.count(200) for answers in self.answers]
        eventually(lambda: all(answers.count(200) >= had + count for answers, had in zip(self.answers, before)), "runs of every sender", timeout=180)

    def wait_until_refused(self):
        """Waits until each has got an answer that is no acknowledgement, after all of before."""
        before = list(map(len, self.answers))
        eventually(
            lambda: all(any(status != 200 for status in answers[had:]) for answers, had in zip(self.answers, before)), "refusals", timeout=180)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._is_over.set()
        for thread in self._threads:
            thread.join()
