"""The list of runs: found, filtered, told apart, compared, from the keyboard and on a phone, and followed while it grows."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from browser import LOOKS, PHONE, SCREENS
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.daemon import Daemon
from Support.reports import CONFIG, REPORT, fixture_bytes, fixture_config, put, small
from Support.web import FORM_TYPE, form

RUNS = ["baseline", "baseline-repeat", "mount-options", "minute-baseline"]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Four real runs of a rig, and 51 small ones of another, filed before."""
    daemon = Daemon(tmp_path_factory.mktemp("library"), "--rescan", "0").start()
    for number in range(51):
        upload(daemon, "rig-02", small(f"small {number}"), label="tiny")
    for name in RUNS:
        upload(daemon, "rig-01", fixture_bytes(name), fixture_config(name), label=name)
    yield daemon
    daemon.stop()


def upload(daemon, source, report, config=None, label=None):
    parts = [("source", None, source.encode()), ("file", "report.json", report)]
    parts += [("config_file", "config.zip", config)] if config else []
    parts += [("label", None, label.encode())] if label else []
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()["uuid"]


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look()


def shown(browser):
    """The runs that the page shows, in its order."""
    return browser.script("return [...document.querySelectorAll('.run-row')].map((row) => row.dataset.uuid)")


def text(browser, selector):
    return browser.driver.find_element(By.CSS_SELECTOR, selector).text


def address(browser):
    return parse_qsl(urlsplit(browser.driver.current_url).query)


def press(browser, *keys):
    for key in keys:
        ActionChains(browser.driver).send_keys(key).perform()


def ready(browser):
    browser.wait_until("document.querySelector('form[data-list-form]')?.dataset.scripted === ''")


def opened(browser, url):
    browser.open(url)
    ready(browser)
    return browser


@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_the_list_is_sound_on_every_screen(browser, library, screen, theme):
    browser.look(SCREENS[screen], theme)
    opened(browser, f"{library.url}/?source=rig-01&since=yesterday")
    for box in browser.driver.find_elements(By.CSS_SELECTOR, ".run-select input")[:2]:
        box.click()
    browser.screenshot(f"runs-selected-{screen}-{theme}")
    assert browser.overflow() <= 0
    assert browser.violations() == []
    browser.script("document.querySelector('[data-slot=sending]').open = true")
    assert browser.overflow() <= 0
    assert browser.violations() == []
    assert browser.console() == [] and browser.foreign_requests(library.port) == set()


def test_a_row_says_what_the_api_says(browser, library):
    opened(browser, f"{library.url}/?source=rig-01")
    runs = library.web.json("/api/benchmarks?source=rig-01")["runs"]
    assert shown(browser) == [run["uuid"] for run in runs]
    rows = browser.driver.find_elements(By.CSS_SELECTOR, ".run-row")
    for run, row in zip(runs, rows):
        name = row.find_element(By.CSS_SELECTOR, "[data-slot=run]")
        assert name.text == run["source"] and name.get_attribute("href") == library.url + run["link"]
        assert run["label"] in row.text and run["facts"]["kernel_version"] in row.text
        time = row.find_element(By.TAG_NAME, "time")
        assert time.get_attribute("datetime") == run["filed"] and time.text == run["filed"][11:16]
        counts = [count.text for count in row.find_elements(By.CSS_SELECTOR, ".count")]
        assert counts == [str(run["benchmarks_total"]), str(run["filesystems_total"])]
        marks = [f"{run['audit'][verdict]} {verdict}" for verdict in ("broken", "odd") if run["audit"][verdict]]
        assert row.find_element(By.CSS_SELECTOR, ".run-audit").text == (", ".join(marks) or "holds")


def test_a_row_says_what_changed_since_the_run_before_of_the_rig(browser, library):
    opened(browser, f"{library.url}/?source=rig-01")
    changes = [change.text for change in browser.driver.find_elements(By.CSS_SELECTOR, ".change")]
    assert "command" in changes[0]
    assert "opts of" in changes[1] and "ext4_overlay2" in changes[1]
    assert changes[2] == "as before" and changes[3] == "first run of the rig"
    newest, before = shown(browser)[1:3]
    link = browser.driver.find_elements(By.CSS_SELECTOR, ".change a")[1]
    assert link.get_attribute("href") == f"{library.url}/compare?runs={before},{newest}"
    assert "data=journal" in link.get_attribute("title")


def test_a_search_and_facets_lead_to_an_address_that_shows_the_same(browser, library):
    opened(browser, f"{library.url}/")
    assert text(browser, ".range") == "1 to 50 of 55"
    press(browser, "/", "rig 01 journal", Keys.ENTER)
    browser.wait_until("location.search.includes('q=')")
    ready(browser)
    assert address(browser) == [("q", "rig 01 journal")], "fields that are empty stay out of the address"
    assert text(browser, ".range") == "1 of 1 that fit"
    [chip] = browser.driver.find_elements(By.CSS_SELECTOR, ".filter-chips a:not(.clear)")
    chip.click()
    browser.wait_until("location.search === ''")
    ready(browser)

    browser.driver.find_element(By.CSS_SELECTOR, "[popovertarget=facet-benchmark]").send_keys(Keys.ENTER)
    names = browser.driver.find_elements(By.CSS_SELECTOR, "#facet-benchmark li a")
    counts = {name.find_element(By.CSS_SELECTOR, ".name").text: name.find_element(By.CSS_SELECTOR, ".facet-count").text for name in names}
    facet = library.web.json("/api/benchmarks?limit=1")["facets"]["benchmark"]
    assert counts == {name: f"{count:,}" for name, count in list(facet.items())[:40]}
    next(name for name in names if "fio-seqread-1m" in name.text).click()
    browser.wait_until("location.search.includes('benchmark=')")
    ready(browser)
    assert address(browser) == [("benchmark", "fio-seqread-1m")]
    fitting = [run["uuid"] for run in library.web.json("/api/benchmarks?benchmark=fio-seqread-1m")["runs"]]
    assert shown(browser) == fitting and 0 < len(fitting) < 5

    # Another name can be chosen at once.
    others = browser.script("return document.querySelectorAll('#facet-benchmark li').length")
    assert others == len(counts)


def test_every_filter_of_the_api_works_in_the_address(browser, library):
    day = library.runs()[0]["filed"][:10]
    for query in ("family=btrfs&driver=overlay2", "filesystem=ext4_overlay2", "label=tiny&sort=filed", "has_config=true&sort=bytes",
                  f"since={day}&sort=source", f"until={day}", "q=tiny+rig"):
        opened(browser, f"{library.url}/?{query}")
        answer = library.web.json(f"/api/benchmarks?{query}&limit=50")
        assert shown(browser) == [run["uuid"] for run in answer["runs"]], query
        nothing = browser.driver.find_elements(By.CSS_SELECTOR, ".empty-state h2")
        assert [heading.text for heading in nothing] == ([] if answer["total"] else ["No run fits these filters"]), query


def test_what_is_wrong_with_a_filter_stands_at_its_field(browser, library):
    opened(browser, f"{library.url}/?since=yesterday&source=rig-01")
    field = browser.driver.find_element(By.NAME, "since")
    assert field.get_attribute("value") == "yesterday" and field.get_attribute("aria-invalid") == "true"
    problem = browser.driver.find_element(By.ID, field.get_attribute("aria-describedby")).text
    assert "a date such as 2026-11-23" in problem and 'not "yesterday"' in problem
    assert text(browser, ".range") == "1 to 4 of 4 that fit"


def test_pages_lead_to_older_runs_and_back(browser, library):
    opened(browser, f"{library.url}/")
    first = shown(browser)
    browser.driver.find_element(By.CSS_SELECTOR, ".list-foot [rel=next]").click()
    browser.wait_until("location.search.includes('cursor=')")
    ready(browser)
    assert text(browser, ".range") == "51 to 55 of 55"
    rest = shown(browser)
    everything = [run["uuid"] for run in library.web.json("/api/benchmarks?limit=500")["runs"]]
    assert first + rest == everything
    browser.driver.find_element(By.CSS_SELECTOR, ".list-foot [rel=prev]").click()
    browser.wait_until("location.search.includes('before=')")
    ready(browser)
    assert shown(browser) == first and text(browser, ".range") == "1 to 50 of 55"


@pytest.mark.parametrize("screen", SCREENS)
def test_runs_are_selected_and_compared_with_the_keyboard_alone(browser, library, screen):
    browser.look(SCREENS[screen])
    opened(browser, f"{library.url}/?source=rig-01")
    runs = shown(browser)
    press(browser, "j", "x", "j", Keys.ARROW_DOWN, Keys.SPACE, "k", "k", "j", "x")
    assert address(browser) == [("source", "rig-01"), *(("selected", runs[place]) for place in (2, 1, 0))]
    assert text(browser, "[data-slot=compare]") == "Compare 3 runs"
    baseline = browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=baseline]")
    assert baseline.get_attribute("value") == runs[2] and "(oldest)" in baseline.text

    # Somewhere else the address shows the same.
    opened(browser, browser.driver.current_url)
    ticked = browser.script("return [...document.querySelectorAll('.run-select :checked')].map((box) => box.value)")
    assert ticked == runs[:3]
    baseline = browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=baseline]")
    baseline.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    browser.wait_until(f"location.search.includes('baseline={runs[0]}')")
    browser.script("document.activeElement.blur()")
    press(browser, "c")
    browser.wait_until("location.pathname === '/compare'")
    assert address(browser) == [("runs", f"{runs[0]},{runs[2]},{runs[1]}")]


def test_a_selection_goes_along_to_other_pages_of_the_list(browser, library):
    opened(browser, f"{library.url}/")
    [newest] = shown(browser)[:1]
    press(browser, "j", "x")
    browser.driver.find_element(By.CSS_SELECTOR, ".list-head [rel=next]").click()
    browser.wait_until("location.search.includes('cursor=')")
    ready(browser)
    oldest = shown(browser)[-1]
    browser.driver.find_elements(By.CSS_SELECTOR, ".run-select input")[-1].click()
    assert text(browser, "[data-slot=compare]") == "Compare 2 runs"
    browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=compare]").click()
    browser.wait_until("location.pathname === '/compare'")
    assert address(browser) == [("runs", f"{oldest},{newest}")]


def test_keys_in_a_field_stay_in_it(browser, library):
    opened(browser, f"{library.url}/")
    press(browser, "/", "xjk?c")
    assert browser.driver.find_element(By.NAME, "q").get_attribute("value") == "xjk?c"
    assert address(browser) == []
    browser.script("document.activeElement.blur()")
    press(browser, "?")
    assert browser.driver.find_element(By.ID, "keys").is_displayed()
    press(browser, Keys.ESCAPE)
    assert not browser.driver.find_element(By.ID, "keys").is_displayed()


@pytest.mark.parametrize("screen", SCREENS)
def test_names_open_with_the_keyboard(browser, library, screen):
    browser.look(SCREENS[screen])
    opened(browser, f"{library.url}/?label=baseline")
    [run] = library.web.json("/api/benchmarks?label=baseline")["runs"]
    for kind, count in zip(("benchmarks", "filesystems"), browser.driver.find_elements(By.CSS_SELECTOR, ".count")):
        count.send_keys(Keys.ENTER)
        names = browser.driver.find_element(By.CSS_SELECTOR, ".names:popover-open")
        assert [name.text for name in names.find_elements(By.TAG_NAME, "li")] == run[kind]
        assert browser.overflow() <= 0
        press(browser, Keys.ESCAPE)
        assert not names.is_displayed()


def test_the_filters_are_a_drawer_on_the_phone(browser, library):
    browser.look(PHONE)
    opened(browser, f"{library.url}/")
    drawer = browser.driver.find_element(By.ID, "filters")
    assert not drawer.is_displayed()
    browser.driver.find_element(By.CSS_SELECTOR, ".filters-button").click()
    assert drawer.is_displayed() and browser.overflow() <= 0
    browser.driver.find_element(By.CSS_SELECTOR, "[popovertarget=facet-label]").click()
    browser.driver.find_element(By.CSS_SELECTOR, "#facet-label li a").click()
    browser.wait_until("location.search === '?label=tiny'")
    ready(browser)
    assert text(browser, ".range") == "1 to 50 of 51 that fit"


def test_without_scripts_the_form_leads_to_the_comparison(browser, library):
    runs = [run["uuid"] for run in library.web.json("/api/benchmarks?source=rig-01")["runs"]]
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(f"{library.url}/?source=rig-01")
        for box in browser.driver.find_elements(By.CSS_SELECTOR, ".run-select input")[:2]:
            box.click()
        browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=compare]").click()
        browser.wait_until(f"location.pathname + location.search === '/compare?runs={runs[1]},{runs[0]}'")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_new_runs_are_put_in_only_while_nobody_reads(browser, start_daemon):
    daemon = start_daemon("--rescan", "0")
    upload(daemon, "rig-01", small("first"))
    opened(browser, f"{daemon.url}/")
    browser.wait_until("performance.getEntriesByType('resource').filter(({ initiatorType }) => initiatorType === 'fetch').length > 0")
    second = upload(daemon, "rig-02", small("second"))
    browser.wait_until(f"document.querySelector('.run-row').dataset.uuid === '{second}'", timeout=10)
    assert "rig-02" in text(browser, "[data-slot=status]")

    press(browser, "j", "j", "x")
    before = shown(browser)
    third = upload(daemon, "rig-03", small("third"))
    browser.wait_until("document.querySelector('.news') !== null", timeout=10)
    assert text(browser, ".news") == "1 new run: show" and shown(browser) == before
    fourth = upload(daemon, "rig-04", small("fourth"))
    browser.wait_until("document.querySelector('.news').textContent === '2 new runs: show'", timeout=10)
    browser.driver.find_element(By.CSS_SELECTOR, ".news").send_keys(Keys.ENTER)
    assert shown(browser) == [fourth, third, *before]
    assert browser.script("return [...document.querySelectorAll('.run-select :checked')].map((box) => box.value)") == before[1:]
    assert text(browser, ".range") == "1 to 4 of 4" and browser.driver.find_elements(By.CSS_SELECTOR, ".news") == []
    assert browser.console() == []


def test_a_late_config_appears_in_its_row(browser, start_daemon):
    daemon = start_daemon("--rescan", "0", "--pair-wait", "100ms")
    put(daemon.inbox / "rig", json.dumps({"data": {"b": {"f": {}}}}).encode())
    daemon.only_run()
    opened(browser, f"{daemon.url}/")
    browser.wait_until("document.querySelector('.run-config').textContent.trim() === 'none'")
    (daemon.inbox / "rig" / CONFIG).write_bytes(fixture_config("baseline"))
    browser.wait_until("document.querySelector('.run-config a') !== null", timeout=15)
    assert REPORT not in [path.name for path in (daemon.inbox / "rig").iterdir()]


def test_files_dropped_on_the_list_become_a_run_in_it(browser, start_daemon, tmp_path):
    daemon = start_daemon()
    report = tmp_path / "aggregated_report.json"
    report.write_bytes(small("dropped"))
    browser.open(f"{daemon.url}/")
    browser.wait_until("document.querySelector('[data-slot=upload] input[type=file]')")
    browser.script("""
        document.querySelector("[data-slot=sending]").open = false;
        const data = new DataTransfer();
        data.items.add(new File(["x"], "x.json"));
        dispatchEvent(new DragEvent("dragenter", { dataTransfer: data, bubbles: true }));
    """)
    assert browser.script("return document.querySelector('[data-slot=sending]').open")
    browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=upload] input[type=file]").send_keys(str(report))
    browser.driver.find_element(By.CSS_SELECTOR, "#drop-rig").send_keys("rig-77")
    browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=upload] .button.primary").click()

    browser.wait_until("document.querySelector('[data-uuid]')?.textContent.includes('rig-77')", timeout=20)
    assert daemon.only_run()["source"] == "rig-77"
    assert browser.console() == []
