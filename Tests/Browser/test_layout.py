"""Nothing is cut, crowded or laid over something else, on a phone and on a desk."""

import pytest
from browser import PHONE

DESK = {"width": 1400, "height": 900, "deviceScaleFactor": 1, "mobile": False}
# Its audit has findings.
RUN = "minute-mount-options"
# How much of a button lies over the text beside it, and which texts leave their box.
OVER_TEXT = """
const boxes = (node) => { const range = document.createRange(); range.selectNodeContents(node); return [...range.getClientRects()]; };
const cross = (one, other) => one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1;
return [...document.querySelectorAll(".code")].filter((code) => code.checkVisibility() && code.querySelector(".button")).filter((code) => {
    const [button, pre] = [code.querySelector(".button").getBoundingClientRect(), code.querySelector("pre").getBoundingClientRect()];
    return boxes(code.querySelector("code")).some((box) => cross({ ...box.toJSON(), right: Math.min(box.right, pre.right) }, button) && box.right <= pre.right);
}).map((code) => code.textContent.slice(0, 60));
"""
WIDER = "return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.slice(0, 60))"
# The widest word of a cell in ems, and the cell's room for it.
BROKEN = """
const canvas = document.createElement("canvas").getContext("2d");
return [...document.querySelectorAll(arguments[0])].filter((cell) => cell.checkVisibility()).filter((cell) => {
    const style = getComputedStyle(cell);
    canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const room = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return cell.textContent.trim().split(/\\s+/).some((word) => canvas.measureText(word).width > room + 1);
}).map((cell) => cell.textContent);
"""


def opened(browser, served, path, screen):
    browser.look(screen)
    browser.open(served.url + path)
    browser.wait_until("document.readyState === 'complete'")
    return browser


def run_of(served):
    return served.pages[RUN].removeprefix(served.url)


def test_all_links_of_the_site_are_seen_on_a_phone(browser, served):
    opened(browser, served, "/api", PHONE)
    right = browser.script("return Math.max(...[...document.querySelectorAll('header.site a, header.site button')].map((one) => one.getBoundingClientRect().right))")
    assert right <= PHONE["width"]


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_the_matrix_is_not_cut(browser, served, screen):
    opened(browser, served, run_of(served), screen)
    assert browser.script("return document.querySelectorAll('.matrix .mark').length") > 0
    assert browser.script(WIDER, ".matrix .table-frame, .matrix td") == []


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_words_of_tables_do_not_break(browser, served, screen):
    opened(browser, served, run_of(served), screen)
    browser.wait_until("document.querySelector('.cause-frame').scrollIntoView(), document.querySelector('.why tbody th')")
    assert browser.script(BROKEN, ".why :is(th, td)") == []
    opened(browser, served, f"/compare?runs={served.pages['baseline'].rsplit('/', 1)[1]},{run_of(served).rsplit('/', 1)[1]}", screen)
    browser.wait_until("document.querySelector('#series').scrollIntoView(), document.querySelector('.series-numbers td')")
    assert browser.script(BROKEN, ".series-numbers td") == []
    left, right = browser.script("return [...document.querySelectorAll('#series .save')].map((one) => one.getBoundingClientRect()).map(({ left, right, height }) => [left, right, height])")
    assert right[0] - left[1] < 40 and left[2] < 40


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_of_the_api_has_nothing_cut_or_laid_over_text(browser, served, screen, theme):
    browser.look(screen, theme)
    browser.open(f"{served.url}/api")
    browser.wait_until("document.querySelector('.code .button')")
    assert browser.script(OVER_TEXT) == []
    assert browser.script(WIDER, ".operation h3, .operation-text, .operation td, .operation tbody th, .api-contents a, .answers li") == []
    assert browser.script(WIDER, ".operation .table-frame") == []
    assert browser.overflow() <= 0
    columns = browser.script("return [...new Set([...document.querySelectorAll('.operation thead th:nth-child(2)')].map((one) => Math.round(one.getBoundingClientRect().left / 8)))]")
    assert screen is PHONE or len(columns) <= 2
    browser.screenshot(f"api-{'phone' if screen is PHONE else 'desk'}-{theme}")


def test_the_address_list_of_the_api_leaves_room_on_a_phone(browser, served):
    opened(browser, served, "/api", PHONE)
    assert browser.script("return document.querySelector('.api-areas').getBoundingClientRect().top") < PHONE["height"]


def test_the_fourth_chart_stands_beside_a_tall_first_one(browser, served):
    opened(browser, served, run_of(served), DESK)
    browser.script("document.querySelector('#benchmark-fio-randrw-16k').scrollIntoView()")
    browser.wait_until("document.querySelectorAll('#benchmark-fio-randrw-16k .scores .figure').length === 4")
    tops = browser.script("return [...document.querySelectorAll('#benchmark-fio-randrw-16k .scores .figure')].map((one) => [one.getBoundingClientRect().top, one.getBoundingClientRect().bottom])")
    assert tops[3][0] < tops[0][1]
