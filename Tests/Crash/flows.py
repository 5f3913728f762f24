"""What a rig can do and what must become of it, whatever happens to the daemon meanwhile."""

import http.client
from dataclasses import dataclass, field

from Support import postgres
from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.web import FORM_TYPE, form

NIGHT = "rig-07/night"
REPORT_PATH = f"{NIGHT}/{REPORT}"
CONFIG_PATH = f"{NIGHT}/{CONFIG}"
BAD = b'{"data": {"fio-x": [1]}}'


@dataclass(frozen=True)
class Expected:
    """What there must be in the end."""

    #: (report, config or None) of each run.
    runs: list = field(default_factory=list)
    #: The source of the runs.
    source: str | None = "rig-07"
    #: What each rejected drop holds.
    rejected: list = field(default_factory=list)
    #: The outcome in the notice of each path.
    outcomes: dict = field(default_factory=dict)
    #: Without an acknowledgement the runs may be missing, too.
    is_certain: bool = True


class Flow:
    """`prepare` is over before anything happens to the daemon, `act` is what is disturbed."""

    name = ""

    def __init__(self, tag="x"):
        self.report, self.config = small(tag), archive({tag: tag.encode() * 100})

    def prepare(self, rig):
        pass

    def act(self, rig):
        """Starts it; returns what the daemon acknowledged at once, if it did."""
        raise NotImplementedError

    def expected(self, acknowledged):
        raise NotImplementedError

    def __str__(self):
        return self.name


class Drop(Flow):
    name = "drop with config"

    def act(self, rig, top=None):
        put((top or rig.inbox) / NIGHT, self.report, self.config)

    def expected(self, acknowledged):
        return Expected(runs=[(self.report, self.config)], outcomes={REPORT_PATH: "accepted"})


class Drops(Flow):
    """Several at once: what is ready together is filed together, with syncs that they share."""

    name = "three drops at once"

    def __init__(self, tag="x"):
        super().__init__(tag)
        self.drops = {
            f"rig-07/{name}": (small(tag + name), archive({name: name.encode() * 100})) for name in ("a", "b", "c")}

    def act(self, rig):
        outgoing = rig.inbox / ".outgoing"
        for folder, (report, config) in self.drops.items():
            put(outgoing / folder, report, config)
        (outgoing / "rig-07").rename(rig.inbox / "rig-07")
        outgoing.rmdir()

    def expected(self, acknowledged):
        return Expected(
            runs=list(self.drops.values()), outcomes={f"{folder}/{REPORT}": "accepted" for folder in self.drops})


class Upload(Flow):
    name = "upload with config"

    def act(self, rig):
        try:
            answer = self.send(rig)
        except (OSError, http.client.HTTPException):
            return None
        assert answer.status == 200, answer
        return answer.json()["uuid"]

    def send(self, rig):
        body = form(("file", REPORT, self.report), ("config_file", CONFIG, self.config), ("source", None, b"rig-07"))
        return rig.daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, body)

    def expected(self, acknowledged):
        return Expected(runs=[(self.report, self.config)], is_certain=acknowledged is not None)


class LateConfig(Flow):
    name = "late config"

    def prepare(self, rig):
        put(rig.inbox / NIGHT, self.report)
        rig.wait_for_quiet()

    def act(self, rig):
        put(rig.inbox / NIGHT, config=self.config)

    def expected(self, acknowledged):
        return Expected(
            runs=[(self.report, self.config)], outcomes={REPORT_PATH: "accepted", CONFIG_PATH: "attached"})


class Duplicate(Flow):
    name = "duplicate"

    def prepare(self, rig):
        put(rig.inbox / NIGHT, self.report, self.config)
        rig.wait_for_quiet()

    def act(self, rig):
        put(rig.inbox / NIGHT, self.report, self.config)

    def expected(self, acknowledged):
        return Expected(runs=[(self.report, self.config)], outcomes={REPORT_PATH: "duplicate"})


class Repair(Duplicate):
    """The filed report is lost, and the same drop comes again."""

    name = "repair"

    def prepare(self, rig):
        super().prepare(rig)
        [uuid] = rig.reports()
        (rig.data / f"{uuid}.json").unlink()


class Rejection(Flow):
    name = "rejection"

    def act(self, rig):
        put(rig.inbox / NIGHT, BAD, self.config)

    def expected(self, acknowledged):
        return Expected(rejected=[{REPORT: BAD, CONFIG: self.config}], outcomes={REPORT_PATH: "rejected"})


FLOWS = [Drop, Upload, LateConfig, Duplicate, Rejection]
#: Those that a kill and a power cut meet. What a database has is not lost by removing a file.
ENDED_FLOWS = [*FLOWS, *([] if postgres.is_wanted() else [Repair]), Drops]
