"""Whatever a config archive holds, pages and answers about it come in parts of bounded size, time and memory."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from Support import bombs
from Support.archives import archive
from Support.daemon import Daemon
from Support.memory import MIB, Peak
from Support.reports import CONFIG, REPORT, small
from Support.variations import usually
from Support.web import FORM_TYPE, form

COUNT = 10_000
PAGE_BYTES = 2_000_000
SECONDS = 1
MEMORY = 64 * MIB

# Each name has 1,024 bytes.
NAMES = {
    "letters": b"%06d/" + b"n" * 1017,
    "markup": b"%06d/" + b'"&' * 508 + b"'",
    "control characters": b"%06d/" + "\u0085".encode() * 508 + b"n",
    "marks that turn the writing": b"%06d/" + "\u202e".encode() * 339,
    "code page 437": b"%06d/" + b"\xdb" * 1017,
}


def upload(daemon, name, config):
    body = form(("source", None, name.encode()), ("file", REPORT, small(name)), ("config_file", CONFIG, config))
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, body).json()
    assert answer["warnings"] == []
    return answer["uuid"]


@pytest.fixture(scope="module", params=usually(["letters", "markup"], NAMES))
def runs(request, tmp_path_factory):
    """A daemon with two runs; their archives share half of their names."""
    daemon = Daemon(tmp_path_factory.mktemp("parts")).start()
    pattern = NAMES[request.param]
    first = bombs.entries(COUNT, pattern)
    writer = bombs.Writer()
    for number in range(COUNT // 2, COUNT + COUNT // 2):
        writer.add(pattern % number, b"x" * (number % 2), size=number % 2)
    second = writer.bytes()
    daemon.pattern = pattern
    yield daemon, upload(daemon, "first", first), upload(daemon, "second", second)
    daemon.stop()


def bounded(daemon, target):
    """The answer, which has to cost little."""
    idle, started = daemon.anonymous_memory(), daemon.processor_time()
    with Peak(daemon) as peak:
        answer = daemon.web.get(target)
    seconds = daemon.processor_time() - started
    assert seconds <= SECONDS, f"{target} took {seconds:.2f} s"
    assert peak.value <= idle + MEMORY, f"{target} took {(peak.value - idle) / MIB:.1f} MiB"
    if answer.header("Content-Type").startswith("text/html"):
        assert len(answer.body) <= PAGE_BYTES, f"{target} has {len(answer.body)} bytes"
    return answer


def links(page, relation):
    return [unescape(link) for link in re.findall(rf'<a rel="{relation}" href="([^"]*)"', page.body.decode())]


def test_the_page_of_a_run_shows_the_first_and_leads_to_all(runs):
    daemon, first, _ = runs
    page = bounded(daemon, f"/benchmarks/{first}")
    assert page.status == 200 and b"9,900 members more" in page.body
    assert f'href="/benchmarks/{first}/config"'.encode() in page.body


def test_the_pages_of_an_archive_lead_to_every_entry(runs):
    daemon, first, _ = runs
    target = f"/benchmarks/{first}/config"
    numbers = []
    for _ in range(3):
        page = bounded(daemon, target)
        numbers += re.findall(rb'class="path" href="[^"]*/config/files/(\d{6})/', page.body)
        [target] = links(page, "next")
    assert numbers == [b"%06d" % number for number in range(300)]
    last = bounded(daemon, f"/benchmarks/{first}/config?from={COUNT - 100}")
    assert links(last, "next") == [] and b"009999" in last.body
    assert links(last, "prev") == [f"/benchmarks/{first}/config?from={COUNT - 200}"]


def test_the_listing_comes_in_parts(runs):
    daemon, first, _ = runs
    indices, place = [], 0
    while place is not None:
        part = bounded(daemon, f"/api/benchmarks/{first}/config/files?from={place}").json()
        assert (part["from"], part["total"]) == (place, COUNT) and len(part["entries"]) <= 1_000
        indices += [entry["index"] for entry in part["entries"]]
        place = part["next"]
    assert indices == list(range(COUNT))
    few = daemon.web.json(f"/api/benchmarks/{first}/config/files?from=9998&limit=2")
    assert [entry["index"] for entry in few["entries"]] == [9998, 9999] and few["next"] is None


def test_an_entry_is_read_without_the_others(runs):
    daemon, first, _ = runs
    place = f"/api/benchmarks/{first}/config/files"
    entry = daemon.web.json(f"{place}?from=7777&limit=1")["entries"][0]
    if daemon.pattern == NAMES["code page 437"]:
        # Its name has 3,051 bytes in UTF-8, each written as three: more than a request target may have.
        assert bounded(daemon, f"{place}/{quote(entry['path'])}").status == 414
        return
    started = daemon.processor_time()
    for _ in range(50):
        assert bounded(daemon, f"{place}/{quote(entry['path'])}").status == 200
    # To decode the whole listing takes half a second.
    assert daemon.processor_time() - started < 1


@pytest.mark.parametrize("target", ["/compare/config", "/api/compare/config"])
def test_comparisons_come_in_parts(runs, target):
    daemon, first, second = runs
    totals = {"changed": 2_500, "only_in_baseline": 5_000, "only_in_other": 5_000, "same": 2_500}
    whole = bounded(daemon, f"{target}?runs={first},{second}")
    if daemon.pattern == NAMES["code page 437"]:
        # Each has 3,051 bytes in UTF-8, and all together more than are compared.
        assert whole.status == 413 and b"more than 41943040 bytes" in whole.body
        return
    assert whole.status == 200
    for status, total in totals.items():
        for place in (0, total - 10):
            answer = bounded(daemon, f"{target}?runs={first},{second}&status={status}&from={place}")
            assert answer.status == 200
            if target.startswith("/api"):
                answer = answer.json()
                assert answer["totals"] == totals
                assert {entry["status"] for entry in answer["entries"]} == {status}
                assert answer["next"] == {**{name: 0 for name in totals}, status: None if place else 250}
            elif place:
                assert links(answer, "prev") == [
                    f"/compare/config?runs={first},{second}&status={status}&from={place - 80}"]


TARGETS = [
    "/api/benchmarks/{}/config/files?from=-1", "/api/benchmarks/{}/config/files?limit=0",
    "/api/benchmarks/{}/config/files?limit=1001", "/api/benchmarks/{}/config/files?form=1", "/benchmarks/{}/config?from=x",
    "/api/compare/config?runs={0},{0}&from=1", "/compare/config?runs={0},{0}&status=different"]


@pytest.mark.parametrize("target", TARGETS)
def test_a_part_that_cannot_be_is_refused(shared_daemon, target):
    uuid = upload(shared_daemon, f"part {TARGETS.index(target)}", bombs.entries(1))
    assert shared_daemon.web.get(target.format(uuid)).status == 400


def test_long_lines_are_cut_where_texts_are_compared(shared_daemon):
    pair = [
        upload(shared_daemon, name, archive({f"t{number}.txt": b"<" * length + b"%02d" % number for number in range(50)}))
        for name, length in (("long", 250_000), ("shorter", 249_000))]
    for target in ("/compare/config", "/api/compare/config"):
        answer = bounded(shared_daemon, f"{target}?runs={','.join(pair)}")
        assert answer.status == 200 and len(answer.body) <= PAGE_BYTES
    changed = [entry for entry in answer.json()["entries"] if entry["diff"]]
    assert {line["text"] for entry in changed for hunk in entry["diff"]["hunks"] for line in hunk["lines"]} == {
        "<" * 2_000 + "… (250002 bytes)", "<" * 2_000 + "… (249002 bytes)"}
