"""No comparison of two config archives takes more memory and time than docs/api.md says, in JSON or as a page."""

import pytest

from Support.archives import archive
from Support.memory import MIB, check_memory
from Support.reports import put, small
from Support.variations import usually

MEMORY = 64 * MIB
SECONDS = 1
# Characters that markup writes as five.
LONG = "&" * 1000


def names(in_both, is_same=False):
    """As many and as long names as there may be."""
    return [
        archive({f"{number:05}{'' if in_both else letter}{LONG}": b"same" if is_same else letter.encode()
                 for number in range(10_000)})
        for letter in "ab"]


def small_texts():
    return [archive({f"f{number:04}": letter * 9 + b"\n" for number in range(10_000)}) for letter in (b"a", b"b")]


def large_texts():
    """Lines with nothing in common."""
    def lines(factor):
        return [b"%x\n" % (number * factor % 65521) for number in range(40_000)]

    return [archive({f"t{start}": b"".join(lines(factor)[start:]) for start in range(9)}) for factor in (7, 11)]


def lines_that_move():
    """Many equal lines in other orders."""
    def text(step):
        return b"".join(b"%d\n" % (number * step % 97) for number in range(30_000))

    return [archive({f"t{index}": text(step + index) for index in range(10)}) for step in (1, 5)]


PAIRS = {
    "long names, changed": lambda: names(True), "long names, the same": lambda: names(True, is_same=True),
    "long names in one": lambda: names(False), "small texts": small_texts, "large texts": large_texts,
    "lines that move": lines_that_move,
}


@pytest.mark.parametrize("path", ["/api/compare/config", "/compare/config"])
@pytest.mark.parametrize("pair", usually(["long names, changed", "large texts", "lines that move"], PAIRS))
def test_a_comparison_costs_little(start_daemon, pair, path):
    daemon = start_daemon()
    for rig, config in zip(("rig-1", "rig-2"), PAIRS[pair]()):
        put(daemon.inbox / rig, small(rig), config)
    runs = daemon.wait_for_runs(2)
    assert all(run["has_config"] for run in runs)
    target = f"{path}?runs={runs[0]['uuid']},{runs[1]['uuid']}"
    started = daemon.processor_time()
    answer = check_memory(daemon, lambda: daemon.web.get(target), MEMORY)
    assert answer.status == 200
    assert daemon.processor_time() - started < SECONDS
