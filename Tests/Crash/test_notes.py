"""`benchd note` ends at every call that changes a file: the run has the old words or the new ones, never half of them."""

import verdict
from calls import check
from flows import NIGHT, Drop, Expected
from shim import FAIL, KILL, NEVER

from Support.marks import mark, note, notes
from Support.waiting import eventually

ENOSPC = 28
OLD, NEW = mark("old", "old words", ["old"]), mark("new", "new words", ["new"])
NEW_OPTIONS = "--label", "new", "--note", "new words", "--tag", "new"


def prepare(rig):
    """A rig with one run that has the old words; returns its id."""
    drop = Drop()
    drop.act(rig)
    rig.wait_for_quiet()
    [run] = rig.daemon.runs()
    result = note(rig.data, run["uuid"], "--label", "old", "--note", "old words", "--tag", "old")
    assert result.returncode == 0, result.stderr
    return run["uuid"], drop


def said(rig, uuid):
    summary = rig.daemon.web.json(f"/api/benchmarks/{uuid}/summary")
    return {name: summary[name] for name in OLD}


def judge(rig, uuid, drop, is_acknowledged):
    """Starts a daemon on what is left, and judges it."""
    found = verdict.Verdict()
    on_disk = notes(rig.data, uuid)
    rig.start()
    shown = said(rig, uuid)
    if shown not in (OLD, NEW):
        found.half.append(f"the run has {shown}")
    if shown != on_disk:
        found.half.append(f"the run has {shown}, and its file {on_disk}")
    if is_acknowledged and shown != NEW:
        found.lost.append("words that were acknowledged")
    found.add(verdict.of_rest(rig, Expected(runs=[(drop.report, drop.config)], source=NIGHT.split("/")[0])))
    rig.close()
    return found, "note"


def of_daemon(rig, action, call=NEVER):
    """The daemon meets `action` at a call while it changes the words; None where it makes fewer."""
    rig.start(preloaded=True)
    uuid, drop = prepare(rig)
    rig.shim.arm(action, call, error=ENOSPC)
    result = note(rig.data, uuid, *NEW_OPTIONS)
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
        assert said(rig, uuid) == notes(rig.data, uuid)
        rig.daemon.kill()
    return judge(rig, uuid, drop, result.returncode == 0)


def alone(rig, call=NEVER):
    """The command, without a daemon, is killed at a call; None where it makes fewer."""
    rig.start()
    uuid, drop = prepare(rig)
    rig.daemon.stop()
    rig.shim.arm(KILL, call)
    result = note(rig.data, uuid, *NEW_OPTIONS, environment=rig.shim.environment)
    if call == NEVER or result.returncode == 0:
        return None
    return judge(rig, uuid, drop, False)


def of_drop(rig, call=NEVER):
    """The daemon is killed at a call while it files a drop that has words; None where it makes fewer."""
    rig.start(preloaded=True)
    rig.shim.arm(KILL, call)
    drop = Drop()
    (rig.inbox / NIGHT).mkdir(parents=True)
    (rig.inbox / NIGHT / "benchd.yaml").write_text("label: new\nnote: new words\ntags: [new]\n")
    drop.act(rig)
    rig.wait_for_quiet()
    if call == NEVER or not rig.daemon.has_ended():
        return None
    rig.start()
    rig.wait_for_quiet()
    found = verdict.Verdict()
    for run in rig.daemon.runs():
        if (shown := said(rig, run["uuid"])) != NEW or notes(rig.data, run["uuid"]) != NEW:
            found.half.append(f"the run has {shown}")
    found.add(verdict.of_rest(rig, drop.expected(None)))
    rig.close()
    return found, "a drop with words"


def test_a_daemon_that_is_killed_while_it_files_words_with_their_report(make_rig, spread, in_parallel, figures):
    check(make_rig, spread, in_parallel, figures, of_drop, "drop with words")


def test_a_daemon_that_is_killed_while_it_changes_words(make_rig, spread, in_parallel, figures):
    check(make_rig, spread, in_parallel, figures, lambda rig, *call: of_daemon(rig, KILL, *call), "note by a daemon")


def test_a_command_that_is_killed_without_a_daemon(make_rig, spread, in_parallel, figures):
    check(make_rig, spread, in_parallel, figures, alone, "note without a daemon")


def test_a_full_disk_while_words_are_changed(make_rig, spread, in_parallel, figures):
    check(make_rig, spread, in_parallel, figures, lambda rig, *call: of_daemon(rig, FAIL, *call), "note on a full disk")
