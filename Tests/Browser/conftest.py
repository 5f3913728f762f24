"""One browser and one daemon with every report of these tests."""

import pytest
from browser import Browser

from Support.daemon import Daemon
from Support.paths import FIXTURE_NAMES
from Support.reports import REPORTS, VARIANTS, encode, fixture_bytes, fixture_config
from Support.web import FORM_TYPE, form


@pytest.fixture(scope="session")
def browser():
    browser = Browser()
    yield browser
    browser.quit()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A daemon that has filed all of `REPORTS`."""
    daemon = Daemon(tmp_path_factory.mktemp("served")).start()
    daemon.pages = {name: _upload(daemon, name) for name in REPORTS}
    yield daemon
    daemon.stop()


def _upload(daemon, name):
    parts = [("source", None, name.encode())]
    if name in FIXTURE_NAMES:
        parts += [("file", "report.json", fixture_bytes(name)), ("config_file", "config.zip", fixture_config(name))]
    else:
        parts += [("file", "report.json", encode(VARIANTS[name]))]
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return daemon.url + answer.json()["link"]
