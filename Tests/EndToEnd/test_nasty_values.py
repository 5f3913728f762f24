"""Every number of a real report replaced by nasty ones, every name too: each page and answer about it is given."""

import gzip
import html
import itertools
import json
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from Support.daemon import benchd
from Support.nasty import NAMES, NUMBERS, short_report, with_long_name, with_names, with_numbers, write
from Support.reports import fixture, fixture_config, put
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

RUN = ["/benchmarks/{}", "/api/benchmarks/{}", "/api/benchmarks/{}/summary", "/api/benchmarks/{}/receipt", "/api/benchmarks/{}/config",
       "/api/benchmarks/{}/config/files", "/compare/config?runs={}", "/compare/config?runs={},latest", "/api/compare/config?runs={},latest"]
COMMON = ["/", "/inbox", "/api/inbox", "/healthz", "/api/benchmarks?limit=500"]
# A name in an address is percent-encoded; one above this does not fit into any request.
LONGEST_QUERY = 6000
# In bytes: more than a page may have in all.
LONG_NAME = 5 << 20
LARGEST_PAGE = 2 << 20


@pytest.fixture(scope="module")
def report():
    return short_report(fixture("minute-baseline"))


def upload(daemon, text):
    """Files a report and returns its id."""
    parts = [("file", "r.json", text.encode()), ("config_file", "c.zip", fixture_config("minute-baseline"))]
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body[:2000]
    return answer.json()["uuid"]


def ask(daemon, target):
    """Asks by GET and HEAD, plain and compressed; returns the plain content."""
    answers = [daemon.web.request(method, target, {"Accept-Encoding": coding})
               for method, coding in itertools.product(("GET", "HEAD"), ("identity", "gzip"))]
    assert [answer.status for answer in answers] == [200] * 4, (target[:300], [answer.status for answer in answers], answers[0].body[:500])
    plain, compressed = answers[:2]
    content = gzip.decompress(compressed.body) if compressed.header("Content-Encoding") == "gzip" else compressed.body
    if not target.startswith(("/inbox", "/healthz", "/api/inbox", "/api/benchmarks?")) and target != "/":
        assert content == plain.body, target[:300]
    return plain.body


def entry_targets(uuid, data):
    """The series and filters of every cell that has names short enough for an address."""
    for benchmark, entries in data.items():
        for filesystem in entries:
            names = f"benchmark={quote(benchmark, safe='')}&filesystem={quote(filesystem, safe='')}"
            if len(names) < LONGEST_QUERY:
                yield from (f"/api/benchmarks/{uuid}/series?{names}&group={group}" for group in ("docker_stats", "iostat"))
                yield f"/api/benchmarks?{names}"


def ask_for_everything(daemon, uuid, data):
    """Asks for every page and answer about a run; returns what its page and its summary are."""
    targets = [target.format(uuid) for target in RUN] + COMMON + list(entry_targets(uuid, data))
    with ThreadPoolExecutor(8) as threads:
        answers = dict(zip(targets, threads.map(lambda target: ask(daemon, target), targets), strict=True))
    assert not daemon.has_ended()
    return answers[f"/benchmarks/{uuid}"].decode(), json.loads(answers[f"/api/benchmarks/{uuid}/summary"])


def plots(report):
    """What the tables of a page show."""
    for entries in report["data"].values():
        for entry in entries.values():
            yield from (number for section in ("plot", "table") for number in entry["metrics"].get(section, {}).values())


@pytest.mark.parametrize("shift", range(len(NUMBERS)))
def test_numbers_of_any_scale_are_shown(shared_daemon, report, shift):
    nasty = with_numbers(report, shift)
    text = write(nasty)
    uuid = upload(shared_daemon, text)
    page, _ = ask_for_everything(shared_daemon, uuid, nasty["data"])

    shown = {float(raw) for raw in re.findall(r'<span class="raw">([^<]*)</span>', page)}
    wanted = {float(number.text) for number in plots(nasty) if hasattr(number, "text")}
    assert wanted <= shown
    human = re.findall(r'<span class="human">([^<]*)</span>', page)
    assert human and all(re.match(r"-?[0-9]", value) for value in human), human
    assert shared_daemon.report(uuid) == text.encode()


@pytest.mark.parametrize("shift", range(len(NAMES)))
def test_names_of_any_form_are_text(shared_daemon, report, shift):
    nasty = with_names(report, shift)
    uuid = upload(shared_daemon, json.dumps(nasty))
    page, summary = ask_for_everything(shared_daemon, uuid, nasty["data"])

    short = [name for name in nasty["data"] if len(name.encode()) <= 200]
    assert {benchmark["name"] for benchmark in summary["benchmarks"]} >= set(short)
    text = html.unescape(page)
    assert all(name in text for name in short)
    assert "<script>alert" not in page and "<img src=x" not in page


def test_a_drop_and_check_say_the_same(shared_daemon, report, tmp_path):
    for index, nasty in enumerate([with_numbers(report, 0), with_names(report, 0), with_names(report, 1)]):
        text = write(nasty)
        put(shared_daemon.inbox / f"nasty-{index}", text.encode(), fixture_config("minute-baseline"))
        (tmp_path / "r.json").write_bytes(text.encode())
        check = benchd("check", tmp_path / "r.json")
        assert check.returncode == 0, check.stdout + check.stderr
        uuid = shared_daemon.receipt(f"nasty-{index}/aggregated_report.json")["uuid"]
        ask_for_everything(shared_daemon, uuid, nasty["data"])


def test_every_run_is_there_after_a_restart_and_without_the_catalog(start_daemon, report):
    daemon = start_daemon("--rescan", "0")
    runs = [(upload(daemon, write(nasty)), nasty["data"])
            for nasty in (with_numbers(report, 3), with_names(report, 3), with_names(report, 10))]
    for forget in (False, True):
        daemon.stop()
        if forget:
            for file in daemon.data.glob("catalog.sqlite*"):
                file.unlink()
        daemon.start()
        eventually(lambda: len(daemon.runs()) == len(runs), "all runs to be listed")
        for uuid, data in runs:
            ask_for_everything(daemon, uuid, data)


PLACES = ["benchmark", "filesystem", "metric", "part of an entry", "part of the report", "system fact", "text"]


@pytest.mark.parametrize("character", ["x", "\u0301", "\U0001f468"])
@pytest.mark.parametrize("place", PLACES)
def test_a_name_of_megabytes_is_shortened_everywhere(shared_daemon, report, place, character):
    name = "n" + character * (LONG_NAME // len(character.encode()))
    nasty = with_long_name(report, place, name)
    uuid = upload(shared_daemon, json.dumps(nasty, ensure_ascii=False))
    page, summary = ask_for_everything(shared_daemon, uuid, {})

    assert len(page.encode()) <= LARGEST_PAGE
    assert len(json.dumps(summary, ensure_ascii=False).encode()) <= LARGEST_PAGE
    if place in ("metric", "system fact", "text"):
        # It stands within a section that is larger than what is read of one: where it is, is said.
        assert max(omission["bytes"] for omission in summary["omitted"]) >= len(name.encode())
    else:
        assert name[:40] in page
