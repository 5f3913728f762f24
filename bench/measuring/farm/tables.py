"""The tables of bench/farm, as docs/scale.md has them."""

import statistics

from .model import INTERVAL, OUTAGE, RETURN

# A farm of this size is what is computed.
RIGS = 10_000
RATE = RIGS / (sum(INTERVAL) / 2)


def nights(measured):
    """One column a night."""
    yield "| | " + " | ".join(title(night) for night in measured) + " |"
    yield "| --- |" + " ---: |" * len(measured)
    for name, value in ROWS:
        yield f"| {name} | " + " | ".join(value(night) for night in measured) + " |"


def title(night):
    daemons = "one daemon" if night.daemons == 1 else f"{night.daemons} daemons"
    return f"{daemons}, {night.model.peak:.1f} a second"


def duration(milliseconds):
    return f"{milliseconds / 1e3:.1f} s" if milliseconds >= 1e3 else f"{milliseconds:.2f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def rates(night):
    offered, filed = night.rates()
    return f"{offered:.1f}, {filed:.1f}"


def latency(night):
    values = night.untouched
    return ", ".join(duration(value * 1e3) for value in (percentile(values, 0.5), percentile(values, 0.99), values[-1])) if values else "-"


def outage(night):
    return f"{night.model.at(RETURN - OUTAGE):.0f} s ({night.model.at(RETURN - OUTAGE) * night.model.speed / 60:.1f} min of the rigs)"


def verdict(night):
    found = night.verdict
    return f"{found.lost}, {found.doubled}, {found.half}"


def run_bytes(night, value):
    return f"{value / max(len(night.acknowledged), 1) / 1e3:.1f} kB"


def processor(night, place):
    return f"{night.processors[place] / max(len(night.acknowledged), 1) * 1e3:.1f} ms"


def cores(night):
    """Of all daemons and of PostgreSQL, for the whole farm."""
    return ", ".join(f"{used / max(len(night.acknowledged), 1) * RATE:.2f}" for used in night.processors)


ROWS = (
    ("rigs; how many times as fast their time passes", lambda night: f"{night.model.rigs:,}; {night.model.speed:g}"),
    ("reports sent; time for the rigs", lambda night: f"{len(night.sent):,}; {night.model.span / 60:.0f} min"),
    ("offered, filed in a second at the height of the night", rates),
    ("until acknowledged: median, 99 of 100, longest, without the outage", latency),
    ("outage of the database", outage),
    ("uploads that were refused or not answered", lambda night: f"{night.refusals:,}"),
    ("reports that waited at its end", lambda night: f"{night.backlog:,}"),
    ("until all of them were acknowledged", lambda night: f"{night.drained:.1f} s"),
    ("most that is filed, 16 connections without a pause", lambda night: f"{night.flood:.0f} a second"),
    ("**lost, doubled, half**, of all runs read from each daemon", verdict),
    ("runs that were read", lambda night: f"{night.verdict.runs:,} × {night.daemons}"),
    ("tables, a run", lambda night: run_bytes(night, night.growth.tables)),
    ("indexes, a run", lambda night: run_bytes(night, night.growth.indexes)),
    ("log (WAL), a run", lambda night: run_bytes(night, night.growth.log)),
    ("catalog of a daemon, a run", lambda night: f"{night.catalog / 1e3:.1f} kB"),
    ("memory of its own of a daemon, at most", lambda night: f"{night.memory / 2**20:.0f} MiB"),
    ("CPU of all daemons, a run", lambda night: processor(night, 0)),
    ("CPU of PostgreSQL, a run", lambda night: processor(night, 1)),
    (f"computed for {RIGS:,} rigs ({RATE:.1f} runs a second): cores of all daemons, of PostgreSQL", cores),
)


def arithmetic(night):
    """The whole farm on paper, from the last night."""
    runs = max(len(night.acknowledged), 1)
    tables, log = (night.growth.tables + night.growth.indexes) / runs, night.growth.log / runs
    yield f"{RIGS:,} rigs, each a report in {statistics.mean(INTERVAL):.0f} s while all work: {RIGS:,} / {statistics.mean(INTERVAL):.0f} = {RATE:.1f} runs a second;"
    yield f"× {tables / 1e3:.0f} kB = {RATE * tables / 1e6:.1f} MB of tables and indexes, × {log / 1e3:.0f} kB = {RATE * log / 1e6:.1f} MB of log a second;"
    seconds = night.model.at(RETURN - OUTAGE)
    left = f"an outage of {seconds:.0f} s leaves {seconds:.0f} × {RATE:.1f} = {seconds * RATE:,.0f} reports"
    if night.flood > RATE:
        yield f"{left}, which are filed in {seconds * RATE:,.0f} / ({night.flood:.0f} - {RATE:.0f}) = {seconds * RATE / (night.flood - RATE):.0f} s, because as many go as here."
    else:
        yield f"{left}, more than this machine files beside those that come."
