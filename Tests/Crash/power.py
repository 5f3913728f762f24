"""Holding a daemon before every call that changes a file, to see what a power cut at that instant would do."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import verdict
from flows import Upload
from shim import HOLD, NEVER
from Support.waiting import eventually


@dataclass
class Instant:
    """What was promised when the power failed."""

    #: How many calls were made.
    calls: int
    where: str
    acknowledged: str | None
    #: The runs that the notices named by then: {path in the inbox: uuid}.
    receipts: dict
    #: What was filed under which receipt, where the sender had learnt its outcome by then: {uuid: bytes}.
    filed: dict

    def promises(self):
        return (self.acknowledged, *sorted(self.receipts.items()), *sorted(self.filed.items()))


def instants(rig, flow, lie=0, settle=lambda: None):
    """Runs the flow and stops before each call of the daemon's, and once more when it is over.

    `settle` is called where all that was written so far is to be on the disk: what a sender sent is the sender's
    business. `lie` is the number of a sync that is not done.
    """
    rig.start(preloaded=True)
    flow.prepare(rig)
    settle()
    rig.shim.arm(HOLD, 1, NEVER, records=True, lie=lie)
    with ThreadPoolExecutor(1) as pool:
        acting = pool.submit(flow.act, rig)
        if not isinstance(flow, Upload):
            acting.result()
            settle()
        for calls, where in held(rig, acting):
            yield instant(rig, flow, calls, where, acting.result() if acting.done() else None)
    rig.daemon.kill()


def held(rig, acting):
    """Holds the daemon before each of its calls while `acting` goes on: how many calls were made, and where that is."""
    call = 1
    while _is_held_at(rig, call, acting):
        yield call - 1, f"power cut before {rig.shim.calls()[call - 1]}"
        rig.shim.release(call)
        call += 1
    acting.result()
    yield call - 1, "power cut after the end"


def _is_held_at(rig, call, acting):
    """Waits until the daemon wants to make this call; false where it has nothing more to do."""
    quiet = 0

    def is_decided():
        nonlocal quiet
        quiet = quiet + 1 if acting.done() and not rig.waiting() else 0
        return rig.shim.hits >= call or quiet > 20

    eventually(is_decided, "the daemon to make a call or to be done", timeout=60, interval=0.003)
    return rig.shim.hits >= call


def instant(rig, flow, calls, where, acknowledged):
    """What is promised now."""
    folder = rig.inbox / ".receipts"
    receipts = {
        str(file.relative_to(folder).with_suffix("")): json.loads(file.read_bytes())["uuid"]
        for file in folder.rglob("[!.]*.json")}
    outcomes = flow.expected(acknowledged).outcomes
    is_told = bool(acknowledged or outcomes and outcomes.keys() <= receipts.keys())
    filed = {uuid: receipt for uuid, (_, _, receipt) in rig.reports().items()} if is_told else {}
    return Instant(calls, where, acknowledged, receipts, filed)


def judge(rig, instant, flow, is_same_file=True):
    """Starts a daemon on what the power cut left. A disk that was made again does not have the very same files."""
    expected = flow.expected(instant.acknowledged)
    found = verdict.of_files(rig, expected)
    rig.start()
    found.add(verdict.of_rest(rig, expected, instant.acknowledged, is_same_file))
    for path, uuid in instant.receipts.items():
        if uuid is not None and not (rig.data / f"{uuid}.json").exists():
            found.lost.append(f"{uuid}, which the receipt of {path} told")
    for uuid, receipt in instant.filed.items():
        if rig.reports().get(uuid, (None, None, None))[2] != receipt:
            found.half.append(f"{uuid} has not the receipt that it was acknowledged with")
    return found
