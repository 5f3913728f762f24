"""Chromium, and what a page in it shows and says."""

import base64
import json
import os
import shutil
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from Support.paths import ARTEFACTS, ROOT
from Support.waiting import eventually

DESKTOP = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
SCREENS = {"desktop": DESKTOP, "phone": PHONE}
# Every screen and theme is seen each time; the two other pairs of them with --slow.
LOOKS = [
    pytest.param("desktop", "light"), pytest.param("phone", "dark"),
    pytest.param("desktop", "dark", marks=pytest.mark.slow), pytest.param("phone", "light", marks=pytest.mark.slow)]

READ_FIGURES = """
return [...document.querySelectorAll("figure[data-figure]")].map((figure) => {
    const plot = figure.querySelector(".plot");
    const title = (axis) => plot.layout?.[axis]?.title?.text ?? "";
    return {
        benchmark: figure.dataset.benchmark, figure: figure.dataset.figure, text: plot.data ? "" : plot.textContent,
        xTitle: title("xaxis"), yTitle: title("yaxis"),
        traces: (plot.data ?? []).map((trace) => ({
            name: trace.name, x: Array.from(trace.x), y: Array.from(trace.y), meta: trace.meta, type: trace.type,
            colour: trace.line?.color ?? trace.marker?.color })),
    };
});
"""


class Browser:
    def __init__(self, *arguments, load_strategy="normal"):
        options = webdriver.ChromeOptions()
        options.page_load_strategy = load_strategy
        options.binary_location = shutil.which("chromium")
        for argument in ("--headless=new", "--disable-dev-shm-usage", "--disable-background-networking", "--hide-scrollbars", *arguments):
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
        self.driver.set_page_load_timeout(180)
        self.driver.set_script_timeout(180)

    def quit(self):
        self.driver.quit()

    def look(self, screen=DESKTOP, theme="light", motion="no-preference"):
        """The next pages are seen on this screen, with this theme."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-reduced-motion", "value": motion}]})

    def open(self, url):
        # The page before may belong to a daemon that has ended, and would go on to log that.
        self.driver.get("about:blank")
        self.forget()
        self.driver.get(url)
        return self

    def forget(self):
        """Drops what was logged so far."""
        self.driver.get_log("browser")
        self.driver.get_log("performance")

    def script(self, text, *arguments):
        return self.driver.execute_script(text, *arguments)

    def wait_until(self, expression, timeout=60):
        return eventually(lambda: self.script(f"return ({expression})"), expression, timeout)

    def draw_all(self):
        self.wait_until("document.documentElement.dataset.ready === 'true'")
        self.script("window.dispatchEvent(new Event('benchd:draw-all'))")
        self.wait_until("document.documentElement.dataset.drawn === 'all'")
        return self

    def figures(self):
        """{(benchmark, figure id): what is drawn}."""
        figures = self.script(READ_FIGURES)
        result = {(figure["benchmark"], figure["figure"]): figure for figure in figures}
        assert len(result) == len(figures), "two figures have the same name"
        return result

    def console(self):
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("WARNING", "SEVERE")]

    def foreign_requests(self, port):
        """Requests to anything but this server; data: and blob: leave nowhere."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))
        urls = {message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"}
        assert urls, "nothing was logged, so nothing is proved"
        return {url for url in urls if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != f"127.0.0.1:{port}"}

    def violations(self):
        """What axe-core finds wrong with the page: `["rule: selector", ...]`."""
        self.script((ROOT / ".build/axe.min.js").read_text())
        found = self.driver.execute_async_script("""
            const done = arguments[0];
            axe.run(document).then(({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`))));
        """)
        return found

    def screenshot(self, name, whole=True):
        """Keeps a picture of the whole page, or of what the window shows, among the artefacts of the test run."""
        folder = ARTEFACTS / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": whole})
        (folder / f"{name}.png").write_bytes(base64.b64decode(picture["data"]))

    def colours(self, left, top, width, height):
        """[red, green, blue, opacity] of each pixel of a part of the window, row by row."""
        scroll = self.script("return [scrollX, scrollY]")
        clip = {"x": left + scroll[0], "y": top + scroll[1], "width": width, "height": height, "scale": 1}
        picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "clip": clip})
        values = self.driver.execute_async_script("""
            const [data, done] = arguments;
            const image = new Image();
            image.onload = () => {
                const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
                const context = canvas.getContext("2d");
                context.drawImage(image, 0, 0);
                done([...context.getImageData(0, 0, image.width, image.height).data]);
            };
            image.src = `data:image/png;base64,${data}`;
        """, picture["data"])
        return [values[at:at + 4] for at in range(0, len(values), 4)]

    def overflow(self):
        """By how many pixels the page is wider than its screen."""
        return self.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
