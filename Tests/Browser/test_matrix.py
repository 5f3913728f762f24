"""The first screen of a run: who wins, by how much, and is it real."""

import json

import pytest
from browser import LOOKS, PHONE, SCREENS, Browser
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from Support.daemon import Daemon
from Support.reports import REPORTS, fixture_bytes, fixture_config
from Support.web import FORM_TYPE, form

LAPTOP = {"width": 1400, "height": 900, "deviceScaleFactor": 1, "mobile": False}
IN_ORDER = ["baseline", "baseline-repeat", "mount-options", "readahead-16k"]
ROWS = """
return [...document.querySelectorAll("#matrix tbody tr")].map((row) => ({
    name: row.querySelector("th .name").textContent, metric: row.querySelector(".metric").textContent,
    cells: [...row.querySelectorAll("td:not(.notes)")].map((cell) => ({
        filesystem: cell.querySelector(".cell-name .name").textContent, raw: cell.querySelector(".raw")?.textContent,
        rank: cell.querySelector(".rank")?.lastChild.textContent ?? null, verdict: cell.dataset.verdict ?? null,
        change: cell.querySelector(".change")?.firstChild.textContent.trim() ?? null, mark: cell.querySelector(".mark")?.textContent ?? null })) }));
"""


def upload(daemon, report, config=None, source="rig-01"):
    parts = [("source", None, source.encode()), ("file", "report.json", report)]
    if config:
        parts.append(("config_file", "config.zip", config))
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()["uuid"]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """The runs of one rig in the order in which they were made: two repeats, and two changes of the setup."""
    daemon = Daemon(tmp_path_factory.mktemp("library")).start()
    daemon.ids = {name: upload(daemon, fixture_bytes(name), fixture_config(name)) for name in IN_ORDER}
    broken = json.loads(fixture_bytes("baseline"))
    broken["data"]["fio-randread-4k"]["ext4_overlay2"]["metrics"]["table"]["error"] = 5
    # Memory serves the reads of ext4 in this one.
    daemon.ids["doubted"] = upload(daemon, fixture_bytes("minute-mount-options"), fixture_config("minute-mount-options"), "rig-03")
    upload(daemon, fixture_bytes("minute-baseline"), fixture_config("minute-baseline"), "rig-03")
    daemon.ids["broken"] = upload(daemon, json.dumps(broken).encode(), source="rig-02")
    yield daemon
    daemon.stop()


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look(LAPTOP)


def page(library, name, query=""):
    return f"{library.url}/benchmarks/{library.ids[name]}{query}"


def standing(library, name, query=""):
    return library.web.json(f"/api/benchmarks/{library.ids[name]}/standing{query}")


def change(ratio):
    if ratio >= 9.995:
        return f"×{ratio:.4g}"
    tenths = round((ratio - 1) * 1000)
    return f"{'+' if tenths > 0 else '−' if tenths < 0 else ''}{abs(tenths) / 10:.1f} %"


@pytest.mark.parametrize("baseline", [None, "ext4_overlay2"])
def test_the_matrix_says_what_the_library_says(browser, library, baseline):
    query = f"?baseline={baseline}" if baseline else ""
    answer = standing(library, "mount-options", query)
    report = json.loads(fixture_bytes("mount-options"))["data"]
    browser.open(page(library, "mount-options", query))
    rows = browser.script(ROWS)

    labels = {"Read IOPS": "read_iops", "Write IOPS": "write_iops", "Transactions": "tps", "Requests": "requests_per_sec"}
    cells = {(cell["benchmark"], cell["metric"]): cell for cell in answer["cells"] if cell["main"]}
    ranks = {(rank["benchmark"], rank["metric"]): rank["groups"] for rank in answer["ranks"]}
    assert {(row["name"], labels[row["metric"]]) for row in rows} == set(cells)
    verdicts = set()
    for row in rows:
        key = (row["name"], labels[row["metric"]])
        for shown in row["cells"]:
            place = answer["filesystems"].index(shown["filesystem"])
            assert float(shown["raw"]) == report[row["name"]][shown["filesystem"]]["metrics"]["plot"][key[1]]
            groups = [number for number, group in enumerate(ranks[key], 1) if shown["filesystem"] in group]
            assert shown["rank"] == str(groups[0])
            against = cells[key]["against"][place]
            assert (shown["change"], shown["verdict"]) == ((None, None) if against is None else (change(against["ratio"]), against["verdict"]))
            verdicts.add(shown["verdict"])
    assert {None, "undecided"} < verdicts
    assert browser.console() == [] and browser.foreign_requests(library.port) == set()


def test_the_best_at_random_reads_is_seen_without_scrolling(browser, library):
    browser.open(page(library, "baseline"))
    bottom = "document.querySelector('#matrix').getBoundingClientRect().bottom"
    assert browser.script(f"return {bottom}") < 900

    row = next(row for row in browser.script(ROWS) if row["name"] == "fio-randread-4k")
    best = [cell["filesystem"] for cell in row["cells"] if cell["rank"] == "1"]
    assert best == [name for rank in standing(library, "baseline")["ranks"] if rank["benchmark"] == "fio-randread-4k" for name in sorted(rank["groups"][0])]
    text = browser.driver.find_element(By.CSS_SELECTOR, ".matrix").text
    assert "noise" in text and "cannot be told from it" in text


def test_the_whiskers_of_bars_are_the_intervals_that_the_library_knows(browser, library):
    browser.open(page(library, "baseline"))
    known = {one["filesystem"]: one["interval"] for one in standing(library, "baseline")["intervals"]
             if (one["benchmark"], one["metric"]) == ("fio-randread-4k", "read_iops")}
    figure = "section[data-benchmark=fio-randread-4k] [data-figure=\"plot:iops\"]"
    browser.wait_until(f"document.querySelector('{figure}')")
    browser.script(f"document.querySelector('{figure}').scrollIntoView()")
    bars = f"document.querySelector('{figure} .plot').data"
    browser.wait_until(f"{bars}?.[0].error_x")
    drawn = browser.script(f"return {bars}.map(({{ name, x, error_x }}) => [name, x[0], error_x.array[0], error_x.arrayminus[0]])")
    assert len(drawn) == 4 and set(known) == {name for name, *_ in drawn}
    longest = max(value for _, value, _, _ in drawn)
    for name, value, above, below in drawn:
        low, high = known[name]
        assert (value - below, value + above) == pytest.approx((low, min(high, 1.5 * longest)))


def test_on_a_phone_the_first_row_is_seen_at_once_and_the_matrix_fits(browser, library):
    browser.look(PHONE)
    browser.open(page(library, "baseline"))
    first = browser.script("return document.querySelector('#matrix tbody tr').getBoundingClientRect().toJSON()")
    row = browser.script("return [...document.querySelectorAll('#matrix tbody tr')].find((row) => row.textContent.includes('fio-randread-4k')).getBoundingClientRect().toJSON()")

    assert first["bottom"] < 844 and row["bottom"] < 2 * 844
    assert browser.overflow() <= 0
    assert browser.script("return document.querySelector('#matrix').parentElement.scrollWidth <= innerWidth")


def test_the_choice_of_the_baseline_is_in_the_address(browser, library):
    browser.open(page(library, "baseline", "?open=system"))
    Select(browser.driver.find_element(By.NAME, "baseline")).select_by_visible_text("xfs_overlay2")
    browser.wait_until("location.search.includes('baseline=xfs_overlay2')")
    address = browser.driver.current_url
    assert "open=system" in address
    rows = browser.script(ROWS)
    assert all(cell["change"] is None for row in rows for cell in row["cells"] if cell["filesystem"] == "xfs_overlay2")

    fresh = Browser()
    try:
        fresh.look(LAPTOP)
        fresh.open(address)
        assert fresh.script(ROWS) == rows
        assert fresh.driver.find_element(By.CSS_SELECTOR, "[data-drawer=system]").get_attribute("open")
    finally:
        fresh.quit()


def test_a_baseline_that_the_run_lacks_is_named(browser, library):
    browser.open(page(library, "baseline", "?baseline=ext9"))

    assert "no filesystem ext9" in browser.driver.find_element(By.CSS_SELECTOR, ".matrix").text
    assert browser.script(ROWS)


def test_what_changed_since_the_run_before_is_named(browser, library):
    browser.open(page(library, "baseline-repeat"))
    assert "same setup" in browser.driver.find_element(By.CSS_SELECTOR, ".since").text

    browser.open(page(library, "mount-options"))
    since = browser.driver.find_element(By.CSS_SELECTOR, ".since")
    assert "data=journal" in since.text
    since.find_element(By.TAG_NAME, "a").send_keys(Keys.ENTER)
    browser.wait_until("location.pathname === '/compare'")
    assert browser.driver.current_url.endswith(f"?runs={library.ids['baseline-repeat']},{library.ids['mount-options']}")


def test_a_cell_whose_tool_counted_errors_is_never_best(browser, library):
    browser.open(page(library, "broken"))
    row = next(row for row in browser.script(ROWS) if row["name"] == "fio-randread-4k")
    cell = next(cell for cell in row["cells"] if cell["filesystem"] == "ext4_overlay2")
    assert (cell["rank"], cell["mark"]) == (None, "broken")
    assert "tool errors" in browser.driver.find_element(By.CSS_SELECTOR, "#matrix").text

    browser.driver.find_element(By.CSS_SELECTOR, "#matrix .mark").click()
    panel = browser.driver.find_element(By.CSS_SELECTOR, "#audit")
    assert panel.get_attribute("open")
    assert "Input/output error" in panel.text and panel.text.startswith("Audit: 1 broken")


def test_without_repeats_the_page_says_how_to_learn_the_noise(browser, start_daemon):
    daemon = start_daemon()
    uuid = upload(daemon, fixture_bytes("baseline"), fixture_config("baseline"))
    browser.open(f"{daemon.url}/benchmarks/{uuid}")

    assert "Send the same run again to learn it" in browser.driver.find_element(By.CSS_SELECTOR, ".matrix").text
    assert not browser.driver.find_elements(By.CSS_SELECTOR, "#matrix .rank")


@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_axe_finds_nothing(browser, library, screen, theme):
    browser.look(SCREENS[screen], theme)
    browser.open(page(library, "broken", "?open=audit"))
    browser.wait_until("document.documentElement.dataset.ready === 'true'")

    assert browser.violations() == []


def test_what_the_audit_doubts_does_not_win(browser, library):
    browser.open(page(library, "doubted"))
    cells = browser.script("""
        const colour = (element) => getComputedStyle(element).color;
        return [...document.querySelectorAll("#matrix td")].filter((cell) => cell.querySelector(".mark")).map((cell) => ({
            best: cell.classList.contains("is-best"), rank: cell.querySelector(".rank").lastChild.textContent,
            plain: colour(cell.querySelector(".change")) === colour(cell.querySelector(".against")), verdict: cell.dataset.verdict }));
    """)
    assert {"best": False, "rank": "1", "plain": True, "verdict": "better"} in cells and not any(cell["best"] for cell in cells)


def test_the_address_of_the_latest_run_becomes_its_own(browser, library):
    browser.open(f"{library.url}/benchmarks/latest?log=1#matrix")
    browser.wait_until("!location.pathname.endsWith('/latest')")
    assert browser.driver.current_url == f"{library.url}/benchmarks/{library.ids['broken']}?log=1#matrix"


def test_the_matrix_is_copied_as_plain_numbers(browser, library):
    browser.open(page(library, "baseline"))
    browser.script("""
        window.copied = null;
        Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text; } } });
    """)
    browser.driver.find_element(By.CSS_SELECTOR, "[data-action=copy-table]").click()
    browser.wait_until("window.copied !== null")
    lines = [line.split("\t") for line in browser.script("return window.copied").splitlines()]

    report = json.loads(fixture_bytes("baseline"))["data"]
    line = next(line for line in lines if line[0] == "fio-randread-4k Read IOPS")
    assert [float(text) for text in line[1:5]] == [report["fio-randread-4k"][name]["metrics"]["plot"]["read_iops"] for name in lines[0][1:5]]


@pytest.mark.parametrize("name", ["12 filesystems", "markup in every name", "no monitoring"])
def test_the_matrix_of_odd_reports_stays_a_table(browser, served, name):
    browser.open(served.pages[name])
    widths = browser.script("return [...document.querySelectorAll('#matrix tr')].map((row) => row.cells.length)")

    assert len(set(widths)) <= 1 and browser.overflow() <= 0
    shown = {cell["filesystem"] for row in browser.script(ROWS) for cell in row["cells"]}
    names = {filesystem for cells in REPORTS[name]["data"].values() for filesystem in cells}
    assert shown <= names
    assert browser.console() == []
