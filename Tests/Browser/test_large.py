"""The pages of reports that are made to be too large for one: bounded, usable, and nothing is said to be wrong."""

import pytest
from browser import DESKTOP, PHONE
from selenium.webdriver.common.by import By

from Support.large import LARGE
from Support.web import FORM_TYPE, form

ELEMENTS = 100_000
FIGURES_OF_A_BENCHMARK = 250
NAMES = [
    "2,000 benchmarks on 4 filesystems", "20,000 keys", "60 filesystems, each with 60 keys of its own", "40,000 disks",
    "names of kilobytes", "20,000 filesystems"]


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


def test_the_next_part_is_a_link_away(browser, pages):
    browser.look()
    browser.open(pages["2,000 benchmarks on 4 filesystems"])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    browser.driver.find_element(By.LINK_TEXT, "Next part").click()
    browser.wait_until("location.search === '?from=50.0' && document.documentElement.dataset.ready === 'true'")

    assert browser.driver.find_element(By.CSS_SELECTOR, "section[data-benchmark=fio-0050] figure")
    assert "Benchmarks 51 to 100 of 2,000" in browser.driver.find_element(By.TAG_NAME, "main").text
    assert browser.console() == []
