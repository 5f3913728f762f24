"""The disk fails or is full at every call that changes a file: the daemon lives on, and in the end all is filed."""

import errno
import os
import resource
from dataclasses import replace

import pytest

import verdict
from disk import Disk, why_no_disk
from flows import FLOWS, Drop, Upload
from rig import Rig
from shim import FAIL, NEVER, SHORT
from verdict import Verdict
from Support.reports import encode
from Support.waiting import eventually

SAMPLED = 3
# What a full disk refuses; it can still remove.
NEEDS_SPACE = "@(open|write|pwrite64|mkdirat|ftruncate|fsync|fdatasync)"
# What a signal can interrupt (signal(7)).
INTERRUPTIBLE = "@(open|write|pwrite64|ftruncate|fsync|fdatasync)"
WRITES = "@(write|pwrite64)"
SYNCS = ("fsync", "fdatasync")

# (flow, what is done to the call, error, which calls)
TROUBLES = [
    *((flow, FAIL, error, "") for flow in FLOWS for error in (errno.ENOSPC, errno.EIO)),
    *((Drop, FAIL, error, "") for error in (errno.EDQUOT, errno.EROFS)),
    (Drop, FAIL, errno.EMFILE, "open"),
    (Drop, FAIL, errno.EINTR, INTERRUPTIBLE),
    (Drop, SHORT, 0, WRITES), (Upload, SHORT, 0, WRITES),
]


def trouble_name(trouble):
    flow, _, error, _ = trouble
    return f"{flow.name}, {errno.errorcode[error] if error else 'short write'}"


def begin(rig, flow, **arming):
    rig.start(preloaded=True)
    flow.prepare(rig)
    rig.shim.arm(**arming)
    if isinstance(flow, Upload):
        return upload(rig, flow)
    flow.act(rig)
    return None


def upload(rig, flow):
    """The run's id, or None where the upload was refused in the way that invites to send it again."""
    answer = flow.send(rig)
    if answer.status == 200:
        return answer.json()["uuid"]
    assert (answer.status, answer.problem()["type"]) in (
        (507, "/problems/storage-full"), (503, "/problems/storage-failed")), answer
    return None


def end(rig, flow, acknowledged):
    """Sends again what was refused, and judges."""
    if isinstance(flow, Upload) and acknowledged is None:
        acknowledged = flow.act(rig)
    return verdict.of_rest(rig, flow.expected(acknowledged), acknowledged)


def used_after_failed_sync(calls, failed):
    """What was done to a file after its sync failed, before it was written again. Directories cannot be written again."""
    if any(f"{call.path}\n{call.second}\n".find(f"{failed.path}/") >= 0 for call in calls):
        return None
    for call in calls[failed.number:]:
        if call.path == failed.path:
            return None if call.name in ("open", "unlinkat") else call
    return None


@pytest.mark.one_layout
@pytest.mark.parametrize("trouble", TROUBLES, ids=trouble_name)
def test_one_call_that_fails_costs_nothing(make_rig, trouble, spread, in_parallel, figures):
    flow, action, error, only = trouble

    def fail(number):
        rig, what = make_rig(number), flow()
        acknowledged = begin(rig, what, action=action, first=number, error=error, only=only)
        eventually(lambda: rig.shim.hits or not rig.waiting(), "the call that fails, or the end")
        rig.wait_for_pause()
        if not rig.shim.hits:
            return None
        failed = rig.shim.calls()[number - 1]
        found = Verdict()
        if failed.name == "unlinkat":
            # What could not be removed stays until the daemon starts again.
            rig.daemon.stop()
            rig.start()
        if rig.daemon.has_ended():
            found.lost.append(f"the daemon: {rig.daemon.log()[-500:]}")
        else:
            found = end(rig, what, acknowledged)
        has_lost = failed.name in SYNCS and error in (errno.EIO, errno.ENOSPC, errno.EDQUOT)
        if has_lost and (call := used_after_failed_sync(rig.shim.calls(), failed)):
            found.half.append(f"what may be lost is used: {call}")
        rig.close()
        return found, f"failing {failed}"

    counting = make_rig("count")
    begin(counting, flow(), first=NEVER, only=only)
    counting.wait_for_quiet()
    results = list(filter(None, in_parallel(fail, spread(range(1, counting.shim.count + 1), SAMPLED))))

    found = verdict.total(results)
    figures.add("failed calls", f"{trouble_name(trouble)}, {make_rig.layout}", len(results), found)
    assert results
    assert not found.all(), "\n".join(found.all())


@pytest.mark.one_layout
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
@pytest.mark.parametrize(
    "error", [errno.ENOSPC, errno.EROFS, pytest.param(errno.EIO, marks=pytest.mark.every_call)],
    ids=errno.errorcode.get)
def test_trouble_that_lasts_costs_nothing_either(make_rig, flow, error, spread, in_parallel, figures):
    """From one call on each fails that needs space, or on a disk that turns read-only each, until the trouble is over."""
    is_full = error != errno.EROFS
    only = NEEDS_SPACE if is_full else ""

    def trouble(call):
        rig, what = make_rig(call), flow()
        acknowledged = begin(rig, what, action=FAIL, first=call, last=NEVER, error=error, only=only)
        eventually(lambda: rig.shim.hits or not rig.waiting(), "a call that fails, or the end")
        rig.wait_for_pause()
        where = f"failing from {rig.shim.calls()[-1]} on"
        rig.shim.disarm()
        for path in rig.waiting():
            # A file that is closed by a writer is looked at at once, where a pause has grown meanwhile.
            open(rig.inbox / path, "r+b").close()
        if not is_full:
            # What could not be removed stays until the daemon starts again.
            rig.wait_for_quiet()
            rig.daemon.stop()
            rig.start()
        found = end(rig, what, acknowledged)
        rig.close()
        return found, where

    counting = make_rig("count")
    begin(counting, flow(), first=NEVER, only=only)
    counting.wait_for_quiet()
    results = in_parallel(trouble, spread(range(1, counting.shim.count + 1), SAMPLED))

    found = verdict.total(results)
    what = f"{flow.name}, {errno.errorcode[error]}, {make_rig.layout}"
    figures.add("calls from which on all fail", what, len(results), found)
    assert not found.all(), "\n".join(found.all())


class LargeDrop(Drop):
    """One that does not fit into what a full disk has left."""

    def __init__(self):
        super().__init__()
        self.report = encode({"data": {}, "notes": "x" * 100_000})


@pytest.mark.parametrize("has_inbox", [True, False], ids=["inbox and data", "data"])
def test_a_disk_that_is_really_full_costs_nothing(
        has_inbox, shim_library, memory_folder, spread, in_parallel, figures):
    if why := why_no_disk():
        pytest.skip(why)

    def fill(left):
        flow, folder = LargeDrop(), memory_folder / str(left)
        folder.mkdir()
        Disk.make(folder / "image", size=6 << 20)
        with Disk(folder / "image", folder / "disk") as disk:
            inbox = (disk.mount_point if has_inbox else folder) / "inbox"
            rig = Rig(shim_library, folder / "rig", inbox, disk.mount_point / "data")
            rig.start()
            # What the sender sends is there before the disk is full; a rename needs no space.
            outgoing = inbox / ".outgoing"
            flow.act(rig, outgoing)
            ballast = disk.fill(left)
            other = Upload("y")
            acknowledged = upload(rig, other)
            (outgoing / "rig-07").rename(inbox / "rig-07")
            outgoing.rmdir()
            filed = eventually(
                lambda: not rig.waiting() or (rig.daemon.web.get("/healthz").status == 503 and "refused"),
                "the drop to be filed or the daemon to say that it cannot be")
            found = Verdict(lost=["the daemon"] if rig.daemon.has_ended() else [])
            ballast.unlink()
            acknowledged = acknowledged or other.act(rig)
            runs = [*flow.expected(None).runs, *other.expected(acknowledged).runs]
            expected = replace(flow.expected(None), runs=runs)
            found.add(verdict.of_rest(rig, expected, acknowledged))
            rig.close()
        return found, f"{left} bytes left, {filed}"

    sizes = spread(range(0, 400_000, 20_000), 3)
    results = in_parallel(fill, sizes)
    found = verdict.total(results)
    refused = sum(where.endswith("refused") for _, where in results)
    figures.add("full disks", f"{'inbox and data' if has_inbox else 'data'} on it, {refused} refused", len(results), found)
    assert not found.all(), "\n".join(found.all())
    assert 0 < refused < len(results), "some of these disks are too full and some are not"


@pytest.mark.one_layout
def test_a_daemon_without_descriptors_takes_drops_again_when_it_has_some(make_rig):
    rig, flow = make_rig("descriptors"), Drop()
    daemon = rig.start()
    soft, hard = resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE)
    # Descriptors are given out lowest first, so with this limit none is left.
    resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (3, hard))
    flow.act(rig)
    eventually(lambda: os.strerror(errno.EMFILE) in daemon.log(), "the log to tell of it")
    assert not rig.reports() and not daemon.has_ended()

    resource.prlimit(daemon.pid, resource.RLIMIT_NOFILE, (soft, hard))
    found = end(rig, flow, None)
    assert not found.all(), found.all()
