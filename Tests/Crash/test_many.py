"""A hundred thousand files at once."""

import time

import pytest

from rig import Rig
from Support.reports import small
from Support.waiting import eventually

MANY = 100_000


@pytest.mark.every_call
def test_a_hundred_thousand_files_at_once_are_a_hundred_thousand_runs(shim_library, memory_folder, figures):
    rig = Rig(shim_library, memory_folder / "rig", memory_folder / "inbox", memory_folder / "data")
    sent = {small(str(number)) for number in range(MANY)}
    for number, report in enumerate(sorted(sent)):
        folder = rig.inbox / ".outgoing" / f"rig-{number % 100}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.json").write_bytes(report)
    daemon = rig.start()
    started = time.monotonic()
    for folder in (rig.inbox / ".outgoing").iterdir():
        folder.rename(rig.inbox / folder.name)

    eventually(lambda: daemon.web.json("/api/benchmarks?limit=1")["total"] >= MANY, "all runs", 900, interval=1)
    eventually(lambda: not rig.waiting(), "an empty inbox", 60)
    seconds, memory = time.monotonic() - started, daemon.anonymous_memory() >> 20
    filed = [report for report, _, _ in rig.reports().values()]
    assert len(filed) == MANY and set(filed) == sent
    daemon.stop()
    figures.line(f"{MANY} files at once: {seconds:.0f} s, {memory} MiB of memory, each a run")
