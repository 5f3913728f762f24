"""What differs between the configs of two runs, as a page."""

import difflib
import io
import zipfile

import pytest
from browser import DESKTOP, PHONE
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.archives import archive
from Support.daemon import Daemon
from Support.reports import MARKUP, fixture_config, small
from Support.web import FORM_TYPE, form

SCREENS = {"desktop": DESKTOP, "phone": PHONE}
BASELINE, OTHER = "minute-baseline", "minute-mount-options"
ENTRY = "vars/filesystems.yaml"

READ_LINES = """
return [...document.querySelectorAll("table.diff:not(.is-split) tr[data-op]")].map((row) => ({
    op: row.dataset.op, numbers: [row.cells[0].textContent, row.cells[1].textContent], mark: row.cells[2].textContent,
    text: row.cells[3].textContent }));
"""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("compared")).start()
    configs = {
        BASELINE: fixture_config(BASELINE), OTHER: fixture_config(OTHER),
        "one": archive({f"{MARKUP}.txt": b"a\nb\n" + MARKUP.encode(), "only": b"1"}), "two": archive({f"{MARKUP}.txt": b"a\nb\n<b>c</b>"})}
    daemon.ids = {name: upload(daemon, name, config) for name, config in configs.items()}
    yield daemon
    daemon.stop()


def upload(daemon, name, config):
    parts = [("source", None, name.encode()), ("file", "report.json", small(name)), ("config_file", "config.zip", config)]
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()["uuid"]


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look()


def open_comparison(browser, daemon, baseline, other, query=""):
    return browser.open(f"{daemon.url}/compare/config?runs={daemon.ids[baseline]},{daemon.ids[other]}{query}")


def lines_of(name):
    return zipfile.ZipFile(io.BytesIO(fixture_config(name))).read(ENTRY).decode().splitlines()


def test_the_lines_that_differ_are_shown(browser, daemon):
    open_comparison(browser, daemon, BASELINE, OTHER)
    shown = browser.script(READ_LINES)

    changed = [line for line in difflib.ndiff(lines_of(BASELINE), lines_of(OTHER)) if line[0] in "+-"]
    signs = {"removed": "- ", "added": "+ "}
    assert [signs[line["op"]] + line["text"] for line in shown if line["op"]] == changed and len(changed) == 8
    for line in shown:
        sides = [(lines_of(name), number) for name, number in zip((BASELINE, OTHER), line["numbers"], strict=True) if number]
        assert sides and all(lines[int(number) - 1] == line["text"] for lines, number in sides)
        assert line["mark"] == {"": "", "removed": "−removed", "added": "+added"}[line["op"]]
    marks = [mark.text for mark in browser.driver.find_elements(By.CSS_SELECTOR, ".diff mark")]
    assert marks == [",data=journal", ",logbsize=256k", ",compress=zstd:3", ",compress=zstd:3"]
    totals = browser.driver.find_element(By.CLASS_NAME, "totals").text
    assert totals.split() == "1 changed 0 only in the baseline 0 only in the other 3 the same".split()
    assert browser.console() == [] and browser.foreign_requests(daemon.port) == set()


def test_lines_stand_side_by_side_on_request_and_in_the_address(browser, daemon):
    open_comparison(browser, daemon, BASELINE, OTHER)
    switch = browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=view]")
    switch.send_keys(Keys.SPACE)
    for _ in range(2):
        pairs = browser.script("""
            return [...document.querySelectorAll(".is-split tr:has([data-op=removed])")].map((row) =>
                [1, 3].map((column) => row.cells[column].lastChild.parentElement.textContent));
        """)
        assert pairs[0] == ["−removed    opts: noatime", "+added    opts: noatime,data=journal"] and len(pairs) == 4
        assert not browser.driver.find_element(By.CSS_SELECTOR, ".diff:not(.is-split)").is_displayed()
        assert browser.driver.current_url.endswith(f"?runs={daemon.ids[BASELINE]},{daemon.ids[OTHER]}&view=side-by-side")
        browser.driver.refresh()
    assert browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=view]").get_attribute("aria-pressed") == "true"

    browser.look(PHONE)
    open_comparison(browser, daemon, BASELINE, OTHER, "&view=side-by-side")
    assert browser.driver.find_element(By.CSS_SELECTOR, ".diff:not(.is-split)").is_displayed()
    assert browser.overflow() <= 0 and browser.console() == []


def test_a_page_of_a_run_leads_to_a_comparison(browser, daemon):
    browser.open(f"{daemon.url}/benchmarks/{daemon.ids[BASELINE]}")
    browser.script("document.querySelector('[data-slot=archive]').closest('details').open = true")
    browser.driver.find_element(By.CSS_SELECTOR, ".archive-head a[href^='/compare/config']").send_keys(Keys.ENTER)
    browser.wait_until("document.querySelector('.choices a')")
    choices = [link.text for link in browser.driver.find_elements(By.CSS_SELECTOR, ".choices a")]
    assert len(choices) == 3 and not any(choice.startswith(BASELINE) for choice in choices)

    browser.driver.find_element(By.PARTIAL_LINK_TEXT, OTHER).send_keys(Keys.ENTER)
    browser.wait_until("document.querySelector('.diff')")
    browser.driver.find_element(By.LINK_TEXT, "In the baseline").send_keys(Keys.ENTER)
    browser.wait_until("document.querySelector('.line')")
    assert browser.driver.find_element(By.CSS_SELECTOR, "#entry-title").text == ENTRY


def test_markup_stays_text(browser, daemon):
    open_comparison(browser, daemon, "one", "two", "&view=side-by-side")

    assert browser.script("return document.querySelectorAll('main img, .diff b').length") == 0
    main = browser.driver.find_element(By.TAG_NAME, "main").text
    assert MARKUP in main and "<b>c</b>" in main and "only" in main
    assert browser.console() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_screenshots_are_kept(browser, daemon, theme):
    for name, screen in SCREENS.items():
        browser.look(screen, theme)
        open_comparison(browser, daemon, BASELINE, OTHER)
        browser.screenshot(f"compare-{name}-{theme}")
        assert browser.overflow() <= 0
    browser.look(DESKTOP, theme)
    open_comparison(browser, daemon, BASELINE, OTHER, "&view=side-by-side")
    browser.screenshot(f"compare-side-by-side-{theme}")
