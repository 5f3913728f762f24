"""Rows of many runs, made in SQL in the tables that benchd has made."""

from dataclasses import dataclass

RIGS = 10_000
MACHINES = 3
# One in so many runs comes from one path, as from a job that always drops in the same place.
BUSY = 100
# Milliseconds between two runs. With 10 million they span a week and an hour, so that events of an hour are due to go.
WEEK = 7 * 86_400_000 + 3_600_000
BEGIN = 1_700_000_000_000


@dataclass(frozen=True)
class Rows:
    """Expressions of SQL for what a run has, by its number from 1 on."""

    count: int

    @property
    def step(self):
        return WEEK // self.count

    def id(self, n):
        time = f"lpad(to_hex({BEGIN} + ({n})::bigint * {self.step}), 12, '0')"
        return f"(substr({time}, 1, 8) || '-' || substr({time}, 9) || '-7000-8000-' || lpad(to_hex(({n})::bigint), 12, '0'))"

    @staticmethod
    def report(n):
        return f"sha256(int8send(({n})::bigint))"

    @staticmethod
    def config(n):
        """Every second run has one of its own."""
        return f"CASE WHEN ({n}) % 2 = 0 THEN sha256(int8send(-({n})::bigint)) END"

    @staticmethod
    def path(n):
        """Odd runs are drops, the others uploads."""
        return (
            f"CASE WHEN ({n}) % {BUSY} = 1 THEN 'ci/aggregated_report.json'::bytea WHEN ({n}) % 2 = 1"
            f" THEN ('rig-' || lpad((({n}) / 2 % {RIGS})::text, 5, '0') || '/aggregated_report.json')::bytea END")

    @staticmethod
    def inbox(n):
        """A rig drops on one machine."""
        machine = f"CASE WHEN ({n}) % {BUSY} = 1 THEN 0 ELSE ({n}) / 2 % {RIGS} % {MACHINES} END"
        return f"CASE WHEN ({n}) % 2 = 1 THEN ('machine-' || ({machine}))::bytea || '\\x00'::bytea || '/var/lib/benchd/inbox'::bytea END"

    def statements(self):
        """The tables in the order in which they are filled, each with its rows."""
        n, series = "n", f"generate_series(1::bigint, {self.count}) n"
        return {
            "contents": f"SELECT {self.report(n)}, 450000 FROM {series} UNION ALL SELECT {self.config(n)}, 3000 FROM {series} WHERE n % 2 = 0",
            "chunks": f"SELECT {self.report(n)}, 0, int8send(n) FROM {series} UNION ALL SELECT {self.config(n)}, 0, int8send(n) FROM {series} WHERE n % 2 = 0",
            "runs": f"SELECT {self.id(n)}, {BEGIN} + n * {self.step}, n, {self.report(n)}, {self.config(n)}, {self.inbox(n)}, {self.path(n)},"
                    f" int8send(n), NULL FROM {series}",
            "derived": f"SELECT {self.id(n)}, 1, int8send(n) FROM {series}",
            # Of runs that were there before.
            "tombstones": f"SELECT {self.id('-n')}, {self.report('-n - 1000000000')}, int8send(n) FROM {series} WHERE n <= {self.count // 100}",
            "events": f"SELECT n, n::text::xid8, {self.id(n)}, 'filed', n, now() - interval '7 days 1 hour' + n * interval '{self.step} milliseconds'"
                      f" FROM {series}",
        }


class Table:
    """A table without its indexes and keys while it is filled: each of them is made once, as benchd has made it."""

    def __init__(self, database):
        self._database = database
        keys = database.rows(
            "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid), contype FROM pg_constraint"
            " WHERE connamespace = 'benchd'::regnamespace AND contype IN ('p', 'f') AND conrelid <> 'benchd.meta'::regclass")
        self._foreign = [key for key in keys if key[3] == "f"]
        self._primary = [key for key in keys if key[3] == "p"]
        names = {name for _, name, _, _ in keys}
        self._indexes = [
            (name, text) for name, text in database.rows("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'benchd'")
            if name not in names and not name.startswith("meta")]

    def strip(self):
        for table, name, _, _ in self._foreign + self._primary:
            self._database.run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in self._indexes:
            self._database.run(f"DROP INDEX benchd.{name}")

    def steps(self):
        """What makes it whole: [(title, SQL)]."""
        for table, name, text, _ in self._primary:
            yield f"key {name}", f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}"
        for name, text in self._indexes:
            yield f"index {name}", text
        for table, name, text, _ in self._foreign:
            yield f"reference {name}", f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}"


def fill(database, rows, note):
    """Fills the tables; `note` is called with what is to be done, and times it."""
    table = Table(database)
    table.strip()
    for name, query in rows.statements().items():
        # A table that is emptied in the same transaction is written without the log.
        note(f"rows of {name}", lambda name=name, query=query: database.run(f"BEGIN; TRUNCATE benchd.{name}; INSERT INTO benchd.{name} {query}; COMMIT"))
    database.run(f"SELECT setval('benchd.events_seq_seq', {rows.count})")
    for title, sql in table.steps():
        note(title, lambda sql=sql: database.run(sql))
    note("VACUUM ANALYZE", lambda: database.run("VACUUM (ANALYZE)"))
