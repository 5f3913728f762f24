"""A night of a farm: rigs that send, an outage, a check of everything, and then as much as can be filed."""

import asyncio
import contextlib
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .. import reports
from ..bench import Bench
from ..building import program
from ..burst import Files
from ..effort import EFFORTS
from ..processes import finish_json
from ..servers.benchd import Benchd
from . import sending
from .checking import check
from .database import DURABLE, Database, Server
from .growth import Memory, Size, size
from .model import OUTAGE, RETURN, Model

# After the last report is ready, at most so many seconds until all are acknowledged.
GRACE = 90
# Uploads without a pause: how many, and over how many connections.
FLOOD, CONNECTIONS = 600, 16


@dataclass
class Night:
    model: Model
    daemons: int
    sent: list
    # Uploads that were refused or not answered.
    refusals: int
    # How many reports waited when the database came back, and the seconds until all of them were acknowledged.
    backlog: int
    drained: float
    growth: Size
    catalog: float
    memory: int
    processors: tuple
    flood: float
    verdict: object

    @property
    def acknowledged(self):
        return [one for one in self.sent if one.acknowledged is not None]

    @property
    def untouched(self):
        """Latencies of the reports that were taken at once."""
        return sorted(one.latency for one in self.acknowledged if one.attempts == 1)

    def rates(self):
        """Offered and filed reports a second at the height of the night, before the outage."""
        begin, end = self.model.at((OUTAGE + 0.2) / 2), self.model.at(OUTAGE)
        offered = sum(begin <= one.ready < end for one in self.sent)
        filed = sum(begin <= one.acknowledged < end for one in self.acknowledged)
        return offered / (end - begin), filed / (end - begin)


def spend(model, daemon_count, note):
    with contextlib.ExitStack() as stack:
        bench = Bench(EFFORTS["smoke"])
        stack.callback(bench.close)
        server = Server(*DURABLE)
        stack.callback(server.stop)
        database = Database(server)
        daemons = [stack.enter_context(bench.running(Benchd, None, database.store)) for _ in range(daemon_count)]
        for daemon in daemons:
            daemon.wait_until_complete(0)
        note(f"{daemon_count} daemons, {model.rigs} rigs, {model.seconds:.0f} s ...")
        return watched(bench, server, database, daemons, model, note)


def watched(bench, server, database, daemons, model, note):
    farm = sending.Farm(model, [daemon.port for daemon in daemons])
    before, used = size(database), (sum(daemon.processor_seconds() for daemon in daemons), server.processor_seconds())
    backlog = []
    events = [(model.at(OUTAGE), database.refuse), (model.at(RETURN), lambda: backlog.extend(admit(database, farm)))]
    with Memory(daemons) as memory:
        asyncio.run(farm.send_all(events, model.seconds + GRACE))
    grown = size(database) - before
    processors = (sum(daemon.processor_seconds() for daemon in daemons) - used[0], server.processor_seconds() - used[1])
    drained = max((one.acknowledged or float("inf") for one in backlog), default=model.at(RETURN)) - model.at(RETURN)
    note(f"{len(farm.sent)} reports; as many uploads as go ...")
    numbers, rate = flood(bench, daemons, len(farm.sent))
    note(f"{rate:.0f} uploads/s; reading everything ...")
    verdict = judge(daemons, farm, numbers)
    for daemon in daemons:
        daemon.stop()
    catalog = statistics.mean(daemon.catalog_bytes() for daemon in daemons) / max(verdict.runs, 1)
    refusals = sum(one.attempts - (one.acknowledged is not None) for one in farm.sent)
    return Night(
        model, len(daemons), farm.sent, refusals, len(backlog), drained, grown, catalog, memory.most, processors, rate, verdict)


def admit(database, farm):
    """The database comes back; returns the reports that wait for it."""
    database.admit()
    return [one for one in farm.sent if one.acknowledged is None and one.attempts > 0]


def flood(bench, daemons, first):
    """The numbers of further reports, and how many a second were acknowledged, over all daemons at once."""
    files = Files.of(bench.new_folder(), reports.example())
    count = FLOOD // len(daemons)
    # The program writes its numbers into the same place as the rigs.
    firsts = [first + 1 + place * count for place in range(len(daemons))]
    begin = time.perf_counter()
    with ThreadPoolExecutor(len(daemons)) as pool:
        list(pool.map(
            lambda daemon, start: finish_json(
                program("uploads"), daemon.port, files.report, files.config, start, count, max(1, CONNECTIONS // len(daemons))), daemons, firsts))
    return range(first + 1, first + 1 + count * len(daemons)), count * len(daemons) / (time.perf_counter() - begin)


def judge(daemons, farm, flooded):
    sent, acknowledged = {}, {}
    for one in farm.sent:
        report = sending.digest(sending.report(one.number))
        sent[report] = sending.digest(sending.config(one.number))
        if one.acknowledged is not None:
            acknowledged[report] = one.uuid
    shared = sending.digest(reports.config())
    # The program that floods ends only when each was acknowledged, and keeps no ids.
    for number in flooded:
        report = sending.digest(sending.report(number))
        sent[report], acknowledged[report] = shared, None
    return check([daemon.port for daemon in daemons], acknowledged, sent)


def wrong(night):
    """What must not be, in a sentence; None where all is right."""
    if not night.verdict.is_right:
        return f"benchd has broken its promise: {night.verdict}"
    waiting = len(night.sent) - len(night.acknowledged)
    return f"{waiting} reports were not acknowledged within {GRACE} s" if waiting else None
