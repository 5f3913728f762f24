"""A removal ends at every call that changes a file: the run is as it was or gone, and never half of it."""

import verdict
from calls import check
from flows import NIGHT, Drop, Expected
from shim import FAIL, KILL, NEVER

from Support.daemon import benchd
from Support.waiting import eventually

ENOSPC = 28


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
