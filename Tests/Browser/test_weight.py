"""What the scripts of a run's page weigh, besides Plotly."""

LIMIT = 80_000


def test_all_scripts_that_a_page_can_load_weigh_little_on_the_wire(browser, served):
    browser.look()
    browser.driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    browser.open(served.pages["baseline"])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    at_first, _ = weights(browser)
    browser.script("for (const drawer of document.querySelectorAll('details')) drawer.open = true")
    browser.draw_all()
    source, wire = weights(browser)
    print(f"FIGURE scripts of a run's page: {at_first} bytes of source at first, {source} in all, {wire} on the wire")

    assert at_first < source and 0 < wire < LIMIT


def weights(browser):
    """(bytes of source, bytes on the wire) of the scripts that the page has loaded so far."""
    return browser.script("""
        const scripts = performance.getEntriesByType("resource").filter(({ name }) => new URL(name).pathname.includes("/js/"));
        const sum = (key) => scripts.reduce((total, script) => total + script[key], 0);
        return [sum("decodedBodySize"), sum("encodedBodySize")];
    """)
