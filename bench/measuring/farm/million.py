"""Many generated runs in PostgreSQL: what they take, and how long each statement of benchd takes there."""

from ..bench import Bench
from ..effort import EFFORTS
from ..form import upload
from ..reports import config, example
from ..servers.benchd import Benchd
from . import generated, plans
from .database import FAST, Database, Server, timed
from .tables import duration


def measure(count, note):
    """The lines of Markdown for so many runs."""
    bench = Bench(EFFORTS["smoke"])
    server = Server(*FAST)
    try:
        database = Database(server)
        with bench.running(Benchd, None, database.store) as benchd:
            # One real run, so that every table is as benchd makes it.
            upload(benchd, example(), config())
        rows = generated.Rows(count)
        steps = []

        def step(title, call):
            note(f"{title} ...")
            steps.append((title, timed(call)))
            note(f"{title}: {steps[-1][1]:.1f} s")

        generated.fill(database, rows, step)
        note("statements ...")
        measured = plans.measure(database, rows)
        return [*sizes(database, count), "", *statements(measured), "", *sequential(measured)]
    finally:
        server.stop()
        bench.close()


def sizes(database, count):
    yield "| table | rows | rows take | indexes take |"
    yield "| --- | ---: | ---: | ---: |"
    for name in ("runs", "contents", "chunks", "derived", "tombstones", "events"):
        rows, table, indexes = database.rows(
            f"SELECT count(*), pg_table_size('benchd.{name}'), pg_indexes_size('benchd.{name}') FROM benchd.{name}")[0]
        yield f"| `{name}` | {int(rows):,} | {int(table) / 1e9:.2f} GB | {int(indexes) / 1e9:.2f} GB |"


def statements(measured):
    yield "| when | statement | median | slowest | found by |"
    yield "| --- | --- | ---: | ---: | --- |"
    before = None
    for group, statement, one in measured:
        when = group.when if group is not before else ""
        before = group
        yield f"| {when} | {statement.name} | {duration(one.median)} | {duration(one.longest)} | {', '.join(sorted(one.scans)) or '-'} |"


def sequential(measured):
    """What reads a table whole, in full."""
    slow = [(statement, one) for _, statement, one in measured if one.sequential]
    for statement, one in slow:
        yield f"- *{statement.name}* reads all of `{'`, `'.join(one.sequential)}`: `{statement.sql}`"
    if not slow:
        yield "No statement reads a large table whole."
