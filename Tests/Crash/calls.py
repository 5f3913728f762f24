"""Disturbing a daemon or a command at each of its calls."""

import verdict

SAMPLED = 12


def check(make_rig, spread, in_parallel, figures, act, what):
    """`act(rig)` does all of it and counts its calls; `act(rig, call)` is disturbed at one and gives its verdict, or None."""
    counting = make_rig("count")
    act(counting)
    calls = spread(range(1, counting.shim.count + 1), SAMPLED)
    results = list(filter(None, in_parallel(lambda call: act(make_rig(call), call), calls)))

    found = verdict.total(results)
    figures.add("kill points", f"{what}, {make_rig.layout}, {counting.shim.count} calls", len(results), found)
    assert len(results) > len(calls) / 2
    assert not found.all(), "\n".join(found.all())
