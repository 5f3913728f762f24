"""Pictures that a reader saves: they say where they come from, and nothing of it is cut off."""

import struct
import xml.etree.ElementTree as ET

import pytest
from browser import DESKTOP, PHONE
from selenium.webdriver.common.by import By

from Support.daemon import Daemon
from Support.reports import encode, fixture_bytes, fixture_config
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

SVG = "{http://www.w3.org/2000/svg}"
LONG = "fio-a-name-" + "w" * 150
# Of each text of the drawing how far it is beyond an edge.
OUTSIDE = """
const [data, done] = arguments;
const drawing = new DOMParser().parseFromString(data, "image/svg+xml").documentElement;
document.body.replaceChildren(document.importNode(drawing, true));
const frame = document.querySelector("svg").getBoundingClientRect();
done([...document.querySelectorAll("svg text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom);
}).map((text) => text.textContent));
"""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("saved")).start()
    yield daemon
    daemon.stop()


@pytest.fixture(scope="module")
def runs(daemon):
    """Ids of two runs of rig-01, and of one with long names and without a kernel."""
    def upload(source, report, config=None):
        parts = [("source", None, source.encode()), ("file", "report.json", report)] + ([("config_file", "config.zip", config)] if config else [])
        answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
        assert answer.status == 200, answer.body
        return answer.json()["uuid"]
    cell = {"metrics": {"plot": {"read_iops": 5}}}
    long = encode({"data": {LONG: {LONG + "-1": cell, LONG + "\u202e<b>\x01": cell}}})
    return [*(upload("rig-01", fixture_bytes(name), fixture_config(name)) for name in ("baseline", "mount-options")), upload("rig-02", long)]


@pytest.fixture
def saved(browser, daemon, tmp_path):
    """Saves a figure of a page as the reader does; returns the file's bytes."""
    def save(path, figure, form="SVG", screen=DESKTOP):
        browser.look(screen)
        browser.open(daemon.url + path)
        browser.driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
        # What draws the figure comes near it first.
        place = f"document.querySelector(\"figure[data-figure='{figure}'], #series\")"
        browser.wait_until(f"{place} !== null && ({place}.scrollIntoView(), {place}.querySelector('.plot')?.data?.length > 0)")
        for button in browser.driver.find_elements(By.CSS_SELECTOR, f"figure[data-figure='{figure}'] .save"):
            if button.text == form:
                browser.script("arguments[0].click()", button)
                break
        # Chromium keeps the name with an empty file until all is there.
        return eventually(lambda: next((found.read_bytes() for found in tmp_path.glob(f"*.{form.lower()}")), b""), "the download")
    return save


def texts(data):
    drawing = ET.fromstring(data)
    return "".join("".join(text.itertext()) for text in drawing.iter(f"{SVG}text")), drawing.findtext(f"{SVG}title"), drawing.findtext(f"{SVG}desc")


def cut(browser, data):
    browser.open("about:blank")
    return browser.driver.execute_async_script(OUTSIDE, data.decode())


def test_a_picture_of_a_run_says_rig_date_kernel_settings_and_address(browser, daemon, runs, saved):
    path = f"/benchmarks/{runs[0]}?log=1&units=iec&baseline=xfs_overlay2&zoom:fio-randread-4k=1-4&hide=btrfs_btrfs"
    data = saved(path, "cause")
    seen, title, described = texts(data)

    assert title == "fio-randread-4k Cause and effect"
    filed = daemon.web.json(f"/api/benchmarks/{runs[0]}/summary")
    for words in ("rig-01, " + filed["filed"][:16].replace("T", " ") + " UTC, kernel " + filed["system_info"]["kernel_version"],
                  "baseline xfs_overlay2, logarithmic where values allow it, IEC units, time from 1 s to 4 s, without btrfs_btrfs"):
        assert words in seen and words in described
    assert daemon.url + path in described and daemon.url + path.replace("&", "") in seen.replace("&", "")
    assert {"ext4_overlay2", "xfs_overlay2", "btrfs_overlay2"} <= set(ET.fromstring(data).itertext())
    assert cut(browser, data) == []
    assert browser.console() == []


def test_a_picture_of_a_comparison_names_both_runs_with_their_kernels(browser, daemon, runs, saved):
    data = saved(f"/compare?runs={runs[0]},{runs[1]}&benchmark=fio-randread-4k&filesystem=ext4_overlay2&metric=read_iops", "compare:series")
    seen, _, _ = texts(data)

    kernel = daemon.web.json(f"/api/benchmarks/{runs[1]}/summary")["system_info"]["kernel_version"]
    assert seen.count("rig-01 2") >= 2 and seen.count(f"kernel {kernel}") == 2 and "baseline A" in seen and "from the busy start" in seen
    assert cut(browser, data) == []


def test_a_picture_of_a_trend_says_which_runs_and_what_is_known_of_the_newest(browser, daemon, runs, saved):
    data = saved("/trends?benchmark=fio-randread-4k&filesystem=ext4_overlay2&source=rig-01&log=1&x=time", "trend")
    seen, title, _ = texts(data)

    kernel = daemon.web.json(f"/api/benchmarks/{runs[1]}/summary")["system_info"]["kernel_version"]
    assert title.startswith("fio-randread-4k ")
    assert "ext4_overlay2 on rig-01" in seen and "2 runs, 2" in seen and f"newest run: kernel {kernel}" in seen and "by time, logarithmic" in seen
    assert cut(browser, data) == []


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_long_names_are_whole_and_within_the_picture(browser, runs, saved, screen):
    data = saved(f"/benchmarks/{runs[2]}", "plot:iops", screen=screen)
    seen, title, described = texts(data)

    assert title == f"{LONG} Read IOPS"
    assert f"{LONG}-1" in seen and f"{LONG}U+202E<b>\ufffd" in seen and f"{LONG}-1" in described
    assert "kernel not known" in seen
    assert cut(browser, data) == []


def test_a_png_is_the_same_drawing_at_twice_the_size(browser, runs, saved):
    path = f"/benchmarks/{runs[0]}"
    drawing = ET.fromstring(saved(path, "plot:iops"))
    data = saved(path, "plot:iops", "PNG")

    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == tuple(round(2 * float(drawing.get(name))) for name in ("width", "height"))
    assert browser.console() == []
