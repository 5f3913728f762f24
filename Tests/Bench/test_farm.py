"""What bench/farm sends and when, what its judge finds, and that its statements are those of benchd."""

import re
import sys

import pytest

from Support.paths import ROOT

sys.path.insert(0, str(ROOT / "bench"))

from measuring.farm import checking, plans  # noqa: E402
from measuring.farm.model import FIRST_PAUSE, LONGEST_PAUSE, OUTAGE, SHIFT, Model  # noqa: E402
from measuring.farm.statements import EVENT_TEXT, GROUPS, RECORD  # noqa: E402

TABLES = re.compile(r"\b(runs|contents|chunks|derived|tombstones|events)\b")
# A database that was restored on another server; nothing waits for it.
BESIDE = {"DELETE FROM events"}


def rate(model, begin, end):
    return sum(model.at(begin) <= ready < model.at(end) for ready, _ in model.arrivals()) / (model.at(end) - model.at(begin))


def test_the_same_seed_gives_the_same_night():
    assert Model(50, 60, 10).arrivals() == Model(50, 60, 10).arrivals() != Model(50, 60, 10, seed=2).arrivals()


@pytest.mark.parametrize("speed", [1, 10])
def test_the_night_offers_what_it_says(speed):
    model = Model(3_000, 200, speed)
    assert rate(model, SHIFT + 0.15, OUTAGE) == pytest.approx(model.peak, rel=0.1)
    assert rate(model, 0, SHIFT) == pytest.approx(model.peak / 4, rel=0.15)


def test_each_rig_keeps_its_interval():
    model = Model(200, 600, 10)
    moments = {}
    for ready, rig in model.arrivals():
        moments.setdefault(rig, []).append(ready * model.speed)
    gaps = [[after - before for before, after in zip(ready, ready[1:])] for ready in moments.values()]
    assert all(max(gap) / min(gap) < 1.3 for gap in gaps) and min(map(min, gaps)) < 260 and max(map(max, gaps)) > 340


class Middle:
    @staticmethod
    def uniform(low, high):
        return high


def test_pauses_grow_and_keep_what_was_asked():
    model = Model(1, 1, 10)
    pauses = [model.pause(attempt, 0, Middle) * 10 for attempt in range(10)]
    assert pauses[0] == FIRST_PAUSE and pauses[3] == 8 * FIRST_PAUSE and pauses[-1] == LONGEST_PAUSE
    assert model.pause(0, 10, Middle) * 10 == 10.5


ONE, OTHER = ("one", "config of one"), ("other", "config of other")
RIGHT = {"1": ONE, "2": OTHER}


def verdict(monkeypatch, *libraries, flooded=None):
    class Library:
        def __init__(self, runs):
            self._runs = runs

        def ids(self):
            return self._runs

        def digests(self, ids):
            return {uuid: self._runs[uuid] for uuid in ids}

    monkeypatch.setattr(checking, "Library", Library)
    found = checking.check(libraries, {"one": "1", "other": "2"} | ({} if flooded is None else {flooded: None}), dict([ONE, OTHER, ("late", "config of late")]))
    assert found.is_right == (not (found.lost or found.doubled or found.half or found.uneven))
    return found


@pytest.mark.parametrize(("runs", "wrong"), [
    (RIGHT, {}), ({"1": ONE}, {"lost": 1}), (RIGHT | {"3": ONE}, {"doubled": 1}),
    ({"1": ONE, "2": ("oth", "config of other")}, {"lost": 1, "half": 1, "unacknowledged": 1}), ({"1": ONE, "2": ("other", None)}, {"half": 1}),
    (RIGHT | {"3": ("late", "config of late")}, {"unacknowledged": 1}),
], ids=["right", "lost", "doubled", "half", "without its config", "not acknowledged"])
def test_the_judge_finds_what_is_wrong(monkeypatch, runs, wrong):
    found = verdict(monkeypatch, runs)
    assert {name: value for name, value in vars(found).items() if value and name != "runs"} == wrong


def test_the_judge_finds_a_report_whose_id_nobody_has(monkeypatch):
    assert verdict(monkeypatch, RIGHT, flooded="late").lost == 1
    assert verdict(monkeypatch, RIGHT | {"3": ("late", "config of late")}, flooded="late").is_right


def test_the_judge_finds_a_daemon_that_lacks_a_run(monkeypatch):
    found = verdict(monkeypatch, RIGHT, {"1": ONE})
    assert found.uneven == found.runs == 1 and not found.is_right


def sources():
    """Every statement in the sources that names a table of runs; one that is put together of pieces ends where it is."""
    found = set()
    for path in (ROOT / "Sources/Store/Postgres").glob("*.swift"):
        # Of the local catalog.
        if path.name == "FollowedCatalog.swift":
            continue
        text = re.sub(r'"\s*\+\s*"', "", path.read_text()).replace(r"\(RunRecord.columns)", RECORD).replace(r"\(Self.eventText)", EVENT_TEXT)
        text = text.replace(r"\(Self.pruningLimit)", "20000")
        for long, short in re.findall(r'"""\n(.*?)"""|"((?:[^"\\\n]|\\.)*)"', text, re.DOTALL):
            sql = " ".join((long or short).split(None)) + (" " if short.endswith(" ") else "")
            if re.match(r"(SELECT|INSERT INTO|UPDATE|DELETE|WITH) ", sql) and TABLES.search(sql):
                found.add(sql)
    return found - BESIDE


def test_each_statement_is_one_of_benchd():
    known = sources()
    strange = [one.sql for group in GROUPS for one in group.statements if TABLES.search(one.sql) and not any(one.sql.startswith(sql) for sql in known)]
    # The same statement, with the age of what is due earlier.
    assert [sql for sql in strange if "interval '6 days'" not in sql and "interval '0 days'" not in sql] == []


def test_each_statement_of_benchd_is_measured():
    measured = [one.sql for group in GROUPS for one in group.statements]
    assert [sql for sql in sources() if not any(one.startswith(sql) for one in measured)] == []


def test_a_table_that_is_read_whole_is_named():
    plan = {"Node Type": "Hash Join", "Plans": [
        {"Node Type": "Seq Scan", "Relation Name": "runs"}, {"Node Type": "Seq Scan", "Relation Name": "meta"},
        {"Node Type": "Index Scan", "Relation Name": "derived", "Index Name": "derived_pkey"}]}
    assert plans.scans(plan) == {"all of runs", "derived_pkey"}
    assert plans.Measured([1.0, 3.0], plans.scans(plan)).sequential == ["runs"]
