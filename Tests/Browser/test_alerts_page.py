"""The page of alerts: it fits, works with assistive technology, and shows texts of reports as data."""

import json
import random

import pytest
from browser import LOOKS, SCREENS
from selenium.webdriver.common.by import By

from Support.daemon import Daemon
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

HOSTILE = "<img src=x onerror=document.title='broken'>"
RULES = f"""
targets:
  team: {{url: 'http://127.0.0.1:9/'}}
rules:
  - {{name: "{HOSTILE}", when: worse, notify: [team]}}
  - {{name: silent, when: no-run, source: 'rig-with-a-very-long-name-that-does-not-break-{"x" * 80}', within: 1h}}
  - {{name: daemon, when: trouble}}
"""


def report(value, tag):
    names = ("ext4", HOSTILE)
    plots = {name: {"metrics": {"plot": {"read_iops": value}}} for name in names}
    return json.dumps({"system_info": {"hostname": "h", "timestamp": tag}, "data": {"fio-randread-4k": plots}}).encode()


@pytest.fixture(scope="module")
def alarmed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("alarmed")
    (folder / "rules.yaml").write_text(RULES)
    daemon = Daemon(folder, "--rules", str(folder / "rules.yaml")).start()
    noise = random.Random(3)
    for place in range(9):
        value = 20_000 if place == 8 else 50_000 * noise.gauss(1, 0.01)
        parts = [("source", None, b"rig-01"), ("file", "report.json", report(value, f"{place}"))]
        assert daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts)).status == 200
    eventually(lambda: daemon.web.get("/alerts").body.count(b'class="alert"') >= 5, "two events and three rules")
    eventually(lambda: b"its address is private" in daemon.web.get("/alerts").body, "what became of the message")
    yield daemon
    daemon.stop()


@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_the_page_fits_and_works_with_assistive_technology(browser, alarmed, screen, theme):
    browser.look(SCREENS[screen], theme)
    browser.open(f"{alarmed.url}/alerts")
    assert browser.violations() == [] and browser.overflow() <= 0
    assert browser.console() == [] and browser.script("return document.compatMode") == "CSS1Compat"
    assert browser.script("return document.body.firstElementChild.matches('a.skip')")
    browser.screenshot(f"alerts-{screen}-{theme}")


def test_texts_of_reports_and_rules_are_data(browser, alarmed):
    browser.open(f"{alarmed.url}/alerts")
    assert browser.driver.title.startswith("Alerts") and browser.driver.find_elements(By.TAG_NAME, "img") == []
    text = browser.driver.find_element(By.TAG_NAME, "main").text
    assert HOSTILE in text and "2 values are worse than the runs before on rig-01" in text and "-60" in text
    browser.driver.find_element(By.CSS_SELECTOR, ".alert h3 a").click()
    browser.wait_until("location.pathname.startsWith('/benchmarks/')")


def test_it_is_reached_from_every_page(browser, alarmed):
    browser.open(f"{alarmed.url}/")
    browser.driver.find_element(By.LINK_TEXT, "Alerts").click()
    browser.wait_until("location.pathname === '/alerts'")
    assert browser.script("return document.querySelector('nav [aria-current]').textContent") == "Alerts"
