"""The pages of reports that are made to be too large for one: bounded, usable, and nothing is said to be wrong."""

import pytest
from browser import DESKTOP, PHONE
from selenium.webdriver.common.by import By

from Support.large import LARGE
from Support.web import FORM_TYPE, form

ELEMENTS = 100_000
FIGURES_OF_A_BENCHMARK = 250
HOURS = "33 benchmarks of an hour"
NAMES = [
    "2,000 benchmarks on 4 filesystems", "20,000 keys", "60 filesystems, each with 60 keys of its own", "40,000 disks",
    "names of kilobytes", "20,000 filesystems", HOURS]


@pytest.fixture(scope="module")
def pages(served):
    """{name of a report: address of its page}."""
    def upload(name):
        body = form(("source", None, b"large"), ("file", "report.json", LARGE[name]()))
        answer = served.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, body)
        assert answer.status == 200, answer.body
        return served.url + answer.json()["link"]

    return {name: upload(name) for name in NAMES}


@pytest.mark.parametrize("screen", ["desktop", "phone"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_a_large_report_stays_usable(browser, pages, name, screen):
    browser.look(DESKTOP if screen == "desktop" else PHONE)
    browser.open(pages[name])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    browser.screenshot(f"large-{name.replace(' ', '-').replace(',', '')}-{screen}", whole=False)

    assert browser.script("return document.querySelectorAll('*').length") < ELEMENTS
    counts = browser.script("""
        return [...document.querySelectorAll("section[data-benchmark]")].map((section) => section.querySelectorAll("figure").length)""")
    assert counts and max(counts) <= FIGURES_OF_A_BENCHMARK
    assert browser.script("return document.querySelectorAll('.chip').length") < 100
    assert browser.overflow() <= 0
    assert browser.console() == []


def test_45_megabytes_are_drawn_as_they_are_scrolled_to(browser, pages):
    browser.look()
    browser.open(pages[HOURS])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    drawn = "return document.querySelectorAll('.js-plotly-plot').length"
    sections = browser.driver.find_elements(By.CSS_SELECTOR, "section[data-benchmark]")
    assert len(sections) == 33 and browser.script(drawn) <= 4 and "series" not in asked(browser)

    browser.script("arguments[0].scrollIntoView()", sections[20])
    browser.wait_until("document.querySelectorAll('section[data-benchmark]')[20].querySelector('[data-figure=cause] .main-svg')")
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    assert browser.script(drawn) <= 16
    points = browser.script("""
        return [...document.querySelectorAll("[data-figure=cause] .js-plotly-plot")].flatMap(({ data }) => data.filter(({ meta }) => !meta.isBand).map(({ x }) => x.length))""")
    assert points and max(points) <= 480
    assert browser.script("return performance.getEntriesByType('resource').reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)") < 16_000_000
    assert browser.console() == []


def test_a_page_whose_series_are_not_there_yet_says_so_and_is_usable(browser, pages):
    browser.look()
    browser.open(pages[HOURS])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    browser.driver.execute_cdp_cmd("Fetch.enable", {"patterns": [{"urlPattern": "*/series?*"}]})
    try:
        browser.script("document.querySelector('[data-slot=cause]').scrollIntoView({ block: 'center' })")
        said = "getComputedStyle(document.querySelector('[data-slot=cause]'), '::before').content"
        assert browser.script(f"return {said}") == '"Loading…"'

        drawer = browser.driver.find_element(By.CSS_SELECTOR, "details[data-drawer='benchmark-fio-00-values']")
        browser.script("arguments[0].scrollIntoView({ block: 'center' })", drawer)
        drawer.find_element(By.TAG_NAME, "summary").click()
        assert drawer.find_element(By.TAG_NAME, "table").is_displayed()
        browser.driver.find_element(By.CSS_SELECTOR, ".chip[data-filesystem=fs1]").click()
        assert "hide=fs1" in browser.driver.current_url
    finally:
        browser.driver.execute_cdp_cmd("Fetch.disable", {})
    browser.script("document.querySelector('[data-slot=cause]').scrollIntoView()")
    browser.wait_until("document.querySelector('[data-figure=cause] .main-svg')")
    assert browser.script(f"return {said}") == "none"


def asked(browser):
    """The last parts of the addresses that the page has asked for."""
    return browser.script("return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname.split('/').at(-1))")


def test_the_next_part_is_a_link_away(browser, pages):
    browser.look()
    browser.open(pages["2,000 benchmarks on 4 filesystems"])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    browser.driver.find_element(By.LINK_TEXT, "Next part").click()
    browser.wait_until("location.search === '?from=50.0' && document.documentElement.dataset.ready === 'true'")

    assert browser.driver.find_element(By.CSS_SELECTOR, "section[data-benchmark=fio-0050] figure")
    assert "Benchmarks 51 to 100 of 2,000" in browser.driver.find_element(By.TAG_NAME, "main").text
    assert browser.console() == []
