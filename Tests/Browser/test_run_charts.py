"""The charts of a run answer why: who is best and how sure that is, cause and effect on one time axis, what is missing and why."""

import json
import random
import re

import pytest
from browser import LOOKS, PHONE, SCREENS
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.paths import CASES
from Support.reports import REPORTS
from Support.web import FORM_TYPE, form

RUN, BENCHMARK, BEST = "minute-baseline", "fio-randrw-16k", "ext4_overlay2"
HOUR = 3_600
STALL = range(1_201, 1_216)


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look()


@pytest.fixture(scope="module")
def pages(served):
    """Besides those of all: a steady hour with one stall, and a run that watched no device."""
    def upload(report, source):
        answer = served.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("source", None, source), ("file", "r.json", report)))
        assert answer.status == 200, answer.body
        return served.url + answer.json()["link"]

    return {**served.pages, "hour": upload(hour(), b"hours"), "no device": upload((CASES / "f10-nvme-no-device.json").read_bytes(), b"nvme")}


def hour():
    """A run of an hour: the samples of a minute again and again, and one stall."""
    chance = random.Random(4)
    cells = json.loads(json.dumps(REPORTS[RUN]["data"][BENCHMARK]))
    for filesystem, cell in cells.items():
        series = cell["monitoring"]["iostat"]["series"]
        for key, samples in series.items():
            middle = samples[4:-4]
            series[key] = samples[:1] + [round(middle[second % len(middle)] * chance.uniform(0.9, 1.1), 2) for second in range(1, HOUR)]
            if filesystem == BEST and key.endswith(("_iops", "_kbps")):
                series[key] = [0.0 if second in STALL else sample for second, sample in enumerate(series[key])]
        series["timestamp"] = list(range(HOUR))
    return json.dumps({"data": {BENCHMARK: cells}}).encode()


def opened(browser, address, figure="cause", benchmark=BENCHMARK):
    """Opens a page and scrolls to a figure, which is then drawn."""
    browser.open(address)
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    return shown(browser, figure, benchmark)


def shown(browser, figure="cause", benchmark=BENCHMARK):
    selector = f"section[data-benchmark={json.dumps(benchmark)}] [data-figure={json.dumps(figure)}]"
    slot = f"section[data-benchmark={json.dumps(benchmark)}] [data-slot=cause]"
    browser.script("document.querySelector(arguments[0]).scrollIntoView()", slot)
    browser.wait_until(f"document.querySelector('{selector}')")
    browser.script("document.querySelector(arguments[0]).scrollIntoView({block: 'center'})", selector)
    browser.wait_until(f"document.querySelector('{selector} .plot').data && document.documentElement.dataset.ready === 'true'")
    return browser.driver.find_element(By.CSS_SELECTOR, selector)


def press(browser, selector):
    """Clicks what a person would scroll to first."""
    element = browser.driver.find_element(By.XPATH, selector)
    browser.script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def traces(browser, figure="cause"):
    return browser.figures()[BENCHMARK, figure]["traces"]


def lines(browser, key):
    """{filesystem: trace} of the lines of a series in "cause and effect"."""
    return {trace["name"]: trace for trace in traces(browser) if (trace["meta"].get("key") or "").endswith(key)}


def axis_range(browser):
    return browser.script(f"return document.querySelector('[data-benchmark={BENCHMARK}][data-figure=cause] .plot').layout.xaxis.range")


def summary(served, link):
    return served.web.get(f"/api{link.removeprefix(served.url)}/summary").json()


def test_cause_and_effect_stand_on_one_axis_with_the_reports_samples(browser, served, pages):
    opened(browser, pages[RUN])
    entries = {entry["filesystem"]: entry for benchmark in summary(served, pages[RUN])["benchmarks"] if benchmark["name"] == BENCHMARK
               for entry in benchmark["entries"]}

    for key in ("vdb_read_iops", "vdb_write_iops", "vdb_util", "cpu_iowait"):
        for filesystem, trace in lines(browser, key).items():
            samples = REPORTS[RUN]["data"][BENCHMARK][filesystem]["monitoring"]["iostat"]["series"][key]
            assert (trace["x"], trace["y"]) == (list(range(1, len(samples))), pytest.approx(samples[1:])), (key, filesystem)
    cpu = REPORTS[RUN]["data"][BENCHMARK][BEST]["monitoring"]["iostat"]["series"]
    assert lines(browser, "cpu")[BEST]["y"] == pytest.approx([user + system for user, system in zip(cpu["cpu_user"], cpu["cpu_system"])][1:])
    assert len(lines(browser, "cpu_perc")) == len(lines(browser, "mem_usage_bytes")) == 4
    busy = {trace["name"]: trace["x"] for trace in traces(browser) if trace["meta"].get("isBusy")}
    assert busy == {name: [entry["busy"]["first"], entry["busy"]["last"]] for name, entry in entries.items()}
    assert browser.console() == []


def test_why_is_said_with_its_numbers(browser, served, pages):
    opened(browser, pages[RUN])
    why = browser.driver.find_element(By.CSS_SELECTOR, f"section[data-benchmark={BENCHMARK}] .why").text
    derived = {one["name"]: one["value"] for benchmark in summary(served, pages[RUN])["benchmarks"] if benchmark["name"] == BENCHMARK
               for entry in benchmark["entries"] if entry["filesystem"] == BEST for one in entry["derived"]}

    assert derived["limited_by"] == "device"
    assert f"the device (device {derived['device_utilisation']:.3g} %, CPU {derived['cpu_utilisation']:.3g} %)" in " ".join(why.split())
    assert f"{derived['steady_windows']}, varies by {100 * derived['variation']:.3g} %" in " ".join(why.split())


def test_the_distribution_is_that_of_the_busy_samples(browser, served, pages):
    opened(browser, pages[RUN], "distribution")
    busy = {entry["filesystem"]: entry["busy"] for benchmark in summary(served, pages[RUN])["benchmarks"] if benchmark["name"] == BENCHMARK
            for entry in benchmark["entries"]}
    for trace in traces(browser, "distribution"):
        samples = REPORTS[RUN]["data"][BENCHMARK][trace["name"]]["monitoring"]["iostat"]["series"]["vdb_read_iops"]
        first, last = busy[trace["name"]]["first"], busy[trace["name"]]["last"]
        assert trace["x"][1:] == pytest.approx(sorted(samples[first:last + 1]))
        assert trace["y"][-1] == 100


def test_a_part_of_the_axis_is_in_the_address(browser, pages):
    opened(browser, pages[RUN])
    press(browser, f"//section[@data-benchmark='{BENCHMARK}']//button[.='Zoom in']")
    browser.wait_until("location.search.includes('zoom:fio-randrw-16k=')")
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    seen = axis_range(browser)
    assert seen[0] > 5

    opened(browser, browser.driver.current_url)
    assert axis_range(browser) == pytest.approx(seen, abs=0.01)
    press(browser, f"//section[@data-benchmark='{BENCHMARK}']//button[.='All']")
    browser.wait_until("!location.search.includes('zoom')")


def test_arrow_keys_say_every_panel_at_a_moment(browser, pages):
    figure = opened(browser, pages[RUN])
    plot = figure.find_element(By.CSS_SELECTOR, ".plot")
    browser.script("arguments[0].focus()", plot)
    plot.send_keys(Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)

    said = figure.find_element(By.CSS_SELECTOR, "[role=status]").text
    iops = REPORTS[RUN]["data"][BENCHMARK][BEST]["monitoring"]["iostat"]["series"]["vdb_read_iops"][3]
    assert said.startswith("At 3 s")
    assert float(re.search(rf"Device reads {BEST} ([\d.]+)k", said)[1]) == pytest.approx(iops / 1000, rel=1e-3)
    assert figure.find_element(By.CSS_SELECTOR, ".crosshair").is_displayed()
    plot.send_keys("+")
    browser.wait_until("location.search.includes('zoom:')")


def test_arrow_keys_move_along_bars_and_a_table_has_their_values(browser, pages):
    figure = opened(browser, pages[RUN], "plot:iops")
    plot = figure.find_element(By.CSS_SELECTOR, ".plot")
    browser.script("arguments[0].focus()", plot)
    value = REPORTS[RUN]["data"][BENCHMARK][BEST]["metrics"]["plot"]["read_iops"]
    text = f"{value / 1000:.4g}k"
    browser.wait_until(f"(document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Home', bubbles: true }})),"
                       f" document.activeElement.parentElement.querySelector('[role=status]').textContent.includes('{BEST}, Read IOPS: {text}'))")

    figure.find_element(By.CSS_SELECTOR, ".values summary").send_keys(Keys.ENTER)
    browser.wait_until(f"document.querySelector('[data-figure=\"plot:iops\"][data-benchmark={BENCHMARK}] .values table')")
    rows = [row.text for row in figure.find_elements(By.CSS_SELECTOR, ".values tbody tr")]
    assert any(row.startswith(BEST) and f"{text} operations/s" in row for row in rows)

    browser.driver.find_element(By.CSS_SELECTOR, ".exact-chip").click()
    browser.wait_until(f"document.querySelector('[data-figure=\"plot:iops\"][data-benchmark={BENCHMARK}] .values table').textContent.includes('{value} operations/s')")


def test_the_suites_means_are_rows_of_the_table(browser, pages):
    cells = REPORTS[RUN]["data"][BENCHMARK]
    figure = opened(browser, f"{pages[RUN]}?reported=1&exact=1&open=benchmark-{BENCHMARK}-resources", "resources:memory")
    figure.find_element(By.CSS_SELECTOR, ".values summary").send_keys(Keys.ENTER)
    table = f"[data-figure='resources:memory'][data-benchmark={BENCHMARK}] .values table"
    browser.wait_until(f'document.querySelector("{table}")')
    head, mean, reported = browser.script("return [...document.querySelector(arguments[0]).rows].map((row) => [...row.cells].map((cell) => cell.textContent))", table)
    assert (set(head[1:]), mean[0], reported[0]) == (set(cells), "Container memory, mean", "Container memory, as reported")
    assert reported[1:] == [f"{cells[name]['monitoring']['docker_stats']['plot']['mem_usage_bytes']} bytes" for name in head[1:]]

    browser.driver.find_element(By.XPATH, f"//button[contains(., '{head[1]}')]").click()
    browser.wait_until(f'document.querySelector("{table}").rows[0].cells.length === {len(head) - 1}')


def test_bars_stand_by_value_or_by_name(browser, pages):
    opened(browser, pages[RUN], "plot:iops")
    values = REPORTS[RUN]["data"][BENCHMARK]
    by_value = sorted(values, key=lambda name: -values[name]["metrics"]["plot"]["read_iops"])
    assert [trace["name"] for trace in traces(browser, "plot:iops")] == by_value

    browser.driver.find_element(By.XPATH, "//button[.='By name']").click()
    assert "sort=name" in browser.driver.current_url
    opened(browser, browser.driver.current_url, "plot:iops")
    assert [trace["name"] for trace in traces(browser, "plot:iops")] == sorted(values)


def test_log_and_units_are_in_the_address(browser, pages):
    opened(browser, pages[RUN])
    for name in ("Log", "IEC"):
        browser.driver.find_element(By.XPATH, f"//button[.='{name}']").click()
    assert "log=1" in browser.driver.current_url and "units=iec" in browser.driver.current_url
    shown = "return [...document.querySelectorAll('.human')].map(({ textContent }) => textContent).filter((text) => /B\\/s$/.test(text))"
    browser.wait_until("[...document.querySelectorAll('.human')].some(({ textContent }) => textContent.endsWith('MiB/s'))")
    assert not any(re.search(r"[kMG]B/s", text) for text in browser.script(shown))

    figure = opened(browser, browser.driver.current_url)
    layout = browser.script("return document.querySelector(`[data-benchmark=fio-randrw-16k][data-figure=cause] .plot`).layout")
    assert layout["yaxis2"]["type"] == "log"
    assert any("MiB" in note["text"] for note in layout["annotations"])
    assert figure.is_displayed() and browser.console() == []


def test_an_hour_is_drawn_as_means_with_a_band_and_its_stall(browser, pages):
    opened(browser, pages["hour"])
    samples = json.loads(hour())["data"][BENCHMARK][BEST]["monitoring"]["iostat"]["series"]["vdb_read_iops"]
    line = lines(browser, "vdb_read_iops")[BEST]
    assert len(line["x"]) == 480
    first = samples[1:1 + 3_599 // 480]
    assert line["y"][0] == pytest.approx(sum(first) / len(first))
    bands = [trace for trace in traces(browser) if trace["meta"].get("isBand") and trace["name"] == BEST]
    assert max(value for trace in bands[:1] for value in trace["y"] if value is not None) == pytest.approx(max(samples[1:]))
    assert any(start <= STALL.start <= end for trace in traces(browser) if trace["meta"].get("isStall") and trace["name"] == BEST
               for start, end in [trace["x"][:2]])
    notes = browser.driver.find_element(By.CSS_SELECTOR, f"section[data-benchmark={BENCHMARK}] .figure-notes").text
    assert "A point is 7.5 s" in notes and "from the lowest to the highest" in notes

    opened(browser, f"{pages['hour']}?zoom:{BENCHMARK}=1190-1230")
    line = lines(browser, "vdb_read_iops")[BEST]
    assert dict(zip(line["x"], line["y"])) == pytest.approx({second: samples[second] for second in line["x"]})
    assert set(range(1190, 1231)) <= set(line["x"]) and len(line["x"]) < 60
    assert browser.console() == []


def test_an_hour_has_minutes_on_its_axis_and_as_many_points_as_a_figure_has_room_for(browser, pages):
    axis = "return [...document.querySelectorAll('[data-figure=cause] .xtick text')].map(({ textContent }) => textContent)"
    opened(browser, pages["hour"])
    assert browser.script(axis) == [f"{minute} min" for minute in range(0, 61, 10)]

    name = "series:iostat:read_iops"
    browser.open(f"{pages['hour']}?open=benchmark-{BENCHMARK}-series")
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    browser.script("document.querySelector('[data-slot=series]').scrollIntoView()")
    figure = shown(browser, name)
    assert {len(trace["x"]) for trace in traces(browser, name) if not trace["meta"].get("isBand")} == {120}
    assert [bool(trace["meta"].get("isBand")) for trace in traces(browser, name)] == [True] * 4 + [False] * 4
    assert "A point is 30 s: mean, lowest, highest" in figure.text

    browser.look(PHONE)
    opened(browser, pages["hour"])
    assert len(lines(browser, "vdb_read_iops")[BEST]["x"]) == 120
    assert browser.script(axis) == [f"{minute} min" for minute in range(0, 61, 15)]
    assert browser.console() == []


def test_what_was_not_recorded_is_said_with_its_reason(browser, pages):
    browser.open(pages["no device"])
    browser.wait_until("document.querySelector('[data-slot=cause]')")
    browser.script("document.querySelector('[data-slot=cause]').scrollIntoView()")
    browser.wait_until("document.querySelector('.figure-notes')?.textContent.includes('iostat recorded no device')")

    text = browser.driver.find_element(By.CSS_SELECTOR, ".figure-notes").text
    assert "iostat recorded no device; the suite skips disks whose names end in a digit, such as nvme0n1." in text
    assert browser.console() == []


def test_flat_series_are_one_line_and_the_open_drawer_is_in_the_address(browser, pages):
    opened(browser, pages[RUN])
    drawer = browser.driver.find_element(By.CSS_SELECTOR, f"details[data-drawer='benchmark-{BENCHMARK}-series']")
    press(browser, f"//details[@data-drawer='benchmark-{BENCHMARK}-series']/summary")
    browser.wait_until("document.querySelector('.flat summary')")
    assert "0 all the time" in drawer.find_element(By.CSS_SELECTOR, ".flat summary").text

    browser.open(browser.driver.current_url)
    assert browser.script("return document.querySelector(`details[data-drawer='benchmark-fio-randrw-16k-series']`).open")


@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_a_section_is_accessible_and_within_its_screen(browser, pages, screen, theme):
    browser.look(SCREENS[screen], theme)
    opened(browser, pages[RUN])
    browser.screenshot(f"cause-{'phone' if screen is PHONE else 'desktop'}-{theme}", whole=False)

    assert browser.overflow() <= 0
    assert browser.violations() == []
    assert browser.console() == []
