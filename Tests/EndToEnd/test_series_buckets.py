"""Series in points, compared with the raw lists of the reports."""

import math
import statistics

import pytest

from Support.reports import encode, entries, fixture, put
from Support.web import query
from test_analysis_numbers import busy

REPORT = fixture("minute-baseline")
CELL = dict(benchmark="fio-randread-4k", filesystem="ext4_overlay2", group="iostat")


def ask(daemon, uuid, **parameters):
    return daemon.web.json(f"/api/benchmarks/{uuid}/series" + query(**parameters))


def is_sample(group, series, key, index):
    """Whether an element counts: not the average since boot, no await without requests, nothing after the container's end."""
    if series[key][index] is None:
        return False
    if group == "docker_stats":
        return not all(values[index] == 0 for values in series.values())
    requests = series.get(key.replace("await", "iops")) if key.endswith("await") else None
    return index > 0 and (requests is None or requests[index] != 0)


def check(said, series, group, start, end, points):
    key = said["key"]
    values = series[key]
    start, end = min(start, len(values)), min(end, len(values))
    assert (said["count"], said["from"], said["to"]) == (len(values), start, end)
    numbers = {index for index in range(start, end) if is_sample(group, series, key, index)}
    if end - start <= points:
        assert said["values"] == values[start:end]
        assert said["no_samples"] == [index for index in range(start, end) if index not in numbers]
        return
    buckets = said["buckets"]
    assert len(buckets) == points and (buckets[0]["from"], buckets[-1]["to"]) == (start, end)
    assert all(one["to"] == two["from"] for one, two in zip(buckets, buckets[1:]))
    assert max(bucket["to"] - bucket["from"] for bucket in buckets) <= math.ceil((end - start) / points)
    for bucket in buckets:
        held = [values[index] for index in range(bucket["from"], bucket["to"]) if index in numbers]
        assert (bucket["samples"], bucket["min"], bucket["max"]) == (len(held), min(held, default=None), max(held, default=None))
        assert bucket["mean"] is None if not held else math.isclose(bucket["mean"], statistics.fmean(held), rel_tol=1e-12, abs_tol=1e-12)


@pytest.mark.parametrize("group", ["iostat", "docker_stats"])
@pytest.mark.parametrize("points, start, end", [(10, 0, 10**9), (1, 0, 10**9), (7, 5, 36), (1000, 0, 10**9), (3, 40, 10**9), (5, 5000, 6000)])
def test_points_hold_what_the_report_has(shared_daemon, run, group, points, start, end):
    for benchmark, filesystem, entry in entries(REPORT):
        answer = ask(shared_daemon, run["uuid"], benchmark=benchmark, filesystem=filesystem, group=group, points=str(points),
                     **({"from": str(start)} if start else {}), to=str(end))
        series = {key: values for key, values in entry["monitoring"][group]["series"].items() if key != "timestamp"}
        assert [said["key"] for said in answer["series"]] == list(series)
        assert (answer["benchmark"], answer["filesystem"], answer["group"], answer["uuid"]) == (benchmark, filesystem, group, run["uuid"])
        for said in answer["series"]:
            check(said, series, group, start, end, points)
        if group == "iostat":
            assert (answer["busy"]["first"], answer["busy"]["last"], answer["busy"]["disk"]) == (*busy(series), "vdb")
        else:
            assert answer["busy"] is None


def test_one_key_and_what_it_means(shared_daemon, run):
    answer = ask(shared_daemon, run["uuid"], **CELL, key="vdb_read_await")
    [said] = answer["series"]
    assert (said["key"], said["disk"], said["metric"]["unit"], said["metric"]["direction"]) == ("vdb_read_await", "vdb", "ms", None)
    assert said["values"] == REPORT["data"]["fio-randread-4k"]["ext4_overlay2"]["monitoring"]["iostat"]["series"]["vdb_read_await"]
    assert ask(shared_daemon, run["uuid"], **CELL, key="nothing")["series"] == []


def test_a_spike_of_a_long_series_is_in_its_bucket(daemon):
    """A day of seconds: the one that is high is seen in any number of points."""
    values = [float(number % 50) for number in range(86_400)]
    values[71_234] = 1e6
    report = {"data": {"fio-x": {"ext4": {"monitoring": {"iostat": {"series": {"vdb_read_iops": values}}}}}}}
    put(daemon.inbox, encode(report))
    uuid = daemon.only_run()["uuid"]
    for points in (1, 10, 999, 10_000):
        [said] = ask(daemon, uuid, benchmark="fio-x", filesystem="ext4", group="iostat", points=str(points))["series"]
        check(said, {"vdb_read_iops": values}, "iostat", 0, 10**9, points)
        [high] = [bucket for bucket in said["buckets"] if bucket["max"] == 1e6]
        assert high["from"] <= 71_234 < high["to"]


@pytest.mark.parametrize("parameters, sentence", [
    (dict(CELL, points="0"), "points takes a whole number from 1 to 10000, not \"0\""), (dict(CELL, points="x"), "points takes"),
    ({**CELL, "from": "9", "to": "9"}, "to takes a number above from"), ({**CELL, "from": "0.0"}, "from takes a whole number"),
    (dict(CELL, group="x"), "group takes one of iostat, docker_stats"), (dict(CELL, colour="red"), "no parameter"),
    (dict(benchmark="x", points="1"), "filesystem is missing")])
def test_bad_parameters_are_named(shared_daemon, run, parameters, sentence):
    answer = shared_daemon.web.get(f"/api/benchmarks/{run['uuid']}/series" + query(**parameters))
    assert answer.status == 400 and sentence in answer.problem()["detail"]


def test_a_cell_that_is_not_there(shared_daemon, run):
    answer = shared_daemon.web.get(f"/api/benchmarks/{run['uuid']}/series" + query(**dict(CELL, filesystem="zfs"), points="5"))
    assert answer.status == 404
