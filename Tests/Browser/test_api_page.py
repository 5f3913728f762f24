"""The page of the API: it has every address, and its lines run as they stand against this server."""

import ast
import html
import json
import os
import re
import subprocess
import sys

import pytest
from browser import LOOKS, SCREENS
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.daemon import Daemon, stop_all
from Support.reports import CONFIG, REPORT, fixture_bytes, fixture_config, put, small
from Support.web import FORM_TYPE, form

LANGUAGES = {"curl": ["bash", "-euc"], "python": [sys.executable, "-c"], "pandas": [sys.executable, "-c"]}
EXAMPLE = re.compile(r'<div class="example" data-operation="(\w+)">(.*?)\n</div>\n', re.DOTALL)
CODE = re.compile(r'<div class="code" data-lang="(\w+)">.*?<code>(.*?)</code>', re.DOTALL)
# What every answer with a validator obeys: said once, at the top of the page.
CONDITIONS = {"If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "Range", "If-Range"}
TOKEN = "read-token-of-ada-lovelace"
# Stands for pandas, which is too large for this: it fetches what it is told to, and looks whether rows come.
PANDAS = '''
import csv, io, urllib.request

def read_csv(address, storage_options=None):
    with urllib.request.urlopen(urllib.request.Request(address, headers=storage_options or {})) as response:
        return list(csv.DictReader(io.StringIO(response.read().decode())))

def json_normalize(rows, inner=None, meta=None):
    assert isinstance(rows, list) and all(isinstance(row, dict) for row in rows), rows
    if inner is None:
        return rows
    return [{**{name: row[name] for name in meta}, **part} for row in rows for part in row[inner]]
'''


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """A daemon with two runs."""
    daemon = Daemon(tmp_path_factory.mktemp("api"), "--rescan", "0", "--pair-wait", "50ms")
    daemon.start()
    for name in ("baseline", "mount-options"):
        put(daemon.inbox / "rig-01" / name, fixture_bytes(name), fixture_config(name))
        daemon.receipt(f"rig-01/{name}/{REPORT}")
    yield daemon
    stop_all([daemon])


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look()
    browser.driver.delete_all_cookies()


def examples(page):
    """The lines of a page: {(operation, language): text}."""
    return {
        (operation, language): html.unescape(text)
        for operation, part in EXAMPLE.findall(page) for language, text in CODE.findall(part)}


def page_of(daemon, **headers):
    answer = daemon.web.get("/api", **headers)
    assert answer.status == 200
    return answer.body.decode()


def run_lines(lines, language, folder):
    """Runs lines as a reader would, beside a report and its archive."""
    put(folder, fixture_bytes("baseline"), fixture_config("baseline"))
    (folder / "modules").mkdir(exist_ok=True)
    (folder / "modules" / "pandas.py").write_text(PANDAS)
    environment = {**os.environ, "PYTHONPATH": str(folder / "modules")}
    result = subprocess.run([*LANGUAGES[language], lines], cwd=folder, env=environment, text=True, capture_output=True, timeout=120)
    assert result.returncode == 0, (lines, result)
    assert "/problems/" not in result.stdout or "openapi" in lines, (lines, result.stdout[:500])
    return result.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_runs_as_it_stands(daemon, tmp_path, language):
    found = {operation: lines for (operation, name), lines in examples(page_of(daemon)).items() if name == language}
    assert len(found) >= {"curl": 17, "python": 17, "pandas": 10}[language], found.keys()
    newest, baseline = [run["uuid"] for run in daemon.runs()[:2]]
    for operation, lines in found.items():
        assert daemon.url in lines
        if language != "curl":
            ast.parse(lines)
        output = run_lines(lines, language, tmp_path)
        if operation == "getReport":
            assert (tmp_path / "report.json").read_bytes() == daemon.report(newest)
        elif operation == "getConfig":
            assert (tmp_path / "config.zip").read_bytes() == daemon.config(newest)
        else:
            assert output.strip() not in ("", "[]") or operation == "getInbox", (operation, lines)
        if operation == "upload":
            assert f"/benchmarks/{baseline}" in output, output
        if operation == "getComparison":
            assert f"runs={baseline},{newest}" in lines
    assert len(daemon.runs()) == 2


@pytest.mark.parametrize("source", ["<secret", "@secret", "'; echo x'", "a;type=x"])
def test_the_line_for_an_upload_sends_the_source_as_it_is(start_daemon, tmp_path, source):
    """curl takes some signs at the beginning of a value for the name of a file to send, others at its end for a type."""
    daemon = start_daemon()
    answer = daemon.web.request(
        "POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("source", None, source.encode()), ("file", REPORT, small("x"))))
    assert answer.status == 200, answer.body
    (tmp_path / "secret").write_text("hunter2")
    run_lines(examples(page_of(daemon))["upload", "curl"], "curl", tmp_path)

    assert [run["source"] for run in daemon.runs()] == [source, source]


def test_the_page_has_every_address_of_the_description(daemon):
    page = page_of(daemon)
    document = daemon.web.json("/api/openapi.json")

    for path, item in document["paths"].items():
        for method in set(item) & {"get", "post"}:
            operation = item[method]
            part = re.search(rf'<article class="operation" id="{operation["operationId"]}".*?</article>', page, re.DOTALL)[0]
            text = html.unescape(re.sub(r"<[^>]+>", "", part))
            assert path in text and method.upper() in text and operation["summary"] in text
            parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
            for parameter in parameters:
                assert parameter["name"] in CONDITIONS or f'<code>{parameter["name"]}</code>' in part, (path, parameter["name"])
            assert set(re.findall(r'href="#problem-([\w-]+)"', part)) <= set(re.findall(r'id="problem-([\w-]+)"', page))
            statuses = set(re.search(r"Answers: ([\d ]+)", text)[1].split())
            assert {status for status in operation["responses"] if status < "300"} - {"206"} <= statuses <= set(operation["responses"])
    limit = re.search(r'id="getRuns".*?<code>limit</code></th><td>(.*?)</td>', page, re.DOTALL)[1]
    assert limit == "a whole number from 1 to 500; 50 without it"


def test_without_scripts_all_languages_are_shown(browser, daemon):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.driver.get(f"{daemon.url}/api")
        shown = [code for code in browser.driver.find_elements(By.CSS_SELECTOR, "#getRuns .code") if code.is_displayed()]
        assert [code.find_element(By.TAG_NAME, "h4").text for code in shown] == ["curl", "Python", "pandas"]
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def shown_languages(browser):
    return set(browser.script("return [...document.querySelectorAll('.code')].filter((code) => !code.hidden).map((code) => code.dataset.lang)"))


def test_a_language_is_chosen_from_the_keyboard_and_is_in_the_address(browser, daemon):
    browser.open(f"{daemon.url}/api")
    assert shown_languages(browser) == {"curl"}
    browser.driver.find_element(By.CSS_SELECTOR, "button[data-lang=python]").send_keys(Keys.ENTER)
    assert shown_languages(browser) == {"python"}
    assert browser.driver.find_element(By.CSS_SELECTOR, "button[data-lang=python]").get_attribute("aria-pressed") == "true"
    address = browser.driver.current_url
    assert address == f"{daemon.url}/api?lang=python"
    browser.open(f"{daemon.url}/")
    browser.open(f"{address}#getTrend")
    assert shown_languages(browser) == {"python"}
    browser.wait_until("Math.abs(document.querySelector('#getTrend').getBoundingClientRect().top) < 5")
    browser.open(f"{daemon.url}/api?lang=pandas")
    assert "no table" in browser.driver.find_element(By.CSS_SELECTOR, "#upload .no-example").text
    assert browser.console() == [] and browser.foreign_requests(daemon.port) == set()


def test_a_line_is_copied_as_it_is_shown(browser, daemon):
    browser.open(f"{daemon.url}/api?lang=curl")
    browser.driver.execute_cdp_cmd("Browser.grantPermissions", {"origin": daemon.url, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
    browser.driver.find_element(By.CSS_SELECTOR, "#getRuns .code:not([hidden]) button").send_keys(Keys.ENTER)
    browser.wait_until("document.querySelector('#getRuns .code:not([hidden]) button').textContent === 'Copied'")
    copied = browser.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0], arguments[0])")
    assert copied == examples(page_of(daemon))["getRuns", "curl"]


def test_an_address_is_found_by_words(browser, daemon):
    browser.open(f"{daemon.url}/api")
    browser.driver.find_element(By.CSS_SELECTOR, "input[type=search]").send_keys("/api/compare margin verdict")
    browser.wait_until("document.querySelector('[role=status]').textContent.startsWith('1 address')")
    assert [each.text for each in browser.driver.find_elements(By.CSS_SELECTOR, ".operation h3") if each.is_displayed()] == ["GET /api/compare"]
    browser.open(browser.driver.current_url)
    browser.wait_until("document.querySelectorAll('.operation:not([hidden])').length === 1")
    assert browser.script("return location.search") == "?q=%2Fapi%2Fcompare+margin+verdict"


def test_a_closed_installation_shows_where_the_token_goes(start_daemon, tmp_path):
    path = tmp_path / "tokens"
    path.write_text(f"ada:read:{TOKEN}\n")
    path.chmod(0o600)
    closed = start_daemon("--rescan", "0", "--read-token-file", str(path))
    put(closed.inbox / "rig", fixture_bytes("baseline"), fixture_config("baseline"))
    closed.receipt(f"rig/{REPORT}")
    found = examples(page_of(closed, Authorization=f"Bearer {TOKEN}"))
    for language in LANGUAGES:
        for operation in {"getRuns", "getExport"}:
            lines = found[operation, language]
            assert "Bearer TOKEN" in lines
            assert run_lines(lines.replace("TOKEN", TOKEN), language, tmp_path).strip()


def test_an_empty_library_has_lines_for_the_latest_run(start_daemon):
    daemon = start_daemon("--rescan", "0", "--base-path", "/bench")
    found = examples(page_of(daemon))
    assert f"{daemon.url}/bench/api/benchmarks/latest/summary" in found["getSummary", "curl"]
    assert json.dumps(f"{daemon.url}/bench/api/benchmarks/latest/audit") in found["getAudit", "python"]


@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_the_page_fits_and_works_with_assistive_technology(browser, daemon, screen, theme):
    browser.look(SCREENS[screen], theme)
    browser.open(f"{daemon.url}/api?lang=python")
    assert browser.overflow() <= 0 and browser.violations() == [] and browser.console() == []
    browser.screenshot(f"api-{screen}-{theme}", whole=False)
