"""The power is cut before every call that changes a file: what was acknowledged is there, whole and once."""

import os
import re
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import count
from typing import Callable

import pytest

import power
import verdict
from disk import Disk, why_no_disk
from flows import ENDED_FLOWS, FLOWS
from rig import Rig
from strict import StrictDisk, write_tree

# How many states are tried in a short run, of each flow on each disk.
SAMPLED = 6
# Kills after which all states are tried, of each flow in a short run.
SAMPLED_KILLS = 6


@dataclass
class Cut:
    """What a power cut may leave, and how to judge it."""

    instant: power.Instant
    judge: Callable


class Strictest:
    """The strictest disk; needs no privilege."""

    name = "the strictest disk"

    @staticmethod
    def must_show(sync):
        return True

    def __init__(self, make_rig):
        self._make_rig, self._numbers = make_rig, count()

    def rig(self):
        return self._make_rig(f"strict-{next(self._numbers)}")

    def cuts(self, flow, lie=0):
        rig, disk, made, seen = self.rig(), None, 0, set()
        for instant in power.instants(rig, flow, lie):
            disk = disk or StrictDisk(rig.inbox, rig.data)
            for call in rig.shim.calls()[made: instant.calls]:
                disk.make(call)
            made = instant.calls
            for tree in disk.states():
                key = (*sorted(tree.items()), instant.promises())
                if key not in seen:
                    seen.add(key)
                    yield Cut(instant, lambda instant=instant, tree=tree: self._judge(instant, tree, flow))
        rig.close()

    def cuts_after_kill(self, flow, call):
        """Kills the daemon before a call, and cuts the power when the next one has nothing left to do."""
        rig, disk = self.rig(), None
        with closing(power.instants(rig, flow)) as instants:
            for instant in instants:
                disk = disk or StrictDisk(rig.inbox, rig.data)
                if instant.calls == call - 1:
                    break
            rig.daemon.kill()
        disk.make_those_before_a_kill(rig.shim.calls()[: instant.calls])
        rig.shim.arm(records=True)
        rig.start(preloaded=True)
        rig.wait_for_quiet()
        for made_call in rig.shim.calls():
            disk.make(made_call)
        where = instant.where.replace("power cut", "killed") + ", then a power cut"
        after = power.instant(rig, flow, call, where, instant.acknowledged)
        rig.close()
        return [Cut(after, lambda tree=tree: self._judge(after, tree, flow)) for tree in disk.states()]

    def _judge(self, instant, tree, flow):
        rig = self.rig()
        write_tree(tree, rig.inbox, rig.data)
        found = power.judge(rig, instant, flow, is_same_file=False)
        rig.close()
        return found, instant.where


class Ext4:
    """ext4 on loop devices, one for the inbox and the data folder or one for each."""

    name = "ext4"

    @staticmethod
    def must_show(sync):
        # Its journal keeps the changes to names in their order, and every sync writes all of it.
        return sync.startswith("data/.staging/")

    def __init__(self, library, folder, disk_count):
        self._library, self._folder, self._disk_count, self._numbers = library, folder, disk_count, count()

    def _mounted(self, stack, images):
        """A rig on mounted images."""
        folder = self._folder / f"ext4-{next(self._numbers)}"
        disks = [stack.enter_context(Disk(image, folder / str(number))) for number, image in enumerate(images)]
        rig = Rig(self._library, folder / "rig", disks[0].mount_point / "inbox", disks[-1].mount_point / "data")
        stack.callback(rig.close)
        return rig, disks

    def cuts(self, flow, lie=0):
        images = [self._folder / f"image-{number}" for number in range(self._disk_count)]
        for image in images:
            Disk.make(image)
        seen = set()
        with ExitStack() as stack:
            rig, disks = self._mounted(stack, images)
            for instant in power.instants(rig, flow, lie, lambda: [disk.sync() for disk in disks]):
                key = (*(disk.content() for disk in disks), instant.promises())
                if key not in seen:
                    seen.add(key)
                    number = next(self._numbers)
                    copies = [self._folder / f"cut-{number}-{image.name}" for image in images]
                    for disk, copy in zip(disks, copies):
                        disk.copy(copy)
                    yield Cut(instant, lambda instant=instant, copies=copies: self._judge(instant, copies, flow))

    def _judge(self, instant, images, flow):
        with ExitStack() as stack:
            rig, _ = self._mounted(stack, images)
            found = power.judge(rig, instant, flow)
        for image in images:
            os.unlink(image)
        return found, instant.where


@pytest.fixture(params=["strictest", "ext4"])
def disk(request, make_rig, shim_library, memory_folder):
    if request.param == "strictest":
        return Strictest(make_rig)
    if why := why_no_disk():
        pytest.skip(why)
    return Ext4(shim_library, memory_folder, 1 if make_rig.layout == "one filesystem" else 2)


@pytest.mark.one_layout
@pytest.mark.parametrize("flow", ENDED_FLOWS, ids=lambda flow: flow.name)
def test_a_power_cut_at_any_call_costs_nothing(make_rig, disk, flow, spread, in_parallel, figures):
    cuts = list(disk.cuts(flow()))
    results = in_parallel(lambda cut: cut.judge(), spread(cuts, SAMPLED))

    found = verdict.total(results)
    calls = cuts[-1].instant.calls
    figures.add(f"power cuts, {disk.name}", f"{flow.name}, {make_rig.layout}, {calls} calls", len(results), found)
    assert len(cuts) > 2
    assert not found.all(), "\n".join(found.all())


@pytest.mark.one_layout
@pytest.mark.parametrize("flow", ENDED_FLOWS, ids=lambda flow: flow.name)
def test_what_the_next_daemon_acknowledged_after_a_kill_outlasts_a_power_cut(
        make_rig, flow, spread, in_parallel, figures):
    *_, end = power.instants(make_rig("count"), flow())
    disk = Strictest(make_rig)
    calls = spread(range(1, end.calls + 2), SAMPLED_KILLS)
    cuts = sum(in_parallel(lambda call: disk.cuts_after_kill(flow(), call), calls), [])
    results = in_parallel(lambda cut: cut.judge(), cuts)

    found = verdict.total(results)
    figures.add("power cuts after a kill", f"{flow.name}, {make_rig.layout}", len(results), found)
    assert len(cuts) >= len(calls)
    assert not found.all(), "\n".join(found.all())


@pytest.mark.every_call
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_without_a_sync_a_power_cut_does_harm(make_rig, disk, flow, first_in_parallel, figures):
    rehearsal = make_rig("rehearsal")
    for instant in power.instants(rehearsal, flow()):
        pass
    syncs = syncs_of(rehearsal)
    unseen = []
    for number, name in enumerate(syncs, 1):
        cuts = list(disk.cuts(flow(), lie=number))
        # What comes last has lost most, so harm is found soonest from the end.
        harm = first_in_parallel(lambda cut: cut.judge()[0].all(), reversed(cuts))
        told = f"harm ({harm[0]})" if harm else "no harm"
        figures.line(f"without a sync: {flow.name}, {make_rig.layout}, {disk.name}, {name}: {told}")
        # The config of a report that is rejected is staged and synced by then, in a lane of its own.
        is_for_nothing = flow.name == "rejection" and name.startswith("data/.staging/")
        if not harm and not is_for_nothing and disk.must_show(name):
            unseen.append(name)
    assert not unseen


def syncs_of(rig):
    """What each sync of a flow is of, in words."""
    calls = rig.shim.calls()
    inbox, data = os.path.realpath(rig.inbox), os.path.realpath(rig.data)

    def place(path):
        path = path.replace(inbox, "inbox").replace(data, "data")
        path = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|\d{8}T\d{6}\.\d{3}Z", "ID", path)
        return re.sub(r"inbox-\d+", "inbox-N", path)

    found = []
    for call in calls:
        if call.name in ("fsync", "fdatasync"):
            later = [after.second for after in calls[call.number:] if after.path == call.path and after.second]
            found.append(place(call.path) + (f", then {place(later[0])}" if later else ""))
    return [f"{name}, 2nd" if name in found[:index] else name for index, name in enumerate(found)]
