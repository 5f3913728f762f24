"""A run's page whose text arrives after its scripts, as over a slow line with warm caches."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler

import pytest
from browser import Browser

from Support.local_server import LocalServer

HELD_BEFORE = {"head": b"<body>", "main": b'<section class="benchmark', "footer": b"<footer"}


class Line(BaseHTTPRequestHandler):
    """Passes on what the daemon answers; the rest of a run's page only when it is let go."""

    port = None
    page = None
    held_before = None
    is_let_go = None

    def log_message(self, *_):
        pass

    def do_GET(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", self.path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        self.send_response(answer.status)
        for name in ("Content-Type", "Content-Security-Policy"):
            if answer.headers[name]:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.path == self.page:
            end = body.index(self.held_before)
            self.wfile.write(body[:end])
            assert self.is_let_go.wait(60)
            body = body[end:]
        self.wfile.write(body)


@pytest.fixture(scope="module")
def impatient():
    """A browser in which scripts of a test run while a page is still loading."""
    browser = Browser(load_strategy="none")
    yield browser
    browser.quit()


@pytest.mark.parametrize("held", list(HELD_BEFORE))
def test_a_page_that_arrives_after_its_scripts_is_drawn_and_printed_as_any(impatient, served, held):
    page, is_let_go = served.pages["minute-baseline"].removeprefix(served.url), threading.Event()
    with LocalServer(Line, port=served.port, page=page, held_before=HELD_BEFORE[held], is_let_go=is_let_go) as line:
        try:
            impatient.look(theme="dark")
            impatient.open(line.url + page)
            impatient.wait_until("document.querySelector('script[src$=\"/run.js\"]')")
            # A module is loaded once: this waits until the page's own script has run.
            impatient.driver.execute_async_script("import(document.querySelector('script[src$=\"/run.js\"]').src).then(arguments[0])")
            assert impatient.script("return document.readyState") == "loading"
        finally:
            is_let_go.set()
        impatient.wait_until("document.documentElement.dataset.ready === 'true'")
        impatient.script("dispatchEvent(new Event('beforeprint'))")
        impatient.wait_until("document.querySelectorAll('.plot').length > 5 && [...document.querySelectorAll('.plot')].every((plot) => plot.data || !plot.checkVisibility())")
        colours = impatient.script("return [...new Set([...document.querySelectorAll('.plot')].filter((plot) => plot.data).map((plot) => plot.layout.font.color))]")
        assert colours == ["rgb(0, 0, 0)"]
        assert impatient.console() == []
