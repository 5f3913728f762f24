"""A removal ends at every call that changes a file: the run is as it was or gone, and never half of it."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

import power
import verdict
from calls import check
from flows import NIGHT, Drop, Expected
from shim import FAIL, HOLD, KILL, NEVER
from strict import StrictDisk, write_tree

from Support.daemon import benchd
from Support.waiting import eventually

ENOSPC = 28
# Power cuts that are tried in a short run.
SAMPLED_CUTS = 12


def prepare(rig):
    """A rig with one run; returns its id and its drop."""
    drop = Drop()
    drop.act(rig)
    rig.wait_for_quiet()
    [run] = rig.daemon.runs()
    return run["uuid"], drop


def prune(rig, uuid, environment=None):
    return benchd(
        "prune", "--data", rig.data, "--run", uuid, "--reason", "a secret", "--apply", environment=environment)


def judge(rig, uuid, drop, is_acknowledged):
    """Starts a daemon on what is left, and judges it."""
    found = verdict.Verdict()
    rig.start()
    status = rig.daemon.web.get(f"/api/benchmarks/{uuid}").status
    files = sorted(path.name for path in rig.data.glob(f"{uuid}*"))
    is_removed = status == 410
    if not is_removed and (status != 200 or f"{uuid}.gone.json" in files):
        found.half.append(f"the run answers {status}, and there are {files}")
    if is_removed and files != [f"{uuid}.gone.json"]:
        found.half.append(f"of the removed run there are {files}")
    if is_acknowledged and not is_removed:
        found.lost.append("a removal that was acknowledged")
    # What was removed does not come back with its bytes, and what was not is the same run.
    drop.act(rig)
    runs = [] if is_removed else [(drop.report, drop.config)]
    rest = verdict.of_rest(rig, Expected(runs=runs, source=NIGHT.split("/")[0]))
    found.add(rest)
    rig.close()
    return found, "removal"


def of_daemon(rig, action, call=NEVER):
    """The daemon meets `action` at a call while it removes the run; None where it makes fewer."""
    rig.start(preloaded=True)
    uuid, drop = prepare(rig)
    rig.shim.arm(action, call, error=ENOSPC)
    result = prune(rig, uuid)
    if call == NEVER:
        assert result.returncode == 0, result.stderr
        return None
    if rig.shim.count < call:
        return None
    if action == KILL:
        assert result.returncode == 1
        eventually(rig.daemon.has_ended, "the end of the daemon")
    rig.shim.disarm()
    if not rig.daemon.has_ended():
        rig.wait_for_quiet()
        # What it says now is what the files say.
        is_listed = [run["uuid"] for run in rig.daemon.runs()] == [uuid]
        assert is_listed == (rig.data / f"{uuid}.json").exists()
        rig.daemon.kill()
    return judge(rig, uuid, drop, result.returncode == 0)


def alone(rig, call=NEVER):
    """The command, without a daemon, is killed at a call; None where it makes fewer."""
    rig.start()
    uuid, drop = prepare(rig)
    rig.daemon.stop()
    rig.shim.arm(KILL, call)
    result = prune(rig, uuid, environment=rig.shim.environment)
    if call == NEVER or result.returncode == 0:
        return None
    return judge(rig, uuid, drop, False)


def test_a_daemon_that_is_killed_while_it_removes_a_run(make_rig, spread, in_parallel, figures):
    check(make_rig, spread, in_parallel, figures, lambda rig, *call: of_daemon(rig, KILL, *call), "removal by a daemon")


def test_a_command_that_is_killed_without_a_daemon(make_rig, spread, in_parallel, figures):
    check(make_rig, spread, in_parallel, figures, alone, "removal without a daemon")


def test_a_full_disk_while_a_run_is_removed(make_rig, spread, in_parallel, figures):
    check(make_rig, spread, in_parallel, figures, lambda rig, *call: of_daemon(rig, FAIL, *call), "removal on a full disk")


def power_cuts(rig):
    """What the strictest disk may have at each call of a removal, each once: whether it was acknowledged by then, the files, and where."""
    rig.start(preloaded=True)
    uuid, drop = prepare(rig)
    disk, made, seen, cuts = StrictDisk(rig.inbox, rig.data), 0, set(), []
    rig.shim.arm(HOLD, 1, NEVER, records=True)
    with ThreadPoolExecutor(1) as pool:
        acting = pool.submit(prune, rig, uuid)
        for calls, where in power.held(rig, acting):
            for call in rig.shim.calls()[made:calls]:
                disk.make(call)
            made = calls
            is_acknowledged = acting.done() and acting.result().returncode == 0
            for tree in disk.states():
                if (key := (*sorted(tree.items()), is_acknowledged)) not in seen:
                    seen.add(key)
                    cuts.append((is_acknowledged, tree, where))
        assert acting.result().returncode == 0, acting.result().stderr
    rig.daemon.kill()
    return uuid, drop, cuts


@pytest.mark.one_layout
def test_a_power_cut_while_a_run_is_removed(make_rig, spread, in_parallel, figures):
    uuid, drop, cuts = power_cuts(make_rig("cut"))
    numbers = count()

    def judged(cut):
        is_acknowledged, tree, where = cut
        rig = make_rig(f"cut-{next(numbers)}")
        write_tree(tree, rig.inbox, rig.data)
        return judge(rig, uuid, drop, is_acknowledged)[0], where

    results = in_parallel(judged, spread(cuts, SAMPLED_CUTS))
    found = verdict.total(results)
    figures.add("power cuts", f"removal by a daemon, {make_rig.layout}", len(results), found)
    assert len(cuts) > 2 and any(is_acknowledged for is_acknowledged, _, _ in cuts)
    assert not found.all(), "\n".join(found.all())
