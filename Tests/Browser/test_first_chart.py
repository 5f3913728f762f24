"""What a run's page does before its first chart: only what the chart needs."""

import pytest

# Notes what the page has done when the first chart is in the document, and where the server's drawing lies beside its frame.
WATCH = """
new MutationObserver((_, observer) => {
    if (!document.querySelector(".js-plotly-plot .trace path, .js-plotly-plot .point path")) return;
    observer.disconnect();
    const asked = performance.getEntriesByType("resource").map(({ name, initiatorType }) => [new URL(name).pathname.split("/").at(-1), initiatorType]);
    const sections = [...document.querySelectorAll("section[data-benchmark]")].filter((section) => section.querySelector("figure"));
    window.atFirstChart = { asked, sections: sections.map(({ dataset }) => dataset.benchmark) };
}).observe(document, { childList: true, subtree: true });
new MutationObserver(() => {
    const parts = [document.querySelector(".still"), document.querySelector(".still + figure")];
    if (parts.every((part) => part)) window.places = parts.map((part) => part.getBoundingClientRect()).map(({ left, top }) => [left, top]);
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture
def watched(browser):
    browser.look()
    watch = browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
    yield browser
    browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", watch)


def test_the_first_chart_waits_for_no_other_benchmark_and_no_series(watched, served):
    watched.open(served.pages["baseline"])
    watched.wait_until("document.documentElement.dataset.ready === 'true'")
    seen = watched.script("return window.atFirstChart")
    names = [name for name, _ in seen["asked"]]

    assert len(seen["sections"]) == 1
    assert not {"cause.js", "series", "standing"} & set(names)
    assert len(watched.script("return [...document.querySelectorAll('section[data-benchmark]:has(figure)')].map(({ id }) => id)")) > 1
    assert watched.console() == []


def test_the_page_itself_asks_for_the_summary_once(watched, served):
    watched.open(served.pages["baseline"])
    watched.wait_until("document.documentElement.dataset.ready === 'true'")
    asked = watched.script("return window.atFirstChart")["asked"]

    assert [initiator for name, initiator in asked if name == "summary"] == ["link"]
    # The browser warns of what was asked for and not used, or used twice.
    assert watched.console() == []


def test_without_plotly_the_page_says_so_and_keeps_its_tables(browser, served):
    browser.look()
    browser.driver.execute_cdp_cmd("Network.enable", {})
    browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*plotly*"]})
    try:
        browser.open(served.pages["baseline"])
        browser.wait_until("document.documentElement.dataset.ready === 'true'")
        assert "Charts are not available" in browser.script("return document.querySelector('[role=alert]').textContent")
        assert browser.script("return [...document.querySelectorAll('[data-needs-script]')].every((part) => part.hidden)")
        assert browser.script("return document.querySelectorAll('table').length") > 1
        # The server's drawing stays, and no frame that would never be filled.
        browser.wait_until("document.querySelector('.still').naturalWidth > 0")
        assert browser.script("return document.querySelectorAll('figure').length") == 0
    finally:
        browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})


def test_the_drawing_of_the_server_lies_where_the_first_chart_comes_until_that_is_drawn(watched, served):
    watched.open(served.pages["baseline"])
    watched.wait_until("document.documentElement.dataset.ready === 'true'")
    still, figure = watched.script("return window.places")

    assert still == figure
    assert watched.script("return document.querySelectorAll('.still').length") == 0
    assert watched.console() == []


def test_without_scripts_each_benchmark_has_its_score_drawn(browser, served):
    browser.look()
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(served.pages["baseline"])
        browser.script("for (const still of document.querySelectorAll('.still')) still.loading = 'eager'")
        browser.wait_until("[...document.querySelectorAll('.still')].every((still) => still.complete)")
        drawn = browser.script("return [...document.querySelectorAll('section[data-benchmark]')].map((section) => section.querySelector('.still')?.naturalWidth)")
        assert len(drawn) > 1
        assert set(drawn) == {360}
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
