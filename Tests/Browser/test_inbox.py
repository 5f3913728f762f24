"""The inbox page: what is on its way, what became of it, and how a rejected drop is tried again."""

import shutil
import subprocess

import pytest
from browser import DESKTOP, PHONE
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.reports import CONFIG, MARKUP, REPORT, fixture_config, put, small

SCREENS = {"desktop": DESKTOP, "phone": PHONE}
BAD = b'{"data": [1]}'


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look()


@pytest.fixture
def daemon(start_daemon):
    return start_daemon("--rescan", "0", "--orphan-wait", "10min", "--settle-truncated", "10min")


def section(browser, key):
    found = browser.driver.find_elements(By.CSS_SELECTOR, f"[data-key={key}]")
    return found[0].text if found else None


def test_an_empty_inbox_says_so(browser, daemon):
    browser.open(f"{daemon.url}/inbox")

    assert "Nothing is on its way" in section(browser, "nothing")
    assert "Nothing was rejected" in section(browser, "rejected")
    assert str(daemon.inbox) in section(browser, "watch")
    assert browser.driver.find_element(By.CSS_SELECTOR, "nav [aria-current=page]").text == "Inbox"
    assert browser.console() == []


def test_what_waits_is_shown_with_a_countdown_and_without_a_reload(browser, daemon):
    browser.open(f"{daemon.url}/inbox")
    browser.script("window.wasHere = true")
    put(daemon.inbox / "rig-01", config=fixture_config("minute-baseline"))
    browser.wait_until("document.querySelector('[data-key=waiting_for_report] [data-until]')", timeout=10)

    assert f"rig-01/{CONFIG}" in section(browser, "waiting_for_report")
    browser.wait_until(r"/^9 min \d+ s left$/.test(document.querySelector('[data-until]').textContent)", timeout=10)
    browser.script("""
        const note = () => (window.texts ??= []).push(document.querySelector("[data-until]")?.textContent);
        new MutationObserver(note).observe(document.querySelector("[data-live]"), { subtree: true, childList: true, characterData: true });
        window.askServer = window.fetch;
        window.fetch = (...request) => ((window.asked = true), window.askServer(...request));
    """)
    browser.wait_until("window.asked && new Set(window.texts).size > 3", timeout=20)
    assert all(text.endswith(" left") for text in browser.script("return window.texts"))
    browser.script("window.fetch = () => new Promise(() => {}); window.texts = []")
    browser.wait_until("new Set(window.texts).size > 3", timeout=20)
    browser.open(f"{daemon.url}/inbox")
    browser.script("window.wasHere = true")

    put(daemon.inbox / "rig-01", report=small("x"))
    browser.wait_until("document.querySelector('[data-key=filed] a')", timeout=10)
    assert section(browser, "waiting_for_report") is None
    assert "rig-01" in section(browser, "filed") and "with its config" in section(browser, "filed")
    assert "Filed: rig-01" in browser.driver.find_element(By.CSS_SELECTOR, "[role=status]").text
    assert browser.script("return window.wasHere")


def test_a_rejected_drop_is_tried_again_by_the_command_of_the_page(browser, daemon):
    rig = daemon.inbox / "it's rig 7"
    put(rig, BAD)
    browser.open(f"{daemon.url}/inbox")
    browser.wait_until("document.querySelector('.rejected')", timeout=10)
    text = section(browser, "rejected")
    assert f"it's rig 7/{REPORT}" in text and "/data" in text and "an object" in text, text

    command = browser.driver.find_element(By.CSS_SELECTOR, ".rejected pre code").text
    folder = daemon.only_rejection()
    (folder / REPORT).write_bytes(small("mended"))
    subprocess.run(["bash", "-c", command], check=True)
    run = daemon.only_run()

    assert run["source"] == "it's rig 7"
    browser.wait_until("!document.querySelector('.rejected')", timeout=10)
    assert "it's rig 7" in section(browser, "filed")
    browser.driver.find_element(By.CSS_SELECTOR, "[data-key=filed] a").send_keys(Keys.ENTER)
    browser.wait_until(f"location.pathname === '{run['link']}'")


def test_a_command_is_copied_from_the_keyboard(browser, daemon):
    put(daemon.inbox / "rig", BAD)
    browser.open(f"{daemon.url}/inbox")
    browser.wait_until("document.querySelector('.rejected [data-copy]:not([hidden])')", timeout=10)
    browser.driver.execute_cdp_cmd("Browser.grantPermissions", {
        "origin": daemon.url, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
    browser.driver.find_element(By.CSS_SELECTOR, "[data-copy]").send_keys(Keys.ENTER)
    browser.wait_until("document.querySelector('[data-copy]').textContent === 'Copied'")

    copied = browser.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0], arguments[0])")
    assert copied == browser.driver.find_element(By.CSS_SELECTOR, ".rejected pre code").text


def test_what_comes_and_goes_leaves_focus_and_selection_where_they_are(browser, daemon):
    put(daemon.inbox / "rig-1", BAD)
    browser.open(f"{daemon.url}/inbox")
    browser.wait_until("document.querySelector('.rejected')", timeout=10)
    browser.script("""
        const command = document.querySelector(".rejected pre");
        command.focus();
        getSelection().selectAllChildren(command);
    """)
    put(daemon.inbox / "rig-2", BAD + b" ")
    browser.wait_until("document.querySelectorAll('.rejected').length === 2", timeout=10)

    assert browser.script("return document.activeElement.closest('.rejected')?.textContent.includes('rig-1')")
    [folder] = [folder for folder, reason in daemon.rejections() if "rig-2" in reason["path"]]
    shutil.rmtree(folder)
    browser.wait_until("document.querySelectorAll('.rejected').length === 1", timeout=10)

    assert browser.script("return document.activeElement.closest('.rejected')?.textContent.includes('rig-1')")
    assert "rig-1" in browser.script("return getSelection().toString()")


def test_markup_in_names_stays_text(browser, daemon):
    put(daemon.inbox / MARKUP.replace("/", "-"), BAD)
    put(daemon.inbox / "x", b'{"data": {"<img src=x onerror=alert(1)>": 1}}')
    (daemon.inbox / "<b>bold<b>.txt").write_bytes(b"x")
    browser.open(f"{daemon.url}/inbox")
    browser.wait_until("document.querySelectorAll('.rejected').length === 2", timeout=10)

    assert browser.script("return document.querySelectorAll('main img, main .path b').length") == 0
    assert MARKUP in section(browser, "rejected") and "<b>bold<b>.txt" in section(browser, "not_taken")
    assert browser.console() == [] and browser.foreign_requests(daemon.port) == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_screenshots_are_kept(browser, daemon, theme):
    put(daemon.inbox / "rig-07" / "night", BAD)
    put(daemon.inbox / "rig-08", config=fixture_config("minute-baseline"))
    put(daemon.inbox / "rig-01", small("x"))
    (daemon.inbox / "rig-09.json").write_bytes(small("cut")[:40])
    for name, screen in SCREENS.items():
        browser.look(screen, theme)
        browser.open(f"{daemon.url}/inbox")
        browser.wait_until("document.querySelector('.rejected') && document.querySelector('[data-key=waiting_for_report]')")
        assert browser.overflow() <= 0
        browser.screenshot(f"inbox-{name}-{theme}")
    assert browser.console() == []
