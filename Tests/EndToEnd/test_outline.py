"""What one report or archive of many names costs: to file, to list, to ask for."""

import hashlib
import json
import subprocess

import pytest

from Support.archives import archive
from Support.daemon import benchd
from Support.memory import MIB, check_memory
from Support.reports import REPORT, put, small
from Support.waiting import eventually
from Support.web import query

PARTS = {
    "metrics": {"plot": {"x": 1}, "table": {}},
    "monitoring": {group: {part: {} for part in ("plot", "table", "series")} for group in ("docker_stats", "iostat")}}


def each_on_its_own(count):
    return b'{"data":{%s}}' % b",".join(b'"b%d":{"f%d":{}}' % (number, number) for number in range(count))


def upload(daemon, folder, report):
    (folder / "report.json").write_bytes(report)
    answer = subprocess.run(
        ["curl", "--silent", "--show-error", "-F", f"file=@{folder / 'report.json'}", f"{daemon.url}/api/upload"],
        capture_output=True, check=True, timeout=600)
    return json.loads(answer.stdout)


def processor_time(daemon, act):
    before = daemon.processor_time()
    act()
    return daemon.processor_time() - before


def test_filing_costs_in_proportion_to_the_bytes(daemon, tmp_path):
    upload(daemon, tmp_path, each_on_its_own(100))
    times = [processor_time(daemon, lambda: upload(daemon, tmp_path, each_on_its_own(count))) for count in (10_000, 40_000)]
    # Four times the bytes; were each name to cost what all cost, it were sixteen times.
    assert times[1] <= 8 * times[0] + 0.1, times


def long_names(count, entry, length=256):
    members = (b'"%s":{"f":%s}' % ((b"%06d" % number).ljust(length, b"n"), entry) for number in range(count))
    return b'{"data":{%s}}' % b",".join(members)


LARGE = {
    "as many entries as are read": lambda: long_names(100_000, json.dumps(PARTS).encode()),
    "as many entries with short forms of names": lambda: long_names(100_000, json.dumps(PARTS).encode(), 257),
    "as many unknown parts as fit": lambda: b'{"data":{%s}}' % b",".join(
        b'"b%d":{"f":{%s}}' % (number, b",".join(b'"u%d":1' % part for part in range(100))) for number in range(100_000)),
    "a key of 100 MB": lambda: b'{"data":{"%s":{"f":{}}}}' % (b"k" * 100_000_000),
    "a string of 100 MB": lambda: b'{"data":{"b":{"f":{"metrics":{"table":{"s":"%s"}}}}}}' % (b"s" * 100_000_000),
    "280,000 series": lambda: b'{"data":{"b":{"f":{"monitoring":{"iostat":{"series":{%s}}}}}}}' % b",".join(
        b'"d%d_%s":[1,2]' % (disk, key) for disk in range(40_000)
        for key in (b"read_iops", b"write_iops", b"read_kbps", b"write_kbps", b"read_await", b"write_await", b"util")),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_outline_of_a_report_needs_little_memory(daemon, tmp_path, name):
    upload(daemon, tmp_path, small("warm"))
    report = LARGE[name]()
    answer = check_memory(daemon, lambda: upload(daemon, tmp_path, report), 64 * MIB, 16 * MIB)
    assert answer["uuid"], answer
    run = daemon.runs()[0]
    assert run["bytes"] == len(report) and len(run["benchmarks"]) <= 100


REFUSED = {
    "more entries than are read": (lambda: long_names(100_001, b"{}"), "more than 100000 cells"),
    "more benchmarks without entries": (
        lambda: b'{"data":{%s}}' % b",".join(b'"b%d":{}' % number for number in range(100_001)), "more than 100000 cells"),
    "more keys in an object": (
        lambda: b'{"data":{},"x":{%s}}' % b",".join(b'"k%d":1' % number for number in range(1_000_001)), "more than 1000000 keys"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_report_of_more_than_is_read_is_refused_by_every_way_in(daemon, tmp_path, name):
    make, words = REFUSED[name]
    report = make()
    problem = upload(daemon, tmp_path, report)
    assert problem["type"] == "/problems/report-too-large" and words in problem["detail"], problem
    checked = benchd("check", tmp_path / "report.json")
    assert checked.returncode == 1 and words in checked.stdout, checked
    put(daemon.inbox / "rig", report)
    [(_, reason)] = eventually(daemon.rejections, "the rejection")
    assert words in reason["detail"]


def test_a_long_name_has_a_short_form_everywhere(daemon):
    name = "n" * 3_000
    short = "n" * 200 + "…" + hashlib.sha256(name.encode()).hexdigest()[:16]
    put(daemon.inbox / "rig", json.dumps({"data": {name: {name: PARTS}}}).encode())
    run = daemon.only_run()
    assert run["benchmarks"] == [short] == run["filesystems"]
    for key in (name, short):
        assert len(daemon.web.json("/api/benchmarks" + query(benchmark=key))["runs"]) == 1
        series = f"/api/benchmarks/{run['uuid']}/series" + query(benchmark=key, filesystem=key, group="iostat")
        assert daemon.web.json(series) == {}
    [benchmark] = daemon.web.json(f"/api/benchmarks/{run['uuid']}/summary")["benchmarks"]
    assert benchmark["name"] == short
    start, end = benchmark["name_range"]
    assert daemon.report(run["uuid"])[start:end] == name.encode()


def test_a_summary_comes_in_parts_that_hold_all(daemon):
    report = {"data": {f"b{number:05}": {"f": {"metrics": {"plot": {"x": number}}}} for number in range(5_000)}}
    put(daemon.inbox / "rig", json.dumps(report).encode())
    uuid = daemon.only_run()["uuid"]
    seen, position, count = {}, "0.0", 0
    while position is not None:
        part = daemon.web.json(f"/api/benchmarks/{uuid}/summary" + query(**{"from": position}))
        assert part["benchmarks_total"] == 5_000
        seen |= {one["name"]: one["entries"][0]["metrics"]["plot"]["x"] for one in part["benchmarks"]}
        position, count = part["next"], count + 1
    assert count > 1
    assert seen == {name: entry["f"]["metrics"]["plot"]["x"] for name, entry in report["data"].items()}
    assert daemon.web.get(f"/api/benchmarks/{uuid}/summary?from=x").problem()["status"] == 400


def test_a_run_with_many_long_archive_names_costs_what_any_other_costs(daemon):
    put(daemon.inbox / "plain", small("plain"), archive({"a": b""}))
    plain = daemon.only_run()["uuid"]
    names = {f"{number:05}" + "n" * 1_000: b"" for number in range(10_000)}
    put(daemon.inbox / "long", small("long"), archive(names))
    long = daemon.wait_for_runs(2)[0]["uuid"]
    assert len(daemon.web.json(f"/api/benchmarks/{long}/config/files")["entries"]) >= 100

    def ask(uuid):
        for _ in range(300):
            assert daemon.web.request("HEAD", f"/api/benchmarks/{uuid}").status == 200
            assert daemon.web.request("HEAD", f"/api/benchmarks/{uuid}/receipt").status == 200

    ask(plain)
    times = [processor_time(daemon, lambda: ask(uuid)) for uuid in (plain, long)]
    assert times[1] <= 2 * times[0] + 0.1, times


def test_no_request_writes(daemon):
    put(daemon.inbox / "rig", small("read"), archive({"vars/a.yaml": b"a: 1"}))
    uuid = daemon.only_run()["uuid"]
    daemon.wait_until_gone(f"rig/{REPORT}")

    def written():
        # The shared memory file of the catalog is a lock, and nothing is kept in it.
        files = [file for file in daemon.data.rglob("*") if not file.name.endswith("-shm")]
        return {file: (status.st_size, status.st_mtime_ns) for file in files for status in [file.stat()]}

    before = written()
    api = f"/api/benchmarks/{uuid}"
    for path in ("/", "/inbox", f"/benchmarks/{uuid}", "/benchmarks/latest", api, f"{api}/summary", f"{api}/receipt", f"{api}/config",
                 f"{api}/config/files", f"{api}/config/files/vars/a.yaml", "/api/benchmarks", "/api/benchmarks?source=rig",
                 f"/compare/config?runs={uuid},{uuid}", "/api/inbox", "/healthz"):
        for method in ("GET", "HEAD"):
            assert daemon.web.request(method, path).status == 200, path
    assert written() == before


@pytest.mark.data_folder
def test_the_catalog_made_again_answers_the_same(daemon):
    name = "n" * 300
    put(daemon.inbox / "rig", json.dumps({"data": {name: {name: PARTS}}, "other": 1}).encode(), archive({"a/b": b"c"}))
    uuid = daemon.only_run()["uuid"]
    paths = ["/api/benchmarks", f"/api/benchmarks/{uuid}/summary", f"/api/benchmarks/{uuid}/receipt", f"/api/benchmarks/{uuid}/config/files"]
    before = [daemon.web.json(path) for path in paths]
    daemon.stop()
    (daemon.data / "catalog.sqlite").unlink()
    daemon.start()
    assert [daemon.web.json(path) for path in paths] == before
