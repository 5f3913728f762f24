"""How long each statement takes on generated rows, and by which index it finds them."""

import json
import random
import statistics
from dataclasses import dataclass

from .generated import BUSY
from .statements import GROUPS

MARK = "@@"
# Tables of a few rows: to read them whole is right.
SMALL = ("meta",)


@dataclass
class Measured:
    """The times of a statement in milliseconds, and what was read how."""

    times: list
    scans: set

    @property
    def median(self):
        return statistics.median(self.times)

    @property
    def longest(self):
        return max(self.times)

    @property
    def sequential(self):
        return sorted(scan.removeprefix("all of ") for scan in self.scans if scan.startswith("all of "))


def measure(database, rows, seed=1):
    """[(group, statement, Measured)]"""
    chance = random.Random(seed)
    found = []
    for group in GROUPS:
        outputs = database.run(script(group, rows, chance)).split(f"{MARK}\n")[1:]
        measured = [Measured([], set()) for _ in group.statements]
        for number, output in enumerate(outputs):
            plan = json.loads(output)[0]
            one = measured[number % len(measured)]
            one.times.append(plan["Planning Time"] + plan["Execution Time"])
            one.scans |= scans(plan["Plan"])
        found += [(group, *pair) for pair in zip(group.statements, measured)]
    return found


def script(group, rows, chance):
    """What psql does: all statements prepared, as benchd prepares them, and then each round undone."""
    lines = ["SET search_path = benchd;", "SET client_min_messages = error;"]
    if group.follows:
        lines += ["SET plan_cache_mode = force_generic_plan;", "SET jit = off;"]
    for number, statement in enumerate(group.statements):
        types = f"({', '.join(statement.types)})" if statement.types else ""
        lines.append(f"PREPARE s{number}{types} AS {statement.sql};")
    for _ in range(group.rounds):
        places = expressions(rows, chance)
        lines.append("BEGIN;")
        for number, statement in enumerate(group.statements):
            values = ", ".join(replaced(value, places) for value in statement.values)
            lines.append(f"\\echo {MARK}")
            lines.append(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE s{number}{f'({values})' if values else ''};")
        lines.append("ROLLBACK;")
    return "\n".join(lines) + "\n"


def expressions(rows, chance):
    """What stands for each place in the values of statements, of a run by chance."""
    number = chance.randrange(1, rows.count - 100)
    # A drop, of which no config is there: an odd one, and not of the busy path.
    bare = number | 1
    bare += 2 if bare % BUSY == 1 else 0
    busy = number // BUSY * BUSY + 1
    return {
        "{ids}": "'{' || " + " || ',' || ".join(rows.id(number + place) for place in range(64)) + " || '}'",
        "{n}": str(number), "{id}": rows.id(number), "{report}": rows.report(number), "{new}": str(2 * rows.count + number), "{newest}": str(rows.count),
        "{bare}": rows.id(bare), "{path}": rows.path(bare), "{inbox}": rows.inbox(bare), "{busy}": rows.path(busy), "{busy_inbox}": rows.inbox(busy)}


def replaced(value, places):
    for place, text in places.items():
        value = value.replace(place, text)
    return value


def scans(plan):
    """What a plan reads: names of indexes, and tables that are read whole."""
    kind, found = plan["Node Type"], set()
    if "Index Name" in plan:
        found.add(plan["Index Name"])
    elif kind == "Seq Scan" and plan["Relation Name"] not in SMALL:
        found.add(f"all of {plan['Relation Name']}")
    for part in plan.get("Plans", []):
        found |= scans(part)
    return found
