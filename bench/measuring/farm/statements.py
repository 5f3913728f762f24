"""The statements that benchd sends to PostgreSQL, word for word as they stand in Sources/Store/Postgres, with values for a run of the generated rows.

A value is SQL in which {n} is the number of a run, {id}, {report} and {config} what that run has; {new} is a number that no run has.
"""

from dataclasses import dataclass

RECORD = "r.id, r.version, r.receipt, r.mark"
NUMBERED = "r.id, r.version, r.receipt, r.mark, d.rules, d.bytes"


@dataclass(frozen=True)
class Statement:
    name: str
    sql: str
    # The types in which benchd sends the values.
    types: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Statements of one transaction, which is undone."""

    when: str
    statements: tuple[Statement, ...]
    rounds: int = 31
    # Whether they go by the connection that follows the news, whose plans are for any values.
    follows: bool = False


def array(*values):
    return "'{' || " + " || ',' || ".join(values) + " || '}'"


def quoted(digest):
    """An element of a bytea[] as text."""
    return f"""'"\\\\x' || encode({digest}, 'hex') || '"'"""


EVENT = "INSERT INTO events (run, kind, version) VALUES ($1, $2, $3)"
NEW = "sha256(int8send({new}))"
NEW_ID = "'ffffffff-ffff-7000-8000-' || lpad(to_hex({new}), 12, '0')"

FILING = Group("each upload and drop", (
    Statement("takes the locks", "SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key", ("text",), (array("{n}"),)),
    Statement(
        "reads runs with the report's digest", f"SELECT {RECORD} FROM runs r WHERE r.report_digest = ANY($1::bytea[]) ORDER BY r.filed, r.id",
        ("text",), (array(quoted("{report}")),)),
    Statement(
        "reads tombstones", "SELECT content FROM tombstones WHERE report_digest = ANY($1::bytea[]) ORDER BY id", ("text",), (array(quoted("{report}")),)),
    Statement(
        "reads which contents are there", "SELECT digest FROM contents WHERE digest = ANY($1::bytea[])",
        ("text",), (array(quoted("{report}"), quoted(NEW)),)),
    Statement(
        "adds a content", "INSERT INTO contents (digest, byte_count) VALUES ($1, $2) ON CONFLICT DO NOTHING", ("bytea", "bigint"), (NEW, "450000")),
    Statement(
        "adds a frame", "INSERT INTO chunks (digest, number, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        ("bytea", "bigint", "bytea"), (NEW, "0", "'x'")),
    Statement(
        "adds a run",
        "INSERT INTO runs (id, filed, version, report_digest, config_digest, inbox, path, receipt, mark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        ("text", "bigint", "bigint", "bytea", "bytea", "bytea", "bytea", "bytea", "bytea"),
        (NEW_ID, "1", "1", NEW, "NULL", "'here'", "'a path'", "'{}'", "NULL")),
    Statement("adds what is derived", "INSERT INTO derived (id, rules, bytes) VALUES ($1, $2::bigint::int, $3)", ("text", "bigint", "bytea"), (NEW_ID, "1", "'x'")),
    Statement("adds an event", EVENT, ("text", "text", "bigint"), (NEW_ID, "'filed'", "1")),
))

READING = Group("each report or archive that is read", (
    Statement(
        "reads frames", "SELECT number, bytes FROM chunks WHERE digest = $1 AND number BETWEEN $2 AND $3 ORDER BY number",
        ("bytea", "bigint", "bigint"), ("{report}", "0", "7")),
))

ARRIVING = Group("a raw file, a file that could not be removed", (
    Statement(
        "asks whether a digest is known", "SELECT EXISTS (SELECT FROM runs WHERE report_digest = $1 OR config_digest = $1)",
        ("bytea",), ("{report}",)),
))

DAMAGED = Group("a frame that is damaged or gone", (
    Statement(
        "asks whether the run has it still", "SELECT EXISTS (SELECT FROM runs WHERE id = $1 AND (report_digest = $2 OR config_digest = $2))",
        ("text", "bytea"), ("{id}", "{report}")),
    Statement("keeps the run while its bytes are replaced", "SELECT id FROM runs WHERE id = $1 FOR KEY SHARE", ("text",), ("{id}",)),
))

EVENT_TEXT = "concat_ws(' ', e.seq, e.xid, e.run, e.version)"
NEWS_SQL = (
    f"SELECT pg_current_snapshot()::text, p.value, l.value, e.run, e.kind, e.version, {EVENT_TEXT}"
    " FROM meta p JOIN meta l ON l.name = 'library' LEFT JOIN ("
    " (SELECT * FROM events WHERE xid >= pg_snapshot_xmax($1::text::pg_snapshot) ORDER BY xid LIMIT $3)"
    " UNION ALL SELECT * FROM events WHERE xid = ANY(ARRAY(SELECT pg_snapshot_xip($1::text::pg_snapshot)))"
    " UNION ALL (SELECT * FROM events"
    " WHERE seq > $2 AND pg_visible_in_snapshot(xid, $1::text::pg_snapshot) ORDER BY seq LIMIT $3)"
    " ) e ON true"
    " WHERE p.name = 'pruned' ORDER BY e.seq")
FETCH_SQL = f"SELECT {NUMBERED} FROM runs r LEFT JOIN derived d ON d.id = r.id WHERE r.id = ANY($1::text[])"


def news(count):
    return Statement(
        f"asks for news: {count} events", NEWS_SQL, ("text", "bigint", "bigint"),
        (f"({{newest}} - {count - 1}) || ':' || ({{newest}} - {count - 1}) || ':'", f"({{newest}} - {count})", "20001"))


FOLLOWING = Group("each second, each daemon", (
    news(0), news(33),
    Statement(
        "reads 64 runs that others have filed", FETCH_SQL, ("text",),
        ("{ids}",)),
    Statement(
        "tries to be the one that acts for all", "SELECT pg_try_advisory_lock($1::bigint::int, $2::bigint::int)", ("bigint", "bigint"), ("7", "7")),
), follows=True)

LATE = Group("a late config, from a path of a rig", (
    Statement(
        "looks for the last run of a path",
        f"SELECT {RECORD} FROM runs r WHERE r.path = $1 AND r.inbox = $2 ORDER BY r.id DESC LIMIT 1 FOR UPDATE",
        ("bytea", "bytea"), ("{path}", "{inbox}")),
    Statement(
        "adds the config to the run",
        "UPDATE runs SET config_digest = $2, receipt = $3, version = $4 WHERE id = $1 AND config_digest IS NULL RETURNING 1",
        ("text", "bytea", "bytea", "bigint"), ("{bare}", "{report}", "'{}'", "1")),
    Statement(
        "replaces what is derived", "UPDATE derived SET rules = $2::bigint::int, bytes = $3 WHERE id = $1", ("text", "bigint", "bytea"), ("{id}", "1", "'x'")),
))

LATE_BUSY = Group("a late config, from a path with every hundredth run", (
    Statement("looks for the last run of a busy path", LATE.statements[0].sql, ("bytea", "bytea"), ("{busy}", "{busy_inbox}")),
    Statement("the same from a machine that has none of them", LATE.statements[0].sql, ("bytea", "bytea"), ("{busy}", "'another'")),
), rounds=7)

MARKING = Group("a mark", (
    Statement("reads the run", f"SELECT {RECORD} FROM runs r WHERE r.id = $1 FOR UPDATE", ("text",), ("{id}",)),
    Statement("writes the mark", "UPDATE runs SET mark = $2, version = $3 WHERE id = $1", ("text", "bytea", "bigint"), ("{id}", "'{}'", "1")),
))

REMOVING = Group("a removal (prune)", (
    Statement(
        "reads the runs", f"SELECT {RECORD} FROM runs r WHERE r.id = ANY($1::text[]) ORDER BY r.id FOR UPDATE", ("text",), (array("{id}"),)),
    Statement("reads which are removed", "SELECT id FROM tombstones WHERE id = ANY($1::text[])", ("text",), (array("{id}"),)),
    Statement(
        "adds a tombstone", "INSERT INTO tombstones (id, report_digest, content) VALUES ($1, $2, $3)",
        ("text", "bytea", "bytea"), (NEW_ID, "{report}", "'{}'")),
    Statement("removes the run", "DELETE FROM runs WHERE id = $1", ("text",), ("{id}",)),
    Statement(
        "removes the report's bytes",
        "DELETE FROM contents c WHERE c.digest = $1 AND NOT EXISTS (SELECT FROM runs r WHERE r.report_digest = c.digest OR r.config_digest = c.digest)",
        ("bytea",), ("{report}",)),
    Statement("reads tombstones of runs that are gone", "SELECT content FROM tombstones WHERE id = ANY($1::text[])", ("text",), (array("{id}"),)),
))

COMPUTING = Group("computing runs by newer rules", (
    Statement(
        "looks for a run that is due: none", "SELECT id FROM derived WHERE rules < $1 ORDER BY rules DESC, id DESC LIMIT $2",
        ("bigint", "bigint"), ("1", "16")),
    Statement(
        "looks for a run that is due: all are", "SELECT id FROM derived WHERE rules < $1 ORDER BY rules DESC, id DESC LIMIT $2",
        ("bigint", "bigint"), ("2", "16")),
    Statement(
        "takes the run",
        "SELECT r.id, r.version, r.receipt, r.mark FROM derived d JOIN runs r ON r.id = d.id WHERE d.id = $1 AND d.rules < $2 FOR UPDATE OF d, r SKIP LOCKED",
        ("text", "bigint"), ("{id}", "2")),
    Statement("writes its version", "UPDATE runs SET version = $2 WHERE id = $1", ("text", "bigint"), ("{id}", "1")),
    Statement(
        "has a run computed whose values are lost",
        "INSERT INTO derived (id, rules, bytes) SELECT id, 0, '' FROM runs WHERE id = ANY($1::text[]) ON CONFLICT (id) DO UPDATE SET rules = 0",
        ("text",), (array("{id}"),)),
))

COMPARING = Group("a comparison of all runs: each page of 1,000", (
    Statement(
        "compares a page",
        "SELECT r.id, r.version, coalesce(octet_length(d.bytes), 0)::bigint FROM runs r LEFT JOIN derived d ON d.id = r.id AND d.id > $1"
        " WHERE r.id > $1 ORDER BY r.id LIMIT $2", ("text", "bigint"), ("{id}", "1000")),
    Statement(
        "looks for bytes that no run has",
        "SELECT c.digest FROM contents c WHERE c.digest = ANY($1::bytea[]) AND NOT EXISTS (SELECT FROM runs r"
        " WHERE r.report_digest = c.digest OR r.config_digest = c.digest)", ("text",), (array(quoted("{report}")),)),
    Statement(
        "compares tombstones", "SELECT id, content FROM tombstones WHERE id > $1 ORDER BY id LIMIT $2", ("text", "bigint"), ("{id}", "1000")),
), follows=True)

COUNTING = Group("the begin of a comparison: a new daemon, a failover", (
    Statement("counts runs", "SELECT count(*) FROM runs"),
), rounds=5, follows=True)

CONNECTING = Group("each new connection of a daemon", (
    Statement(
        "looks for the last news that it knows", f"SELECT EXISTS (SELECT FROM events e WHERE e.seq = $1 AND {EVENT_TEXT} = $2)", ("bigint", "text"),
        ("{n}", "concat_ws(' ', {n}, {n}, {id}, {n})")),
    Statement(
        "looks whether it was restored from a later state",
        "SELECT m.value <> s.system_identifier::text OR p.value::numeric >= pg_snapshot_xmax(n)::text::numeric"
        " OR (SELECT xid FROM events ORDER BY xid DESC LIMIT 1) >= pg_snapshot_xmax(n)"
        " FROM meta m, meta p, pg_control_system() s, pg_current_snapshot() n WHERE m.name = 'server' AND p.name = 'pruned'"),
    Statement(
        "notes where a comparison begins",
        f"SELECT pg_current_snapshot()::text, (SELECT {EVENT_TEXT} FROM events e ORDER BY e.seq DESC LIMIT 1)"),
))

PRUNE_SQL = (
    "WITH due AS (SELECT seq FROM events WHERE at < now() - interval '{age}'"
    " AND seq <> (SELECT max(seq) FROM events) ORDER BY at LIMIT 20000),"
    " old AS (DELETE FROM events WHERE seq IN (SELECT seq FROM due) RETURNING xid::text::numeric AS xid),"
    " noted AS (UPDATE meta SET value = greatest(value::numeric, (SELECT max(xid) FROM old))::text WHERE name = 'pruned' AND EXISTS (SELECT FROM old))"
    " SELECT count(*) FROM old")


def pruning(name, age):
    return Statement(name, PRUNE_SQL.replace("{age}", age))


PRUNING = Group("each hour, one daemon", (pruning("removes news of a week ago", "7 days"),), rounds=3, follows=True)
# The same statement with an age that finds as much as it takes at once.
PRUNING_PART = Group("each second after a week without daemons", (pruning("removes a part of much news", "0 days"),), rounds=3, follows=True)

GROUPS = (
    FILING, READING, ARRIVING, DAMAGED, FOLLOWING, LATE, LATE_BUSY, MARKING, REMOVING, COMPUTING, CONNECTING, COMPARING, COUNTING, PRUNING, PRUNING_PART)
