"""The daemon is killed at every call that changes a file, and started again: nothing is lost, doubled or half."""

from dataclasses import dataclass

import pytest

import verdict
from flows import ENDED_FLOWS, Expected
from rig import Rig
from shim import KILL, NEVER

SAMPLED = 12
# Pairs of a kill and a second one: of each, this many in a short run and in a full one.
SAMPLED_TWICE = 3, 8


@pytest.fixture(params=ENDED_FLOWS, ids=lambda flow: flow.name)
def flow(request):
    return request.param


@dataclass
class Killed:
    """A rig with a killed daemon, and the outcomes that must follow."""

    rig: Rig
    expected: Expected
    acknowledged: str | None
    where: str
    judging_ends: int = 0

    def note_end(self):
        self.judging_ends += self.rig.is_judging()

    def kill_again(self, call):
        """Starts the daemon and kills it at a call of its recovery, or at rest where it makes fewer."""
        self.note_end()
        self.rig.shim.arm(KILL, call)
        try:
            self.rig.start(preloaded=True)
        except AssertionError:
            assert self.rig.daemon.has_ended(), "it neither got ready nor was killed"
        else:
            self.rig.wait_for_quiet()
        if self.rig.daemon.has_ended():
            self.where += f", and then before {self.rig.shim.calls()[-1]}"
        else:
            self.rig.daemon.kill()

    def judge(self):
        self.note_end()
        found = verdict.of_files(self.rig, self.expected)
        self.rig.start()
        # What was being judged at both ends is judged no more (docs/reliability.md).
        if self.judging_ends >= 2 and verdict.has_failed_judging(self.rig):
            found.add(verdict.of_failed_judging(self.rig, self.expected))
        else:
            found.add(verdict.of_rest(self.rig, self.expected, self.acknowledged))
        self.rig.close()
        return found, self.where


def act(rig, flow, call=NEVER):
    """Acts until the daemon is killed, or to the end; returns what was acknowledged."""
    rig.start(preloaded=True)
    flow.prepare(rig)
    rig.shim.arm(KILL, call)
    acknowledged = flow.act(rig)
    rig.wait_for_quiet()
    return acknowledged


def killed(rig, flow, call):
    """None where the flow is over before that call."""
    acknowledged = act(rig, flow, call)
    if not rig.daemon.has_ended():
        return None
    return Killed(rig, flow.expected(acknowledged), acknowledged, f"killed before {rig.shim.calls()[-1]}")


def test_a_kill_at_any_call_loses_doubles_and_halves_nothing(make_rig, flow, spread, in_parallel, figures):
    def try_call(call):
        found = killed(make_rig(call), flow(), call)
        return found and found.judge()

    counting = make_rig("count")
    act(counting, flow())
    calls = spread(range(1, counting.shim.count + 1), SAMPLED)
    results = list(filter(None, in_parallel(try_call, calls)))

    found = verdict.total(results)
    what = f"{flow.name}, {make_rig.layout}, {counting.shim.count} calls"
    figures.add("kill points", what, len(results), found)
    # On a busy machine a bad file is read once more or less; a run that is over before its call does not count.
    assert len(results) > len(calls) / 2, "the flow makes far fewer calls than it did before"
    assert not found.all(), "\n".join(found.all())


def test_a_second_kill_during_recovery_changes_nothing(make_rig, flow, spread, in_parallel, figures):
    def try_calls(first):
        rehearsal = killed(make_rig(f"{first}"), flow(), first)
        if rehearsal is None:
            return []
        rehearsal.kill_again(NEVER)
        results = []
        for second in spread(range(1, rehearsal.rig.shim.count + 1), *SAMPLED_TWICE):
            if again := killed(make_rig(f"{first}-{second}"), flow(), first):
                again.kill_again(second)
                results.append(again.judge())
        return results

    counting = make_rig("count")
    act(counting, flow())
    results = sum(in_parallel(try_calls, spread(range(1, counting.shim.count + 1), *SAMPLED_TWICE)), [])

    found = verdict.total(results)
    figures.add("pairs of kills", f"{flow.name}, {make_rig.layout}", len(results), found)
    assert len(results) >= 2
    assert not found.all(), "\n".join(found.all())
