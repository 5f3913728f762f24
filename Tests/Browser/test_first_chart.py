"""What a run's page does before its first chart: only what the chart needs."""

import pytest

# Notes what the page has done when the first chart is in the document.
WATCH = """
new MutationObserver((_, observer) => {
    if (!document.querySelector(".js-plotly-plot .trace path, .js-plotly-plot .point path")) return;
    observer.disconnect();
    const asked = performance.getEntriesByType("resource").map(({ name, initiatorType }) => [new URL(name).pathname.split("/").at(-1), initiatorType]);
    const sections = [...document.querySelectorAll("section[data-benchmark]")].filter((section) => section.querySelector("figure"));
    window.atFirstChart = { asked, sections: sections.map(({ dataset }) => dataset.benchmark) };
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
    finally:
        browser.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
