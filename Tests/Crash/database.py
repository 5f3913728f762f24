"""Whether the runs in a database are whole ones."""

import hashlib

from Support import postgres

FRAME = 1 << 20

INCOMPLETE = f"""
    SELECT r.id FROM runs r JOIN contents c ON c.digest IN (r.report_digest, r.config_digest)
    WHERE (SELECT count(*) FROM chunks k WHERE k.digest = c.digest) <> greatest(1, ceil(c.byte_count / {FRAME}.0))
"""
RUNS = "SELECT r.id, encode(r.report_digest, 'hex'), coalesce(encode(r.config_digest, 'hex'), '') FROM runs r"


def rows(store, query):
    place = postgres.parts(store)
    if not postgres.sql("SELECT 1 WHERE to_regclass('benchd.runs') IS NOT NULL", place["host"], place["dbname"]):
        # The daemon has not begun.
        return []
    text = postgres.sql(f"SET search_path TO benchd; {query}", place["host"], place["dbname"])
    return [line.split("|") for line in text.splitlines()]


def halves(store, sent):
    """What is not whole; `sent` are the reports with their configs."""
    digests = {digest(report): digest(config) for report, config in sent}
    found = [f"{uuid} lacks bytes" for [uuid] in rows(store, INCOMPLETE)]
    for uuid, report, config in rows(store, RUNS):
        if report not in digests:
            found.append(f"{uuid} is no report that was sent")
        elif config not in ("", digests[report]):
            found.append(f"the config of {uuid} is none that was sent with it")
    return found


def digest(content):
    return content and hashlib.sha256(content).hexdigest()
