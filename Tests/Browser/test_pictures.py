"""The server's pictures and the run as one file, as a browser shows them."""

import urllib.request

import pytest
from browser import DESKTOP, PHONE

from Support.daemon import Daemon
from Support.reports import fixture_bytes, put

THEMES = {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 25, 29)"}
PAPER = "return getComputedStyle(document.querySelector('.paper')).fill"
CHARTS = {
    "bars": "/chart.svg?benchmark=fio-randread-4k", "log": "/chart.svg?benchmark=fio-randread-4k&metric=read_lat_ns_mean&log=1",
    "lines": "/chart.svg?benchmark=fio-randread-4k&series=vdb_read_iops", "docker": "/chart.svg?benchmark=fio-randread-4k&series=cpu_perc&group=docker_stats",
}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The address of `minute-baseline`, the only run of a daemon."""
    daemon = Daemon(tmp_path_factory.mktemp("pictures"), "--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms").start()
    put(daemon.inbox / "rig-01", fixture_bytes("minute-baseline"))
    yield f"{daemon.url}/benchmarks/{daemon.only_run()['uuid']}"
    daemon.stop()


@pytest.fixture(scope="module")
def file(page, tmp_path_factory):
    """The run's file on a disk, far from the server."""
    path = tmp_path_factory.mktemp("kept") / "run.html"
    path.write_bytes(urllib.request.urlopen(page + ".html").read())
    return path.as_uri()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_drawn_in_the_theme_of_the_screen(page, browser, name, theme):
    browser.look(DESKTOP, theme)
    browser.open(page + CHARTS[name])
    assert browser.script("return document.documentElement.tagName") == "svg"
    # The style sheet counts only if the Content-Security-Policy has its digest.
    assert browser.script(PAPER) == THEMES[theme]
    assert browser.script("return document.querySelectorAll('g.bar, g.series').length") == 4
    browser.screenshot(f"chart-{name}-{theme}", whole=False)
    assert browser.console() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_can_have_a_theme_of_its_own(page, browser, theme):
    browser.look(DESKTOP, "dark" if theme == "light" else "light")
    browser.open(page + CHARTS["bars"] + f"&theme={theme}")
    assert browser.script(PAPER) == THEMES[theme]
    assert browser.console() == []


def test_texts_of_a_chart_stay_within_it_and_do_not_overlap(page, browser):
    browser.look(DESKTOP, "light")
    for width in (320, 800):
        for chart in ("bars", "lines"):
            browser.open(page + CHARTS[chart] + f"&width={width}")
            boxes = browser.script("""
                return [...document.querySelectorAll("text")].map((text) => {
                    const { left, right, top, bottom } = text.getBoundingClientRect();
                    return { left, right, top: top + 3, bottom: bottom - 3, text: text.textContent };
                });""")
            assert [box for box in boxes if box["right"] > width or box["left"] < 0] == []
            crossed = [
                (one["text"], other["text"]) for place, one in enumerate(boxes) for other in boxes[:place]
                if one["left"] < other["right"] and other["left"] < one["right"] and one["top"] < other["bottom"] and other["top"] < one["bottom"]]
            assert crossed == []


def test_a_badge_is_drawn(page, browser):
    browser.look(DESKTOP, "light")
    browser.open(page + "/badge.svg?benchmark=fio-randread-4k&filesystem=xfs_overlay2")
    assert browser.script("return [...document.querySelectorAll('text')].map((text) => text.textContent)")[0] == "fio-randread-4k"
    assert browser.console() == []


@pytest.mark.parametrize(("screen", "theme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light")])
def test_the_file_reads_well_without_a_server(browser, file, screen, theme):
    browser.look(screen, theme)
    browser.open(file)
    assert browser.script("return [...document.images].filter((image) => image.complete && image.naturalWidth > 0).length") == 10
    assert browser.script("return document.scripts.length") == 0
    assert browser.overflow() <= 0
    assert browser.script("return getComputedStyle(document.body).backgroundColor") == THEMES[theme]
    browser.screenshot(f"file-{screen['width']}-{theme}", whole=False)
    assert browser.console() == []
