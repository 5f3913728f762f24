"""The power is cut before every call that changes a file: what was acknowledged is there, whole and once."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

import verdict
from disk import Disk, can_mount
from flows import FLOWS, Drop, LateConfig, Rejection, TwoDrops, Upload
from rig import Rig
from shim import HOLD, NEVER
from Support.waiting import eventually

pytestmark = pytest.mark.skipif(not can_mount(), reason="mounting a loop device needs root")

SAMPLED = 8


@dataclass
class Cut:
    """What a power cut would leave at an instant, and what was promised by then."""

    images: list
    where: str
    acknowledged: str | None
    receipts: dict = field(default_factory=dict)


class Machine:
    """A rig whose inbox and data folder lie on one disk or on two."""

    def __init__(self, library, folder, images):
        self._stack = ExitStack()
        self.disks = [
            self._stack.enter_context(Disk(image, folder / f"disk-{number}")) for number, image in enumerate(images)]
        inbox, data = self.disks[0].mount_point / "inbox", self.disks[-1].mount_point / "data"
        self.rig = Rig(library, folder / "rig", inbox, data)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.rig.daemon.has_ended():
            self.rig.daemon.kill()
        self._stack.close()

    def receipts(self):
        """The receipts that a rig could have read by now: {path: uuid}."""
        folder = self.rig.inbox / ".receipts"
        return {
            str(file.relative_to(folder).with_suffix("")): json.loads(file.read_bytes())["uuid"]
            for file in folder.rglob("[!.]*.json")}


def cuts_of(machine, folder, flow, lie=None):
    """Runs the flow and keeps what is on the disks before each call; what is the same as before is kept once."""
    rig = machine.rig
    rig.start(preloaded=True)
    flow.prepare(rig)
    for disk in machine.disks:
        disk.sync()
    if lie:
        rig.shim.pretend_to_sync(*lie)
    rig.shim.arm(HOLD, 1, NEVER)
    cuts, seen = [], set()

    def cut(where, acknowledged):
        receipts = machine.receipts()
        key = (*(disk.content() for disk in machine.disks), acknowledged, *sorted(receipts.items()))
        if key not in seen:
            seen.add(key)
            images = [folder / f"cut-{len(cuts)}-{number}" for number in range(len(machine.disks))]
            for disk, image in zip(machine.disks, images):
                disk.copy(image)
            cuts.append(Cut(images, where, acknowledged, receipts))

    with ThreadPoolExecutor(1) as pool:
        acting = pool.submit(flow.act, rig)
        if not isinstance(flow, Upload):
            acting.result()
            # What the sender sent is on the disk: that is the sender's business.
            for disk in machine.disks:
                disk.sync()
        call = 1
        while is_held_at(rig, call, acting):
            cut(f"power cut before {rig.shim.calls()[call - 1]}", acting.result() if acting.done() else None)
            rig.shim.release(call)
            call += 1
        cut("power cut after the end", acting.result())
    return cuts


def is_held_at(rig, call, acting):
    """Waits until the daemon wants to make this call; false where it has nothing more to do."""
    quiet = 0

    def is_decided():
        nonlocal quiet
        quiet = quiet + 1 if acting.done() and not rig.waiting() else 0
        return rig.shim.hits >= call or quiet > 20

    eventually(is_decided, "the daemon to make a call or to be done", interval=0.005)
    return rig.shim.hits >= call


def judge(library, folder, cut, flow):
    """Starts a daemon on what the cut has left."""
    with Machine(library, folder, cut.images) as machine:
        rig = machine.rig
        expected = flow.expected(cut.acknowledged)
        rig.start()
        found = verdict.of_rest(rig, expected, cut.acknowledged)
        for path, uuid in cut.receipts.items():
            if uuid is not None and not (rig.data / f"{uuid}.json").exists():
                found.lost.append(f"{uuid}, which the receipt of {path} told")
    for image in cut.images:
        os.unlink(image)
    return found, cut.where


@pytest.fixture(params=[1, 2], ids=["one filesystem", "two filesystems"])
def disk_count(request):
    return request.param


def find_faults(library, folder, disk_count, flow, in_parallel, choose=list, lie=None):
    images = [Disk.make(folder / f"image-{number}", folder).image for number in range(disk_count)]
    with Machine(library, folder / "live", images) as machine:
        cuts = choose(cuts_of(machine, folder, flow, lie))
        pretended = machine.rig.shim.pretended
        calls = machine.rig.shim.count
    numbered = list(enumerate(cuts))
    results = in_parallel(lambda item: judge(library, folder / f"after-{item[0]}", item[1], flow), numbered)
    return verdict.total(results), len(cuts), calls, pretended


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_power_cut_at_any_call_loses_nothing_acknowledged(
        shim_library, memory_folder, disk_count, flow, spread, in_parallel, figures):
    found, count, calls, _ = find_faults(
        shim_library, memory_folder, disk_count, flow(), in_parallel, lambda cuts: spread(cuts, SAMPLED))

    figures.append(f"{flow.name}, {disk_count} ext4: power cut at {calls} calls, {count} different states tried: {found}")
    assert count > 2
    assert not found.all(), "\n".join(found.all())


@dataclass(frozen=True)
class Sync:
    """A sync of the daemon's, found by the path and by its turn among the syncs of such paths."""

    name: str
    flow: type
    pattern: str
    turn: int = 1


SYNCS = [
    Sync("the report", Drop, "*/.staging/inbox-*", 1),
    Sync("the config", Drop, "*/.staging/inbox-*", 2),
    Sync("the receipt in the data folder", Drop, "*/.staging/*.receipt.json"),
    Sync("the data folder before the report's rename", Drop, "*/data", 1),
    Sync("the data folder after the report's rename", Upload, "*/data", 2),
    Sync("a late config", LateConfig, "*/.staging/inbox-*"),
    Sync("the data folder before a late config's receipt", LateConfig, "*/data", 1),
    Sync("a late config's receipt in the data folder", LateConfig, "*/.staging/*.receipt.json"),
    Sync("the data folder after a late config's receipt", LateConfig, "*/data", 2),
    Sync("the receipt in the inbox", TwoDrops, "*/.receipts/*.new"),
    Sync("the receipts' directory", TwoDrops, "*/.receipts/rig-07/night"),
    Sync("the reason of a rejection", Rejection, "*/.reason.json.new"),
]


@pytest.mark.parametrize("sync", SYNCS, ids=lambda sync: sync.name)
def test_without_this_sync_a_power_cut_does_harm(shim_library, memory_folder, disk_count, sync, in_parallel, figures):
    found, count, _, pretended = find_faults(
        shim_library, memory_folder, disk_count, sync.flow(), in_parallel, lie=(sync.pattern, sync.turn))

    figures.append(f"without the sync of {sync.name}, {disk_count} ext4: {count} states: {found}")
    assert pretended >= sync.turn, "the daemon makes no such sync"
    assert found.all()
