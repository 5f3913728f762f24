"""The disk fails or is full at every call that changes a file: the daemon lives on, and in the end all is filed."""

import errno
import os
import resource

import pytest

import verdict
from flows import CONFIG_PATH, FLOWS, REPORT_PATH, Drop, LateConfig, Upload
from shim import FAIL, NEVER, SHORT
from verdict import Verdict
from Support.waiting import eventually

SAMPLED = 4
# What a full disk refuses; it can still remove.
NEEDS_SPACE = "@(open|write|pwrite64|mkdirat|ftruncate|fsync|fdatasync)"
# What a signal can interrupt (signal(7)).
INTERRUPTIBLE = "@(open|write|pwrite64|ftruncate|fsync|fdatasync)"
WRITES = "@(write|pwrite64)"

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
        answer = flow.send(rig)
        if answer.status != 200:
            assert (answer.status, answer.problem()["type"]) in (
                (507, "/problems/storage-full"), (503, "/problems/storage-failed")), answer
        return answer.json().get("uuid")
    flow.act(rig)
    return None


def end(rig, flow, acknowledged):
    """Sends again what was refused, and judges."""
    if isinstance(flow, Upload) and acknowledged is None:
        acknowledged = flow.act(rig)
    return verdict.of_rest(rig, flow.expected(acknowledged), acknowledged)


@pytest.mark.parametrize("trouble", TROUBLES, ids=trouble_name)
def test_one_call_that_fails_costs_nothing(make_rig, trouble, spread, in_parallel, figures):
    flow, action, error, only = trouble

    def fail(call):
        rig, what = make_rig(call), flow()
        acknowledged = begin(rig, what, action=action, first=call, error=error, only=only)
        found = Verdict()
        try:
            rig.wait_for_quiet()
        except AssertionError:
            pass  # Something stays in the inbox: `end` judges.
        if not rig.shim.hits:
            return None
        where = f"failing {rig.shim.calls()[call - 1]}"
        if rig.daemon.has_ended():
            found.lost.append(f"the daemon: {rig.daemon.log()[-500:]}")
        else:
            if rig.shim.calls()[call - 1].name == "unlinkat":
                # What could not be removed stays until the daemon starts again.
                rig.daemon.stop()
                rig.start()
            found = end(rig, what, acknowledged)
        rig.close()
        return found, where

    counting = make_rig("count")
    begin(counting, flow(), first=NEVER, only=only)
    counting.wait_for_quiet()
    results = list(filter(None, in_parallel(fail, spread(range(1, counting.shim.count + 1), SAMPLED))))

    found = verdict.total(results)
    figures.append(f"{trouble_name(trouble)}, {make_rig.layout}: {len(results)} of {counting.shim.count} calls failed: {found}")
    assert results
    assert not found.all(), "\n".join(found.all())



@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
def test_a_disk_that_stays_full_costs_nothing_either(make_rig, flow, error, spread, in_parallel, figures):
    """From one call on each fails that needs space, until there is space again."""
    def fill(call):
        rig, what = make_rig(call), flow()
        acknowledged = begin(rig, what, action=FAIL, first=call, last=NEVER, error=error, only=NEEDS_SPACE)
        eventually(lambda: rig.shim.hits or not rig.waiting(), "a call that fails, or the end", timeout=8)
        rig.wait_for_pause()
        where = f"failing from {rig.shim.calls()[-1]} on"
        rig.shim.disarm()
        for path in rig.waiting():
            # A file that is closed by a writer is looked at at once, where a pause has grown meanwhile.
            open(rig.inbox / path, "r+b").close()
        found = end(rig, what, acknowledged)
        rig.close()
        return found, where

    counting = make_rig("count")
    begin(counting, flow(), first=NEVER, only=NEEDS_SPACE)
    counting.wait_for_quiet()
    results = in_parallel(fill, spread(range(1, counting.shim.count + 1), SAMPLED))

    found = verdict.total(results)
    figures.append(f"{flow.name}, {errno.errorcode[error]} to stay, {make_rig.layout}: from {len(results)} calls on: {found}")
    assert not found.all(), "\n".join(found.all())


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
