"""What was sent and acknowledged, and whether the library holds it: nothing lost, nothing doubled, nothing half."""

import hashlib

from Support.archives import archive
from Support.reports import REPORT, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form


def upload(daemon, report, config=None):
    """The answer, or None where the connection ended without one."""
    parts = [("file", REPORT, report)] + ([("config_file", "config.zip", config)] if config else [])
    try:
        return daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    except (ConnectionError, TimeoutError, OSError):
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
