"""Since when: a metric of a cell in time, with its segments and steps."""

import copy
import json
import random

import pytest
from browser import DESKTOP, LOOKS, SCREENS, Browser
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from Support.daemon import Daemon
from Support.reports import fixture_bytes, fixture_config
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

IN_ORDER = ["baseline", "baseline-repeat", "mount-options"]
CELL = "benchmark=fio-seqwrite-1m&filesystem=ext4_overlay2&source=rig-01"
STEADY = "benchmark=fio-randread-4k&filesystem=xfs_overlay2&source=rig-02"
# Of the second rig: so many runs, and from which one on all are a third slower.
RUNS, STEP = 24, 15
TRACES = """
const plot = document.querySelector("figure[data-figure=trend] .plot");
return { traces: (plot?.data ?? []).map(({ meta, x, y }) => ({ role: meta.role, x: [...x], y: [...y] })),
         marks: (plot?.layout?.annotations ?? []).map(({ text }) => text), type: plot?.layout?.yaxis?.type, axis: plot?.layout?.xaxis?.type };
"""


def upload(daemon, report, config, source):
    named = [("source", None, source.encode())] if source else []
    parts = [*named, ("file", "report.json", report), ("config_file", "config.zip", config)]
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()["uuid"]


def history():
    """Reports of one setup whose random reads become slower at a run, and else differ by some percent."""
    chance = random.Random(7)
    report = json.loads(fixture_bytes("baseline"))
    for number in range(RUNS):
        changed = copy.deepcopy(report)
        for benchmark in changed["data"].values():
            for cell in benchmark.values():
                factor = chance.gauss(1, 0.02) * (0.67 if number >= STEP else 1)
                plot = cell["metrics"]["plot"]
                for key in plot:
                    plot[key] = plot[key] / factor if "lat" in key else plot[key] * factor
        yield json.dumps(changed).encode()


def nameless():
    """A run of a rig that only its host name names, without the benchmark of `CELL`."""
    report = json.loads(fixture_bytes("baseline"))
    report["system_info"]["hostname"] = "nameless-host"
    del report["data"]["fio-seqwrite-1m"]
    return json.dumps(report).encode()


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("library")).start()
    daemon.nameless = upload(daemon, nameless(), fixture_config("baseline"), None)
    for name in IN_ORDER:
        upload(daemon, fixture_bytes(name), fixture_config(name), "rig-01")
    daemon.history = [upload(daemon, report, fixture_config("baseline"), "rig-02") for report in history()]
    yield daemon
    daemon.stop()


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look(DESKTOP)


def opened(browser, library, query):
    browser.open(f"{library.url}/trends?{query}")
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    return browser


def text(browser, selector):
    return " ".join(element.text for element in browser.driver.find_elements(By.CSS_SELECTOR, selector))


def test_a_change_of_mount_options_is_named_with_its_time(browser, library):
    answer = library.web.json(f"/api/trends?{CELL}")
    opened(browser, library, CELL)

    sentence = text(browser, ".answer")
    assert sentence.startswith("Worse since ") and "data=journal" in sentence
    at = next(point["filed"] for point in answer["points"] if point["uuid"] == answer["steps"][0]["at"])
    assert at[:19].replace("T", " ") in sentence
    row = browser.driver.find_elements(By.CSS_SELECTOR, "table.segments tbody tr")[1].text
    assert "setup" in row and "noatime → noatime,data=journal" in row and "worse" in row
    assert [mark.startswith("setup −") for mark in browser.script(TRACES)["marks"]] == [True]
    assert browser.console() == [] and browser.foreign_requests(library.port) == set()


def test_a_step_that_nothing_explains_is_found_where_it_was_planted(browser, library):
    answer = library.web.json(f"/api/trends?{STEADY}")
    assert [(step["at"], step["kind"], step["verdict"]) for step in answer["steps"]] == [(library.history[STEP], "unexplained", "worse")]
    opened(browser, library, STEADY)

    assert "nothing that benchd knows of changed" in text(browser, ".answer")
    assert [mark.split()[0] for mark in browser.script(TRACES)["marks"]] == ["unexplained"]


def test_what_is_drawn_is_what_the_library_answers(browser, library):
    answer = library.web.json(f"/api/trends?{STEADY}")
    opened(browser, library, STEADY)
    traces = {trace["role"]: trace for trace in browser.script(TRACES)["traces"]}

    assert traces["points"]["y"] == [point["value"] for point in answer["points"]]
    assert traces["points"]["x"] == list(range(1, RUNS + 1))
    means = [value for value in traces["mean"]["y"] if value is not None]
    assert means == [segment["mean"] for segment in answer["segments"] for _ in "ab"]
    shown = browser.script("return [...document.querySelectorAll('#points tbody tr')].map(({ cells }) => Number(cells[1].dataset.copy))")
    assert shown == [point["value"] for point in reversed(answer["points"])]


def test_the_state_of_the_chart_is_in_the_address(browser, library):
    opened(browser, library, STEADY)
    for button in browser.driver.find_elements(By.CSS_SELECTOR, "[data-switch]"):
        button.send_keys(Keys.SPACE)
    browser.wait_until("document.querySelector('.plot').layout.yaxis.type === 'log'")
    address = browser.driver.current_url
    assert "x=time" in address and "log=1" in address
    drawn = browser.script(TRACES)
    assert drawn["axis"] == "date"

    fresh = Browser()
    try:
        fresh.look(DESKTOP)
        fresh.open(address)
        fresh.wait_until("document.documentElement.dataset.ready === 'true'")
        assert fresh.script(TRACES) == drawn
    finally:
        fresh.quit()


def test_another_choice_is_shown_at_once_and_keeps_the_scale(browser, library):
    opened(browser, library, f"{STEADY}&log=1")
    Select(browser.driver.find_element(By.NAME, "filesystem")).select_by_visible_text("btrfs_btrfs")
    browser.wait_until("location.search.includes('filesystem=btrfs_btrfs')")
    assert "log=1" in browser.driver.current_url and "source=rig-02" in browser.driver.current_url
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    assert "btrfs_btrfs" in text(browser, "#trend-title")


def test_a_part_of_the_chart_is_in_the_address_and_a_double_click_shows_all_again(browser, library):
    shown = "return document.querySelector('.plot')._fullLayout.xaxis.range"
    opened(browser, library, STEADY)
    browser.script("Plotly.relayout(document.querySelector('.plot'), { 'xaxis.range[0]': 3, 'xaxis.range[1]': 9.5 })")
    browser.wait_until("location.search.includes('zoom=3..9.5')")
    address = browser.driver.current_url
    opened(browser, library, address.partition("?")[2])
    assert browser.script(shown) == [3, 9.5]
    browser.script("Plotly.relayout(document.querySelector('.plot'), { 'xaxis.autorange': true })")
    browser.wait_until("!location.search.includes('zoom')")
    browser.wait_until(f"document.querySelector('.plot')._fullLayout.xaxis.range.join() === '0.5,{RUNS + 0.5}'")

    opened(browser, library, f"{STEADY}&zoom=x..y")
    assert browser.script(shown) == [0.5, RUNS + 0.5] and browser.console() == []


def test_a_segment_of_one_run_has_a_mean_that_can_be_seen_and_where_it_was_expected(browser, library):
    answer = library.web.json(f"/api/trends?{CELL}")
    assert [segment["n"] for segment in answer["segments"]] == [2, 1]
    opened(browser, library, CELL)
    traces = {trace["role"]: trace for trace in browser.script(TRACES)["traces"]}

    assert traces["mean"]["x"][3:5] == [2.7, 3.3]
    expected = [bound for point in answer["points"] if point["expected"] for bound in point["expected"]]
    assert [value for value in traces["expected"]["y"] if value is not None] == expected and len(expected) >= 2


def test_what_cannot_be_loaded_is_said_and_tried_again(browser, library):
    browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/api/trends*"]})
    try:
        opened(browser, library, STEADY)
        assert "could not be drawn: benchd does not answer" in text(browser, ".plot")
        browser.script("dispatchEvent(new Event('benchd:draw-all'))")
        browser.wait_until("document.documentElement.dataset.drawn === 'all'")
        assert all("not shown: benchd does not answer" in item.text for item in browser.driver.find_elements(By.CSS_SELECTOR, ".multiples li"))
    finally:
        browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    browser.driver.find_element(By.CSS_SELECTOR, "[data-switch=log]").send_keys(Keys.SPACE)
    browser.wait_until("document.querySelector('.plot').data?.some(({ meta }) => meta.role === 'points')")
    browser.forget()


def test_another_choice_keeps_the_time_and_the_margin_of_the_verdicts(browser, library):
    as_of = library.web.json(f"/api/trends?{STEADY}")["as_of"]
    opened(browser, library, f"{STEADY}&as_of={as_of}&margin=0.1")
    Select(browser.driver.find_element(By.NAME, "filesystem")).select_by_visible_text("btrfs_btrfs")
    browser.wait_until("location.search.includes('filesystem=btrfs_btrfs')")
    assert browser.script("const query = new URLSearchParams(location.search); return [query.get('as_of'), query.get('margin')]") == [as_of, "0.1"]


def test_the_points_are_read_and_opened_from_the_keyboard(browser, library):
    opened(browser, library, STEADY)
    plot = browser.driver.find_element(By.CSS_SELECTOR, ".plot")

    def said():
        plot.send_keys(Keys.HOME)
        return browser.script("return document.querySelector('figure[data-figure=trend] .said').textContent")

    # What reads the keys is loaded when the chart gets the focus; nothing else may speak with it.
    words = eventually(said, "the first point is read", 20)
    assert "against the mean of 15 runs" in words
    assert browser.script("return [...document.querySelectorAll('[role=status]')].map(({ textContent }) => textContent).filter((text) => text)") == [words]
    plot.send_keys(Keys.ARROW_RIGHT)
    plot.send_keys(Keys.ENTER)
    browser.wait_until("location.pathname.startsWith('/benchmarks/')")
    assert browser.driver.current_url.endswith(library.history[1])


def test_the_other_metrics_are_small_pictures_that_lead_to_theirs(browser, library):
    opened(browser, library, STEADY)
    browser.script("dispatchEvent(new Event('benchd:draw-all'))")
    browser.wait_until("document.documentElement.dataset.drawn === 'all'")
    items = browser.driver.find_elements(By.CSS_SELECTOR, ".multiples li")
    assert len(items) > 3 and all(item.find_elements(By.TAG_NAME, "polyline") for item in items)
    assert "24 runs, 1 step" in items[0].text
    ends = browser.script("return [...document.querySelectorAll('.multiples .figures-text')].map(({ textContent }) => textContent.split(': ')[0].split(' → '))")
    points = library.web.json(f"/api/trends?{STEADY}")["points"]
    assert [round(float(end.split("k")[0]), 2) for end in ends[0]] == [round(points[place]["value"] / 1000, 2) for place in (0, -1)]
    next(item for item in items if "Read latency, mean" in item.text).find_element(By.TAG_NAME, "a").click()
    browser.wait_until("location.search.includes('metric=read_lat_ns_mean')")


def test_without_a_question_the_newest_run_is_shown(browser, library):
    opened(browser, library, "")

    assert "The newest run's first benchmark" in text(browser, "main")
    assert text(browser, ".answer") != ""


@pytest.mark.parametrize(("query", "status", "words"), [
    ("benchmark=none&filesystem=ext4_overlay2", 404, "none"), (f"{CELL}&margin=9", 400, "margin"), ("benchmark=fio-randread-4k", 400, "filesystem"),
])
def test_what_cannot_be_answered_is_said_at_the_form(browser, library, query, status, words):
    assert library.web.get(f"/trends?{query}", Accept="text/html").status == status
    browser.open(f"{library.url}/trends?{query}")

    assert words in text(browser, "[role=alert]")
    assert browser.driver.find_elements(By.NAME, "benchmark")


def test_a_rig_known_by_its_host_name_can_be_chosen_and_exported(browser, library):
    opened(browser, library, CELL)
    Select(browser.driver.find_element(By.NAME, "source")).select_by_visible_text("nameless-host")
    browser.wait_until("location.search.includes('source=nameless-host')")
    opened(browser, library, "benchmark=fio-randread-4k&filesystem=ext4_overlay2&source=nameless-host")
    link = browser.driver.find_element(By.LINK_TEXT, "CSV").get_attribute("href")
    lines = library.web.get(link.removeprefix(library.url)).body.decode().splitlines()
    assert len(lines) > 1 and all(line.startswith(library.nameless) for line in lines[1:])


def test_a_rig_that_lacks_the_benchmark_says_so_and_offers_what_it_has(browser, library):
    query = CELL.replace("rig-01", "nameless-host")
    answer = library.web.get(f"/trends?{query}", Accept="text/html")
    assert answer.status == 200
    opened(browser, library, query)
    sentence = text(browser, "[data-slot=lack]")
    assert "nameless-host" in sentence and "fio-seqwrite-1m" in sentence and sentence.count(". ") == 0
    assert not browser.driver.find_elements(By.CSS_SELECTOR, "[role=alert]")
    offers = browser.driver.find_elements(By.CSS_SELECTOR, ".offers a")
    assert len(offers) > 3
    assert browser.violations() == [] and browser.overflow() <= 0
    browser.screenshot("trends-lack-desktop")
    offers[0].click()
    browser.wait_until("document.querySelector('section[data-trend]') !== null")
    assert "nameless-host" in text(browser, "#trend-title")


def test_what_the_audit_doubts_is_marked_by_shape_and_text(browser, library):
    run = library.web.json("/api/benchmarks?source=rig-01&limit=1")["runs"][0]["uuid"]
    found = next(finding for finding in library.web.json(f"/api/benchmarks/{run}/audit")["findings"] if finding["verdict"] in ("odd", "broken") and finding["filesystem"])
    query = f"benchmark={found['benchmark']}&filesystem={found['filesystem']}&source=rig-01"
    answer = library.web.json(f"/api/trends?{query}")
    marks = [point["audit"] for point in answer["points"]]
    assert marks[-1] == found["verdict"]
    opened(browser, library, query)
    trace = browser.script("return document.querySelector('.plot').data.filter(({ meta }) => meta.role === 'audit').map(({ text, marker }) => [text, marker.symbol])[0]")
    signs = {"odd": "triangle-up-open", "broken": "x-thin-open"}
    assert trace == [[mark for mark in marks if mark], [signs[mark] for mark in marks if mark]]
    rows = [row.text for row in browser.driver.find_elements(By.CSS_SELECTOR, "#points tbody tr")]
    assert [f"{mark} by the audit" in row for mark, row in zip(reversed(marks), rows, strict=True) if mark] == [True] * sum(map(bool, marks))
    assert browser.driver.find_element(By.CSS_SELECTOR, "#points .tag").get_attribute("href").endswith(f"/benchmarks/{run}#audit")
    assert browser.violations() == []
    browser.screenshot("trends-audit-desktop")


def test_the_table_is_copied_as_clean_values(browser, library):
    opened(browser, library, STEADY)
    browser.script("Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } }, configurable: true })")
    browser.driver.find_element(By.CSS_SELECTOR, "[data-action=copy-table]").click()
    browser.wait_until("window.copied !== undefined")
    lines = [line.split("\t") for line in browser.script("return window.copied").splitlines()]
    points = library.web.json(f"/api/trends?{STEADY}")["points"]
    assert lines[0][0] == "Filed" and all(len(line) == 4 for line in lines)
    assert [(line[0], float(line[1]), line[2]) for line in lines[1:]] == [(point["filed"], point["value"], str(point["segment"] + 1)) for point in reversed(points)]


def test_every_metric_has_a_label_and_a_picture(browser, library):
    opened(browser, library, "benchmark=fio-randrw-16k&filesystem=xfs_overlay2&source=rig-02")
    labels = [element.text for element in browser.driver.find_elements(By.CSS_SELECTOR, ".multiples a")]
    choices = [option.text for option in Select(browser.driver.find_element(By.NAME, "metric")).options][1:]
    assert labels == choices and len(labels) > 12
    assert [label for label in labels if "_" in label] == [] and "CPU time per operation" in labels


def test_an_empty_library_says_what_to_do(browser, start_daemon):
    daemon = start_daemon()
    browser.open(f"{daemon.url}/trends")

    assert "No runs yet" in text(browser, "main")
    assert browser.console() == []


def test_without_scripts_sentence_segments_and_points_are_there(library):
    page = library.web.get(f"/trends?{CELL}").body.decode()

    assert "Worse since" in page and "noatime,data=journal" in page
    for point in library.web.json(f"/api/trends?{CELL}")["points"]:
        assert point["link"] in page


@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_axe_finds_nothing_and_nothing_is_cut_off(browser, library, screen, theme):
    browser.look(SCREENS[screen], theme)
    opened(browser, library, STEADY)
    browser.screenshot(f"trends-{screen}-{theme}")

    assert browser.violations() == []
    assert browser.overflow() <= 0


def test_numbers_are_shown_as_they_are_or_by_either_prefixes(browser, library):
    browser.open(f"{library.url}/trends?{STEADY}&metric=read_bw_bytes")
    cells = "return [...document.querySelectorAll('.points tbody tr')].map((row) => row.cells[1].textContent)"
    assert all(text.endswith("MB/s") for text in browser.script(cells))
    browser.driver.find_element(By.LINK_TEXT, "IEC").click()
    browser.wait_until("location.search.includes('units=iec')")
    assert all(text.endswith("MiB/s") for text in browser.script(cells))
    browser.wait_until("document.querySelector('figure[data-figure=trend] .main-svg')")
    assert "MiB/s" in browser.script("return document.querySelector('figure[data-figure=trend] .plot').layout.yaxis.title.text")
    browser.driver.find_element(By.LINK_TEXT, "Exact values").click()
    browser.wait_until("location.search.includes('exact=1')")
    points = library.web.get(f"/api/trends?{STEADY}&metric=read_bw_bytes").json()["points"]
    assert [float(text) for text in browser.script(cells)] == [point["value"] for point in reversed(points)]
    assert "units=iec" in browser.driver.current_url and browser.console() == []
