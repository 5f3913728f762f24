"""The pages on paper: black on white, nothing cut off, no controls, all charts, and where and when it was printed."""

import base64
import re
import shutil

import pytest
from browser import DESKTOP, PHONE
from selenium.webdriver.common.by import By

from Support.paths import TEMPLATES
from Support.reports import REPORT, fixture_bytes, fixture_config, put
from Support.web import FORM_TYPE, form

# A4 upright with the margins of the style sheet, in CSS pixels.
A4 = {"width": 695, "height": 1024, "deviceScaleFactor": 1, "mobile": False}
# The pages of every day each time, the others with --slow.
USUAL = ["run", "compare", "trends", "runs", "12 filesystems"]
PAGES = ["run", "compare", "sides", "trends", "runs", "inbox", "upload", "api", "compare-config", "config-files", "12 filesystems"]
WITH_CHARTS = ["run", "compare", "sides", "trends", "12 filesystems"]
RIGS = {"run": "minute-baseline", "compare": "baseline", "sides": "minute-baseline", "trends": "minute-baseline", "compare-config": "baseline", "config-files": "minute-baseline"}
# Numbers of the list of runs are buttons, too.
CONTROLS = "nav, form, select, input, textarea, button:not(.count), .button, .toolbar, .upload-zone, .chooser, [role=search]"
CUT = """
const width = document.body.getBoundingClientRect().right + 1;
const shown = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility({ visibilityProperty: true }));
const isUnseen = (one) => one.closest(".unseen, caption, thead.unseen, .diff thead, .skip, svg, .crosshair, .js-plotly-tester");
const tooWide = shown.filter((one) => !isUnseen(one)).filter((one) => one.getBoundingClientRect().right > width
    || (getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1) || (getComputedStyle(one).overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1));
const outside = [...document.querySelectorAll(".plot svg text")].filter((text) => text.checkVisibility() && text.textContent).filter((text) => {
    const [box, plot] = [text.getBoundingClientRect(), text.closest(".plot").getBoundingClientRect()];
    return box.width > 0 && (box.left < plot.left - 1 || box.right > plot.right + 1);
});
return [...tooWide.map((one) => `${one.tagName}.${one.className}`), ...outside.map((text) => text.textContent)];
"""
COLOURS = "const style = getComputedStyle(document.body); return [style.color, style.backgroundColor]"
SHOWN = "return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))"


@pytest.fixture(scope="module")
def addresses(served):
    run = served.pages["minute-baseline"].rsplit("/", 1)[1]
    again = [("file", "report.json", fixture_bytes("mount-options")), ("config_file", "config.zip", fixture_config("mount-options"))]
    other = served.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*again)).json()["uuid"]
    config = served.pages["baseline"].rsplit("/", 1)[1]
    cell = "benchmark=fio-randread-4k&filesystem=ext4_overlay2"
    return {name: served.url + path for name, path in {
        "run": f"/benchmarks/{run}?open=system", "compare": f"/compare?runs={config},{other}", "sides": f"/compare?runs={run}:ext4_overlay2,{run}:xfs_overlay2",
        "trends": f"/trends?{cell}&source=minute-baseline", "runs": "/", "inbox": "/inbox", "upload": "/upload", "api": "/api",
        "compare-config": f"/compare/config?runs={config},{other}", "config-files": f"/benchmarks/{run}/config",
        "12 filesystems": served.pages["12 filesystems"].removeprefix(served.url)}.items()}


@pytest.fixture
def printed(browser, addresses):
    """Opens a page in a window and shows it as its printer sees it; what is loaded when the printer asks is all there is."""
    def show(name, screen=DESKTOP, theme="dark"):
        browser.look(screen, theme)
        browser.open(addresses[name])
        if name in WITH_CHARTS:
            browser.wait_until("document.documentElement.dataset.ready === 'true'")
        browser.wait_until("document.querySelector('link[data-paper]').sheet !== null")
        browser.script("dispatchEvent(new Event('beforeprint'))")
        browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", A4)
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print", "features": [{"name": "prefers-color-scheme", "value": theme}]})
        return browser
    yield show
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize("name", [name if name in USUAL else pytest.param(name, marks=pytest.mark.slow) for name in PAGES])
def test_a_page_is_black_on_white_and_nothing_is_cut_off(printed, addresses, name):
    browser = printed(name)
    place = browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=paper]")
    assert place.is_displayed() and re.fullmatch(re.escape(addresses[name]) + r", printed \d{4}-\d\d-\d\d \d\d:\d\d UTC", place.text)
    text = browser.driver.find_element(By.TAG_NAME, "main").text
    assert name not in RIGS or (RIGS[name] in text and re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", text))
    assert browser.script(COLOURS) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert browser.script(CUT) == []
    assert browser.script(SHOWN, CONTROLS) == []
    browser.screenshot(f"paper-{name}")


@pytest.mark.parametrize("name", ["run", "trends"])
def test_a_phone_prints_the_same_charts(printed, name):
    browser = printed(name, PHONE)
    assert browser.script(CUT) == []
    assert browser.script("return Math.min(...[...document.querySelectorAll('.plot .main-svg')].map((one) => one.getBoundingClientRect().width))") > 300


def test_open_drawers_are_printed_and_closed_ones_are_left_out(printed):
    browser = printed("run")
    shown = browser.script("return [...document.querySelectorAll('details')].filter((one) => one.checkVisibility()).map((one) => one.dataset.drawer)")
    assert shown == ["audit", "system"]
    assert "hostname" in browser.driver.find_element(By.CSS_SELECTOR, "[data-drawer=system]").text


def test_pages_end_between_rows_and_not_after_headings(printed):
    browser = printed("run")
    breaks = browser.script("""
        const of = (selector, name) => [...new Set([...document.querySelectorAll(selector)].map((one) => getComputedStyle(one)[name]))];
        return [of("tr", "breakInside"), of(".figure", "breakInside"), of("h2, h3, figcaption, .matrix-head", "breakAfter"), of("tbody:first-of-type > tr:first-child", "breakBefore")];
    """)
    assert breaks == [["avoid"]] * 4


def test_what_the_first_print_lacks_is_loaded_for_the_next_in_the_colours_of_paper(printed):
    browser = printed("run")
    browser.wait_until("!document.querySelector('.cause-frame:empty') && [...document.querySelectorAll('.plot')].every((plot) => plot.data || !plot.checkVisibility())")
    benchmarks = browser.script("return [...document.querySelectorAll('section[data-benchmark]')].map(({ dataset }) => dataset.benchmark)")
    assert len(benchmarks) == 5 and {benchmark for benchmark, figure in browser.figures() if figure == "cause"} == set(benchmarks)
    assert browser.script("return [...new Set([...document.querySelectorAll('.plot')].map((plot) => plot.layout?.font.color))]") == ["rgb(0, 0, 0)"]
    assert browser.script(CUT) == []


@pytest.mark.parametrize("name", ["run", "sides", "trends"])
def test_the_keys_that_print_wait_for_charts_that_must_be_loaded(browser, addresses, name):
    browser.look({**DESKTOP, "height": 120})
    browser.open(addresses[name])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    browser.script("window.print = () => (window.missing = document.querySelectorAll('.cause-frame:empty, [data-slot=chart]:empty, .multiples li:not(:has(svg, .figures-text))').length)")
    browser.script("document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'p', ctrlKey: true, bubbles: true, cancelable: true }))")
    browser.wait_until("window.missing !== undefined")
    assert browser.script("return window.missing") == 0
    assert browser.console() == []


def test_the_keys_print_where_charts_cannot_be_drawn(browser, start_daemon, tmp_path):
    shutil.copytree(TEMPLATES, tmp_path / "templates", ignore=shutil.ignore_patterns("vendor"))
    daemon = start_daemon("--templates", str(tmp_path / "templates"))
    put(daemon.inbox / "rig", fixture_bytes("baseline"))
    daemon.receipt(f"rig/{REPORT}")
    browser.look()
    browser.open(daemon.url + daemon.only_run()["link"])
    browser.wait_until("document.querySelector('[data-slot=problem]').textContent.includes('plotly.min.js is missing')")
    browser.script("window.print = () => (window.printed = true)")
    browser.script("dispatchEvent(new KeyboardEvent('keydown', { key: 'p', ctrlKey: true, cancelable: true }))")
    browser.wait_until("window.printed", 20)


def test_after_printing_the_page_is_as_before(browser, addresses):
    browser.look(DESKTOP, "dark")
    browser.open(addresses["run"])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    look = "return [getComputedStyle(document.body).backgroundColor, document.querySelector('.plot').layout.font.color, document.querySelector('.plot .main-svg').getBoundingClientRect().width]"
    before = browser.script(look)
    browser.script("""
        window.printed = [];
        addEventListener("afterprint", () => printed.push([document.querySelector(".plot .main-svg").getBoundingClientRect().width,
            [...document.querySelectorAll(".plot")].filter((plot) => plot.checkVisibility() && !plot.data).length]), { capture: true });
    """)
    answer = browser.driver.execute_cdp_cmd("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True})

    pdf = base64.b64decode(answer["data"])
    boxes = set(re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", pdf))
    assert boxes == {(b"595", b"841")} and 2 <= len(re.findall(rb"/Type /Page\b", pdf)) <= 12
    [[width, missing]] = browser.script("return printed")
    assert width < A4["width"] / 2 and width != before[2] and missing == 0
    browser.wait_until(f"(() => {{ {look} }})().join() === '{','.join(map(str, before))}'")
    assert browser.console() == []
