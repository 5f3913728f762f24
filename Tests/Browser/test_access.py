"""What pages of other sites can do to benchd through a reader's browser, and the login of a closed installation."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from browser import DESKTOP, PHONE, Browser
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.reports import REPORT, small
from Support.web import FORM_TYPE, form

READ, UPLOAD = "read-token-of-ada-lovelace", "upload-token-of-rig-01"


class Page(BaseHTTPRequestHandler):
    """An empty page of another site."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><title>another site</title><body></body>")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def other_site():
    """The port of another site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def rebound():
    """A browser for which the names of another site lead to this machine."""
    browser = Browser("--host-resolver-rules=MAP *.example 127.0.0.1")
    yield browser
    browser.quit()


@pytest.fixture
def filled(start_daemon):
    daemon = start_daemon("--rescan", "0")
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", REPORT, small("a"))))
    assert answer.status == 200
    return daemon


SEND = """
const [url, mode, done] = arguments;
const body = new FormData();
body.append("file", new Blob(['{"data": {"evil": {"ext4": {}}}}']), "aggregated_report.json");
fetch(url, { method: "POST", mode, body, credentials: "include" })
    .then(async (answer) => done(`${answer.type} ${answer.status} ${await answer.text()}`), (error) => done(`${error}`));
"""
READ_PAGE = """
const [url, done] = arguments;
fetch(url).then(async (answer) => done([answer.status, await answer.text()]), (error) => done([0, `${error}`]));
"""


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1"])
@pytest.mark.parametrize("mode", ["no-cors", "cors"])
def test_a_page_of_another_site_cannot_upload_by_a_script(rebound, filled, other_site, host, mode):
    rebound.open(f"http://{host}:{other_site}/")
    answer = rebound.driver.execute_async_script(SEND, f"{filled.url}/api/upload", mode)

    # Not even an opaque answer (Cross-Origin-Resource-Policy), though the request came and was refused.
    assert "Failed to fetch" in answer, answer
    assert 'benchd_http_requests_total{route="/api/upload",method="POST",status="403"} 1' in filled.web.get("/metrics").body.decode()
    assert len(filled.runs()) == 1


def test_the_same_script_on_the_own_page_uploads(rebound, filled):
    """Without this the tests above would prove nothing. Its policy lets a page of benchd reach benchd."""
    rebound.open(f"{filled.url}/")
    answer = rebound.driver.execute_async_script(SEND, f"{filled.url}/api/upload", "cors")

    assert answer.startswith("basic 200"), answer
    assert len(filled.runs()) == 2


def test_a_page_of_another_site_cannot_upload_by_a_form(rebound, filled, other_site):
    rebound.open(f"http://evil.example:{other_site}/")
    rebound.script("""
        const form = Object.assign(document.createElement("form"), { method: "post", enctype: "multipart/form-data", action: arguments[0] });
        const input = Object.assign(document.createElement("textarea"), { name: "file", value: '{"data": {"evil": {"ext4": {}}}}' });
        form.append(input);
        document.body.append(form);
        form.submit();
    """, f"{filled.url}/api/upload")
    rebound.wait_until("document.body?.textContent.includes('may not upload')")

    assert len(filled.runs()) == 1


def test_a_name_that_is_rebound_reads_nothing(rebound, filled):
    """The browser takes the page for one of evil.example, whose scripts may read all that its host answers."""
    origin = f"http://evil.example:{filled.port}"
    rebound.open(f"{origin}/")
    assert "--allowed-hosts" in rebound.driver.find_element(By.TAG_NAME, "body").text
    for path in ["/", "/api/benchmarks", "/api/benchmarks/latest", "/api/export", "/healthz", "/inbox"]:
        status, text = rebound.driver.execute_async_script(READ_PAGE, path)
        assert status == 421 and "benchmarks" not in text.replace("/api/benchmarks", ""), path
    answer = rebound.driver.execute_async_script(SEND, "/api/upload", "same-origin")
    assert answer.startswith("basic 421"), answer
    assert len(filled.runs()) == 1


def test_a_page_of_another_site_cannot_embed_or_read_an_answer(rebound, filled, other_site):
    rebound.open(f"http://evil.example:{other_site}/")
    outcome = rebound.driver.execute_async_script("""
        const [url, done] = arguments;
        const image = new Image();
        image.onload = () => done("shown");
        image.onerror = () => done("refused");
        image.src = url;
    """, f"{filled.url}/favicon.ico")
    assert outcome == "refused"


@pytest.fixture
def closed(start_daemon, tmp_path):
    path = tmp_path / "tokens"
    path.write_text(f"ada:read:{READ}\nrig-01:upload:{UPLOAD}\n")
    path.chmod(0o600)
    return start_daemon("--rescan", "0", "--read-token-file", str(path))


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look()
    browser.driver.delete_all_cookies()


def enter(browser, token):
    """Types a token with the keyboard alone: the field has the focus."""
    browser.driver.switch_to.active_element.send_keys(token, Keys.ENTER)


def test_a_reader_logs_in_by_keyboard_and_out_again(browser, closed):
    browser.open(f"{closed.url}/inbox?from=0")
    assert browser.driver.title.startswith("Log in")
    assert browser.driver.find_element(By.CSS_SELECTOR, "label[for=token]").text == "Token"
    enter(browser, "a-wrong-token-of-nobody")
    browser.wait_until("document.querySelector('[role=alert]')")
    assert browser.script("return document.getElementById('token').getAttribute('aria-invalid')") == "true"
    enter(browser, READ)
    browser.wait_until("location.pathname === '/inbox'")
    assert browser.driver.current_url.endswith("/inbox?from=0")
    assert browser.script("return document.cookie") == ""
    [cookie] = browser.driver.get_cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["secure"]) == (True, "Lax", False)

    browser.driver.find_element(By.XPATH, "//button[text()='Log out']").click()
    browser.wait_until("location.pathname === '/login'")
    browser.open(f"{closed.url}/")
    assert browser.driver.title.startswith("Log in")


def test_a_link_of_another_site_leads_a_reader_to_the_run(browser, closed, other_site):
    browser.open(f"{closed.url}/")
    enter(browser, READ)
    browser.wait_until("document.title.startsWith('Runs')")
    browser.open(f"http://localhost:{other_site}/")
    browser.script("const link = document.createElement('a'); link.href = arguments[0]; document.body.append(link); link.click();", f"{closed.url}/inbox")
    browser.wait_until("document.title.startsWith('Inbox')")


def test_a_script_gets_no_dialog_of_the_browser(browser, closed):
    browser.open(f"{closed.url}/login")
    status, text = browser.driver.execute_async_script(READ_PAGE, "/api/benchmarks")
    assert status == 401 and "token-required" in text


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_login_fits_the_screen(browser, closed, screen, theme):
    browser.look(screen, theme)
    browser.open(f"{closed.url}/login?next=/inbox")
    enter(browser, "a-wrong-token-of-nobody")
    browser.wait_until("document.querySelector('[role=alert]')")
    name = "phone" if screen is PHONE else "desktop"
    browser.screenshot(f"login-{name}-{theme}")
    assert browser.overflow() <= 0
    enter(browser, READ)
    browser.wait_until("document.title.startsWith('Inbox')")
    browser.screenshot(f"closed-{name}-{theme}", whole=False)
    assert browser.overflow() <= 0
    broken = browser.script("""
        return [...document.querySelectorAll("header.site a, header.site button")]
            .filter((element) => element.getClientRects().length > 1 || element.offsetHeight > 48).map((element) => element.textContent);
    """)
    assert broken == []
