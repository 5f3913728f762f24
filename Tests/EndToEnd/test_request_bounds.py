"""No page and no computed answer costs more than docs/operations.md says, whatever report it is about."""

import html
import json
import re
import select
import subprocess

import pytest

from Support.large import LARGE
from Support.memory import MIB, Peak
from Support.variations import usually
from Support.waiting import eventually
from Support.web import query

PAGE_BYTES = 2_000_000
SECONDS = 1
MEMORY = 64 * MIB
# So many parts are followed from each page and summary.
STEPS = 4
NEXT = re.compile(rb'href="([^"]*)" rel="next"')
LINK = re.compile(r'<([^>]*)>; rel="next"')


@pytest.fixture(scope="module", params=LARGE)
def large(request, shared_daemon, tmp_path_factory):
    """A daemon that has filed a large report, and the run's id."""
    file = tmp_path_factory.mktemp("large") / "report.json"
    file.write_bytes(LARGE[request.param]())
    answer = subprocess.run(
        ["curl", "--silent", "--fail-with-body", "-F", f"file=@{file}", f"{shared_daemon.url}/api/upload"],
        capture_output=True, timeout=600)
    assert answer.returncode == 0, answer.stdout
    shared_daemon.uuid = re.search(rb'"uuid":"([^"]*)"', answer.stdout)[1].decode()
    shared_daemon.size = file.stat().st_size
    return shared_daemon


def ask(daemon, target, **headers):
    """An answer, with what it cost checked."""
    idle, started = daemon.anonymous_memory(), daemon.processor_time()
    with Peak(daemon) as peak:
        answer = daemon.web.get(target, **headers)
    assert answer.status == 200, (target, answer.status, answer.body[:300])
    seconds = daemon.processor_time() - started
    assert seconds <= SECONDS, f"{target} took {seconds} s"
    assert peak.value <= idle + MEMORY, f"{target} took {(peak.value - idle) / MIB:.1f} MiB"
    return answer


def test_a_page_in_parts_costs_little(large):
    target = f"/benchmarks/{large.uuid}"
    for _ in range(STEPS):
        page = ask(large, target)
        assert len(page.body) <= PAGE_BYTES
        assert b'<section class="benchmark"' in page.body
        following = NEXT.search(page.body)
        if not following:
            break
        target = html.unescape(following[1].decode())


@pytest.mark.parametrize("coding", usually(["gzip"], ["identity", "gzip"]))
def test_a_summary_in_parts_costs_little(large, coding):
    target = f"/api/benchmarks/{large.uuid}/summary"
    following = ask(large, target, Accept_Encoding=coding)
    for _ in range(STEPS):
        following = large.web.json(target)["next"]
        if following is None:
            break
        target = f"/api/benchmarks/{large.uuid}/summary?from={following}"
        ask(large, target, Accept_Encoding=coding)


@pytest.mark.parametrize("coding", usually(["gzip"], ["identity", "gzip"]))
def test_what_is_drawn_of_series_costs_little(large, coding):
    ask(large, f"/api/benchmarks/{large.uuid}/series?from=0.0", Accept_Encoding=coding)


def test_the_audit_in_parts_costs_little(large):
    for start in (0, 2_000):
        ask(large, f"/api/benchmarks/{large.uuid}/audit?from={start}")


@pytest.mark.parametrize("coding", usually(["gzip"], ["identity", "gzip"]))
def test_series_in_points_cost_little(large, coding):
    benchmark = large.web.json(f"/api/benchmarks/{large.uuid}/summary?limit=1&entries=1")["benchmarks"][0]
    cell = query(benchmark=benchmark["name"], filesystem=benchmark["entries"][0]["filesystem"], group="iostat", points="10000")
    target = f"/api/benchmarks/{large.uuid}/series{cell}"
    if large.web.get(target).status == 200:
        ask(large, target, Accept_Encoding=coding)
        return
    # Ten million samples, and 280,000 series.
    started = large.processor_time()
    assert large.web.get(target).problem()["type"] == "/problems/report-too-large"
    assert large.processor_time() - started <= SECONDS and large.size > 3 * MIB


def test_answers_across_runs_cost_little(large):
    benchmark = large.web.json(f"/api/benchmarks/{large.uuid}/summary?limit=1&entries=1")["benchmarks"][0]
    ask(large, f"/api/compare?runs={large.uuid},{large.uuid}")
    ask(large, "/api/compare?runs=" + ",".join([large.uuid] * 8))
    ask(large, f"/api/benchmarks/{large.uuid}/standing")
    for target in (query(benchmark=benchmark["name"], filesystem=benchmark["entries"][0]["filesystem"]), query(benchmark=benchmark["name"])):
        target = ("/api/trends" if "filesystem" in target else "/api/plan") + target
        if large.web.get(target).status != 404:
            ask(large, target)


@pytest.mark.parametrize("coding", usually(["gzip"], ["identity", "gzip"]))
def test_the_export_in_parts_costs_little(large, coding):
    target = "/api/export?format=ndjson"
    for _ in range(STEPS):
        answer = ask(large, target, Accept_Encoding=coding)
        link = LINK.search(answer.header("Link") or "")
        if not link:
            break
        target = link[1]


def test_lists_cost_little(large):
    assert len(ask(large, "/").body) <= PAGE_BYTES
    ask(large, "/api/benchmarks?limit=500")


def test_names_that_grow_when_they_are_written_do_not_make_a_list_large(start_daemon):
    """Three hundred runs of two hundred names of 240 bytes, each byte of which takes six in JSON or five in HTML."""
    daemon = start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")
    for number in range(300):
        data = {f"b{name}" + "\1&" * 120: {f"{name}" + "\1&" * 120: {}} for name in range(100)}
        (daemon.inbox / f"{number}.json").write_text(json.dumps({"number": number, "data": data}))
    eventually(lambda: daemon.web.json("/api/benchmarks?limit=1")["total"] == 300, "all runs")

    assert len(ask(daemon, "/").body) <= PAGE_BYTES
    answer = ask(daemon, "/api/benchmarks?limit=500")
    assert len(answer.body) <= 8 * MIB
    runs = answer.json()["runs"]
    assert len(runs) == 300 and answer.json()["next"] is None
    assert all(run["benchmarks"] and run["benchmarks_total"] == run["filesystems_total"] == 100 for run in runs)


def test_what_a_request_names_is_shortened_in_its_problem(start_daemon):
    daemon = start_daemon()
    run = "/api/benchmarks/" + "0" * 12
    for target in [f"/{'x' * 12_000}", f"/api/benchmarks?{'x' * 12_000}=1", f"{run}/series?benchmark={'x' * 12_000}",
                   f"/api/benchmarks?limit={'%01' * 4_000}", f"/api/benchmarks/{'x' * 12_000}/summary"]:
        for accept in ["text/html", "application/json"]:
            answer = daemon.web.get(target, Accept=accept)
            assert 400 <= answer.status < 500 and len(answer.body) < 16_384, (target[:40], answer.status, len(answer.body))


def test_what_is_left_out_is_whole_on_demand(large):
    report = large.report(large.uuid)
    assert len(report) == large.size
    summary = large.web.json(f"/api/benchmarks/{large.uuid}/summary")
    assert summary["benchmarks"] and summary["benchmarks_total"] >= len(summary["benchmarks"])
    for omission in summary["omitted"][:5]:
        start, end = omission["range"]
        part = ask(large, f"/api/benchmarks/{large.uuid}/part?bytes={start}-{end}")
        assert part.body == report[start:end]
        assert part.header("Content-Type") == "text/plain; charset=utf-8"


def test_health_does_not_wait_for_what_is_computed(start_daemon):
    """More is asked for than is computed at a time; health is answered while most of it waits."""
    daemon = start_daemon()
    (daemon.inbox / "x.json").write_bytes(LARGE["names of markup"]())
    request = f"GET /api{daemon.only_run()['link']}/summary HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()

    def overtakes():
        connections = [daemon.web.connect() for _ in range(12)]
        for connection in connections:
            connection.sendall(request)
        assert daemon.web.get("/healthz").status == 200
        answered, _, _ = select.select(connections, [], [], 0)
        for connection in connections:
            connection.close()
        return len(answered) < 6

    eventually(overtakes, "health to be answered before the summaries")
