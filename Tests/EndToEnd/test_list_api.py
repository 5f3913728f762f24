"""The list of runs: its filters, orders, cursors, counts and facts, compared with the raw reports."""

import json
from collections import Counter
from datetime import datetime, timedelta

import pytest

from Support.daemon import benchd
from Support.paths import FIXTURES
from Support.reports import CONFIG, REPORT, encode, fixture, fixture_bytes, fixture_config, put
from Support.waiting import eventually
from Support.web import query

WITH_CONFIG = ["baseline", "minute-baseline", "minute-mount-options"]
WITHOUT_CONFIG = ["readahead-16k"]


@pytest.fixture(scope="module")
def library(shared_daemon):
    """Four runs of rigs that are named like their fixtures, filed one after the other, and one of another machine."""
    for name in WITH_CONFIG + WITHOUT_CONFIG:
        put(shared_daemon.inbox / name, fixture_bytes(name), fixture_config(name) if name in WITH_CONFIG else None)
        eventually(lambda: name in [run["source"] for run in shared_daemon.runs()], name)
    other = {"system_info": {"hostname": "other-vm", "kernel_version": "5.10.0", "target_disk": {"model": "Zorkdrive"}},
             "data": {"fio-seqread": {"zfs": {"metrics": {"plot": {"read_iops": 1}}}}}}
    put(shared_daemon.inbox / "other", encode(other))
    shared_daemon.wait_for_runs(5)
    eventually(lambda: all(run["audit"] for run in shared_daemon.runs()), "every audit")
    return shared_daemon


REPORTS = {name: fixture(name) for name in WITH_CONFIG + WITHOUT_CONFIG}


def ask(library, **parameters):
    return library.web.json("/api/benchmarks" + (query(**parameters) if parameters else ""))


def sources(library, **parameters):
    return [run["source"] for run in ask(library, **parameters)["runs"]]


def has(report, benchmark=None, filesystem=None, family=None, driver=None):
    """Whether a report has a benchmark, and a filesystem, of these names."""
    benchmarks = set(report["data"])
    filesystems = {name for entries in report["data"].values() for name in entries}
    return ((benchmark is None or benchmark in benchmarks) and (filesystem is None or filesystem in filesystems)
            and (family is None or family in {name.split("_", 1)[0] for name in filesystems})
            and (driver is None or driver in {name.split("_", 1)[-1] for name in filesystems if "_" in name})
            and (family is None or driver is None or f"{family}_{driver}" in filesystems)
            and (family is None or filesystem is None or filesystem.split("_")[0] == family))


@pytest.mark.parametrize("parameters", [
    dict(benchmark="fio-randread-4k"), dict(benchmark="sysbench-oltp"), dict(filesystem="xfs_overlay2"), dict(family="btrfs"),
    dict(driver="btrfs"), dict(driver="overlay2"), dict(family="zfs"), dict(benchmark="fio-randread-4k", driver="btrfs"), dict(family="ext4", driver="btrfs"),
    dict(family="btrfs", driver="overlay2"), dict(filesystem="ext4_overlay2", family="btrfs")])
def test_filters_by_names(library, parameters):
    expected = {name for name, report in REPORTS.items() if has(report, **parameters)}
    if parameters == dict(family="zfs"):
        expected.add("other")
    assert set(sources(library, **parameters)) == expected
    assert ask(library, **parameters)["total"] == len(expected)


def test_filters_by_config_and_source(library):
    assert set(sources(library, has_config="true")) == set(WITH_CONFIG)
    assert set(sources(library, has_config="false")) == {"other", *WITHOUT_CONFIG}
    assert sources(library, source="readahead-16k") == ["readahead-16k"]
    assert len(sources(library, source="", q="", has_config="", since="")) == 5


def test_filters_by_time(library):
    """From `since` on and before `until`, however the time is written."""
    filed = sorted(run["filed"] for run in library.runs())
    second, fourth = (datetime.fromisoformat(filed[place].replace("Z", "+00:00")) for place in (1, 3))
    east = (second + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S.") + filed[1][-4:-1] + "+02:00"
    milliseconds = str(round(fourth.timestamp() * 1000))
    for since in (filed[1], east, str(round(second.timestamp() * 1000))):
        for until in (filed[3], milliseconds):
            found = [run["filed"] for run in ask(library, since=since, until=until)["runs"]]
            assert found == [filed[2], filed[1]], (since, until)
    assert ask(library, since="2000-01-01", until="2001-01-01")["total"] == 0
    assert ask(library, since="2000-01-01")["total"] == 5


@pytest.mark.parametrize("words, expected", [
    ("zorkdrive", {"other"}), ("ZORK", {"other"}), ("zork drive", set()), ("other zfs", {"other"}),
    ("minute", {"minute-baseline", "minute-mount-options"})])
def test_words_are_found(library, words, expected):
    assert set(sources(library, q=words)) == expected


def test_orders(library):
    runs = library.runs()
    assert sources(library) == [run["source"] for run in sorted(runs, key=lambda run: run["filed"], reverse=True)]
    assert sources(library, sort="filed") == sources(library)[::-1]
    assert sources(library, sort="source") == sorted(run["source"] for run in runs)
    assert [run["bytes"] for run in ask(library, sort="bytes")["runs"]] == sorted((run["bytes"] for run in runs), reverse=True)


@pytest.mark.parametrize("parameters", [{}, dict(driver="overlay2"), dict(source="minute-baseline"), dict(q="zorkdrive"), dict(has_config="false")])
def test_facets_are_what_counting_gives(library, parameters):
    answer = ask(library, limit="1", **parameters)
    reports = [REPORTS.get(name) or library.web.json(f"/api/benchmarks/{run['uuid']}")
               for run in ask(library, **parameters)["runs"] for name in [run["source"]]]
    counts = {field: Counter() for field in ("benchmark", "filesystem", "family", "driver")}
    for report in reports:
        filesystems = {name for entries in report["data"].values() for name in entries}
        counts["benchmark"].update(set(report["data"]))
        counts["filesystem"].update(filesystems)
        counts["family"].update({name.split("_")[0] for name in filesystems})
        counts["driver"].update({name.split("_", 1)[1] for name in filesystems if "_" in name})
    counts["source"] = Counter(sources(library, **parameters))
    counts["rig"] = counts["source"]
    counts["label"] = Counter()
    assert answer["facets"] == counts
    assert answer["facets_omitted"] == dict.fromkeys(counts, 0)
    assert len(answer["runs"]) == 1 and answer["total"] == len(reports)


def test_facts_and_audit_of_each_run(library):
    for run in library.runs():
        info = library.web.json(f"/api/benchmarks/{run['uuid']}")["system_info"]
        for name in ("hostname", "kernel_version", "os_distro", "cpu_model", "ram_gb", "cpu_cores_total"):
            assert run["facts"].get(name) == info.get(name)
        assert run["facts"]["target_disk.model"] == info["target_disk"]["model"]
        assert (run["label"], run["note"], run["tags"], run["excluded"]) == (None, None, [], None)
        if run["source"] in WITH_CONFIG:
            folder = FIXTURES / run["source"]
            checked = benchd("check", "--json", "--config", str(folder / CONFIG), str(folder / REPORT))
            verdicts = Counter(finding["verdict"] for finding in json.loads(checked.stdout)["report"]["findings"])
            assert {verdict: count for verdict, count in run["audit"].items() if count} == verdicts


@pytest.mark.parametrize("sort", ["-filed", "filed", "source", "bytes"])
def test_no_run_comes_twice_and_none_is_missed_while_runs_arrive(start_daemon, sort):
    daemon = start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")

    def file(number):
        report = {"system_info": {"pad": "x" * (number * 37 % 101)}, "data": {f"b{number}": {"ext4": {}}}}
        put(daemon.inbox / f"rig-{number % 3}" / str(number), encode(report))

    for number in range(9):
        file(number)
    before = {run["uuid"] for run in daemon.wait_for_runs(9)}
    seen, cursor, arrived = [], None, 9
    while True:
        page = ask(daemon, sort=sort, limit="2", **({"cursor": cursor} if cursor else {}))
        seen += [run["uuid"] for run in page["runs"]]
        cursor = page["next"]
        if cursor is None:
            break
        if arrived < 13:
            file(arrived)
            arrived += 1
            daemon.wait_for_runs(arrived)
    assert len(seen) == len(set(seen)) and before <= set(seen)


@pytest.mark.parametrize("parameters, sentence", [
    (dict(has_config="1"), "has_config takes true or false"), (dict(sort="name"), "sort takes one of -filed, filed, source, bytes"),
    (dict(since="now"), "since takes a time"), (dict(limit="0"), "limit takes a whole number from 1 to 500"),
    (dict(cursor="0"), "cursor takes what an earlier answer gave"), (dict(colour="red"), 'no parameter "colour"')])
def test_bad_parameters_are_named(library, parameters, sentence):
    answer = library.web.get("/api/benchmarks" + query(**parameters))
    assert answer.status == 400 and sentence in answer.problem()["detail"]


def test_a_cursor_of_another_order_is_refused(library):
    cursor = ask(library, sort="source", limit="1")["next"]
    answer = library.web.get("/api/benchmarks" + query(sort="bytes", cursor=cursor))
    assert answer.status == 400 and "another order than sort=bytes" in answer.problem()["detail"]
