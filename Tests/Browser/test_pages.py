"""The pages as a person meets them: they look right, need no mouse, and notice what is new."""

import html
import json
import re

import pytest
from browser import LOOKS, PHONE, SCREENS
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.paths import EXAMPLE
from Support.reports import CONFIG, MARKUP, REPORT, REPORTS, entries, put, small



@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look()


@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_screenshots_are_kept(browser, served, screen, theme):
    browser.look(SCREENS[screen], theme)
    browser.open(f"{served.url}/")
    browser.screenshot(f"runs-{screen}-{theme}")
    assert browser.overflow() <= 0

    browser.open(served.pages["minute-baseline"]).draw_all()
    browser.screenshot(f"run-{screen}-{theme}")
    browser.script("document.querySelector('#benchmark-fio-randrw-16k').scrollIntoView()")
    browser.screenshot(f"charts-{screen}-{theme}", whole=False)
    assert browser.overflow() <= 0
    assert browser.console() == []


@pytest.mark.parametrize("name", ["12 filesystems", "markup in every name", "invented", "no monitoring"])
def test_no_page_is_wider_than_a_phone(browser, served, name):
    browser.look(PHONE)
    browser.open(served.pages[name]).draw_all()

    assert browser.overflow() <= 0


@pytest.mark.parametrize("odd", [
    "a\r\nb", "a\0b", "", "a\"'&#13;b", *(pytest.param(name, marks=pytest.mark.slow) for name in ("a\rb", "\u202egnp.exe", " ", "</script>"))], ids=ascii)
def test_no_name_takes_the_charts_of_the_others_away(browser, start_daemon, odd):
    """Of some names the parser of HTML leaves others in an attribute."""
    cells = {name: {"metrics": {"plot": {"read_iops": value}}} for value, name in enumerate((odd, "zz"), 5)}
    daemon = start_daemon()
    put(daemon.inbox / "rig", json.dumps({"data": {"fio-q": cells, f"fio-{odd}": cells}}).encode())
    daemon.receipt(f"rig/{REPORT}")
    browser.open(daemon.url + daemon.only_run()["link"]).draw_all()
    problems = browser.driver.find_elements(By.CSS_SELECTOR, "[data-slot=problem] p")
    assert [problem.text for problem in problems] == []
    drawn = browser.figures()
    assert set(drawn) == {("fio-q", "plot:iops"), (f"fio-{odd}", "plot:iops")}
    assert all(sorted(trace["meta"]["filesystem"] for trace in figure["traces"]) == sorted((odd, "zz")) for figure in drawn.values())

    browser.driver.find_elements(By.CSS_SELECTOR, ".chip[data-filesystem]")[0].click()
    hidden = browser.script("return [...document.querySelectorAll('th[data-filesystem]')].map((cell) => cell.hidden)")
    assert sorted(hidden) == 3 * [False] + 3 * [True]
    assert browser.console() == []


def test_the_list_names_every_run(browser, served):
    browser.open(f"{served.url}/")
    names = {element.text for element in browser.driver.find_elements(By.CSS_SELECTOR, "[data-uuid] b")}

    assert set(REPORTS) <= names
    assert browser.console() == [] and browser.foreign_requests(served.port) == set()


def test_an_open_list_shows_a_new_run_without_a_reload(browser, start_daemon):
    daemon = start_daemon("--rescan", "0")
    browser.open(f"{daemon.url}/")
    text = browser.driver.find_element(By.TAG_NAME, "main").text
    assert f"rsync -a results/ {daemon.inbox}/rig-01/" in text
    assert f"curl -F file=@{REPORT} -F config_file=@{CONFIG}" in text and f"{daemon.url}/api/upload" in text
    browser.screenshot("no-runs")
    browser.script("window.wasHere = true")
    put(daemon.inbox / "rig-09", (EXAMPLE / REPORT).read_bytes(), (EXAMPLE / CONFIG).read_bytes())

    browser.wait_until("document.querySelector('[data-uuid]')?.textContent.includes('rig-09')", timeout=10)
    assert browser.script("return window.wasHere")
    assert "rig-09" in browser.driver.find_element(By.CSS_SELECTOR, "[role=status]").text


def test_no_comment_of_a_template_is_in_a_page(served):
    run = served.pages["minute-baseline"].removeprefix(served.url)
    for path in ("/", "/inbox", run, f"/compare/config?runs={run.rpartition('/')[2]}", "/nothing"):
        page = served.web.get(path, Accept="text/html").body.decode()
        assert page.lstrip().startswith("<!DOCTYPE html>"), path


def test_a_link_leads_from_the_list_to_the_dashboard(browser, start_daemon):
    daemon = start_daemon("--rescan", "0")
    put(daemon.inbox / "rig", (EXAMPLE / REPORT).read_bytes())
    daemon.only_run()
    browser.open(f"{daemon.url}/")
    browser.driver.find_element(By.CSS_SELECTOR, "[data-uuid] a").send_keys(Keys.ENTER)

    browser.wait_until("location.pathname.startsWith('/benchmarks/')")
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    assert browser.figures()


def test_a_filesystem_is_hidden_everywhere_from_the_keyboard_and_in_the_address(browser, served):
    browser.open(served.pages["nested table values"]).draw_all()
    chip = browser.driver.find_element(By.CSS_SELECTOR, ".chip[data-filesystem=xfs_overlay2]")
    assert chip.get_attribute("aria-pressed") == "true"
    chip.send_keys(Keys.SPACE)
    assert chip.get_attribute("aria-pressed") == "false"

    for _ in range(2):
        browser.draw_all()
        for name, figure in browser.figures().items():
            names = {trace["name"] for trace in figure["traces"]}
            assert names == {"btrfs_btrfs", "btrfs_overlay2", "ext4_overlay2"} or not names and figure["text"], name
        cells = browser.driver.find_elements(By.CSS_SELECTOR, "th[data-filesystem=xfs_overlay2]")
        assert cells and not any(cell.is_displayed() for cell in cells)
        browser.driver.refresh()


def test_another_score_is_drawn_against_the_resources(browser, served):
    browser.open(served.pages["nested table values"]).draw_all()
    browser.script("document.querySelector('#benchmark-postgres-pgbench [data-slot=score]').closest('details').open = true")
    selection = browser.driver.find_element(By.CSS_SELECTOR, "#benchmark-postgres-pgbench select")
    selection.find_element(By.CSS_SELECTOR, "[value=latency_avg]").click()
    browser.draw_all()

    figure = browser.figures()["postgres-pgbench", "score:cpu"]
    assert {trace["meta"]["key"] for trace in figure["traces"]} == {"latency_avg"}
    assert "lower is better" in figure["yTitle"]


def test_markup_in_names_is_shown_and_never_run(browser, served):
    browser.open(served.pages["markup in every name"]).draw_all()

    assert browser.script("return document.querySelectorAll('main img, svg image[href=x]').length") == 0
    headings = [element.text for element in browser.driver.find_elements(By.CSS_SELECTOR, "section[data-benchmark] h2")]
    assert any(MARKUP in heading for heading in headings)
    assert browser.console() == []


def test_without_scripts_every_value_is_in_the_tables(served):
    page = served.web.get(served.pages["minute-baseline"].removeprefix(served.url)).body.decode()

    exact = {float(text) for text in re.findall(r'<span class="raw">([^<]+)</span>', page)}
    for benchmark, _, entry in entries(REPORTS["minute-baseline"]):
        assert f'data-benchmark="{benchmark}"' in page
        for key, value in {**entry["metrics"]["plot"], **entry["metrics"]["table"]}.items():
            assert key in page
            assert value in exact or f">{html.escape(str(value))}<" in page, (benchmark, key, value)


def test_a_problem_is_a_page_with_a_way_back(browser, served):
    browser.open(f"{served.url}/benchmarks/nothing")

    assert "404" in browser.driver.find_element(By.TAG_NAME, "main").text
    assert browser.driver.find_element(By.CSS_SELECTOR, "main a[href='/']")
    browser.screenshot("not-found")


def test_every_control_can_be_reached_and_has_a_name(browser, served):
    browser.open(served.pages["nested table values"]).draw_all()
    nameless = browser.script("""
        const controls = document.querySelectorAll("a[href], button, select, summary, input");
        const name = (element) => element.getAttribute("aria-label") || element.textContent.trim() || element.title
            || [...(element.labels ?? [])].map((label) => label.textContent.trim()).join("");
        return [...controls].filter((element) => !element.closest(".modebar") && !name(element)).map((element) => element.outerHTML);
    """)

    assert nameless == []


def test_the_page_of_an_empty_report_says_so(browser, start_daemon):
    daemon = start_daemon("--rescan", "0")
    (daemon.inbox / "x.json").write_bytes(b'{"data": {}}')
    browser.open(daemon.url + daemon.only_run()["link"])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")

    assert "no benchmarks" in browser.driver.find_element(By.TAG_NAME, "main").text
    assert browser.console() == []


def test_the_page_of_a_report_without_monitoring_says_so(browser, start_daemon):
    daemon = start_daemon("--rescan", "0")
    (daemon.inbox / "x.json").write_bytes(small("x"))
    browser.open(daemon.url + daemon.only_run()["link"]).draw_all()

    assert "Not monitored" in browser.driver.find_element(By.TAG_NAME, "main").text
