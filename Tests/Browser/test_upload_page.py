"""The page for uploads: what a person sends by hand, what it says of it, and what is left over."""

import json

import pytest
from browser import LOOKS, SCREENS
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.archives import archive
from Support.reports import CONFIG, MARKUP, REPORT, fixture_bytes, fixture_config, small
from Support.waiting import eventually

TOKEN, READER = "upload-token-of-rig-01", "read-token-of-ada-lovelace"
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
FAST = {**SLOW, "uploadThroughput": -1}


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look()
    yield
    browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", FAST)


@pytest.fixture
def daemon(start_daemon):
    return start_daemon("--rescan", "0")


@pytest.fixture
def guarded(start_daemon, tmp_path):
    """A daemon that takes uploads with a token only."""
    path = tmp_path / "tokens"
    path.write_text(f"rig-01:upload:{TOKEN}\nada:read:{READER}\n")
    path.chmod(0o600)
    return start_daemon("--rescan", "0", "--token-file", str(path), "--trusted-proxy", "192.0.2.1")


@pytest.fixture
def files(tmp_path):
    """Makes files to choose: by their names, as a text of their paths."""
    def make(**contents):
        return write({name.replace("__", "."): content for name, content in contents.items()})

    def write(contents):
        paths = []
        for name, content in contents.items():
            path = tmp_path / "outgoing" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            paths.append(str(path))
        return "\n".join(paths)
    make.named = write
    make.folder = tmp_path / "outgoing"
    return make


def open_page(browser, daemon, query=""):
    browser.open(f"{daemon.url}/upload{query}")
    browser.wait_until("document.querySelector('.chooser')")


def choose(browser, paths, directory=False):
    kind = "choose-directory" if directory else "choose-files"
    browser.driver.find_element(By.CSS_SELECTOR, f"[data-slot={kind}]").send_keys(paths)


def drop(browser, contents):
    """Drops files on the middle of the page, as the window of a file manager would."""
    browser.script("""
        const transfer = new DataTransfer();
        for (const [name, text] of arguments[0]) transfer.items.add(new File([text], name));
        for (const type of ["dragover", "drop"]) {
            document.querySelector("h1").dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
        }
    """, contents)


def send(browser):
    browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=send]").click()


def press(browser, name):
    browser.driver.find_element(By.XPATH, f"//li//button[text()='{name}']").click()


def wait_for(browser, state, count=1):
    browser.wait_until(f"document.querySelectorAll('.drop[data-state={state}]').length === {count}")


def drops(browser):
    return [element.text for element in browser.driver.find_elements(By.CSS_SELECTOR, ".drop")]


def status(browser):
    return browser.driver.find_element(By.CSS_SELECTOR, ".upload [role=status]").text


def spooled(daemon):
    return list((daemon.inbox / ".uploads").iterdir())


def refusals(browser):
    """What the console says besides the answers that the page itself shows."""
    return [line for line in browser.console() if "/api/upload - Failed to load resource: the server responded with a status of" not in line]


def test_one_pair_ends_on_the_page_of_its_run(browser, daemon, files):
    open_page(browser, daemon)
    browser.driver.find_element(By.ID, "source").send_keys("rig-07")
    browser.driver.find_element(By.ID, "label").send_keys("night 3")
    browser.driver.find_element(By.ID, "note").send_keys("first", Keys.ENTER, "second")
    choose(browser, files.named({REPORT: fixture_bytes("baseline"), CONFIG: fixture_config("baseline")}))
    assert drops(browser) == [f"{REPORT} 203 kB with {CONFIG} 2.261 kB\nRemove"]
    send(browser)
    browser.wait_until("location.pathname.startsWith('/benchmarks/')")

    run = daemon.only_run()
    assert browser.driver.current_url == daemon.url + run["link"]
    assert (run["source"], run["label"], run["note"]) == ("rig-07", "night 3", "first\nsecond")
    assert daemon.report(run["uuid"]) == fixture_bytes("baseline") and daemon.config(run["uuid"]) == fixture_config("baseline")
    assert browser.console() == [] and browser.foreign_requests(daemon.port) == set()

    # The rig is known the next time, in this window.
    open_page(browser, daemon)
    assert browser.driver.find_element(By.ID, "source").get_property("value") == "rig-07"
    open_page(browser, daemon, "?source=rig-09&label=x")
    assert browser.driver.find_element(By.ID, "source").get_property("value") == "rig-09"
    assert browser.driver.find_element(By.ID, "label").get_property("value") == "x"


def test_rig_and_label_are_in_the_address(browser, daemon):
    open_page(browser, daemon)
    browser.driver.find_element(By.ID, "source").send_keys("rig 7", Keys.TAB, "night", Keys.TAB)
    browser.wait_until("location.search === '?source=rig+7&label=night'")


def test_dropped_files_are_paired_shown_and_sent_one_after_the_other(browser, daemon):
    open_page(browser, daemon)
    texts = [(f"n{number}.json", small(f"n{number}").decode()) for number in range(3)]
    drop(browser, [*texts, ("n1.zip", "no zip"), ("lone.zip", "x"), ("read.me", "x")])
    browser.wait_until("document.querySelectorAll('.drop').length === 3")
    assert [text.splitlines()[0].split(" ")[0] for text in drops(browser)] == ["n0.json", "n1.json", "n2.json"]
    assert "with n1.zip" in drops(browser)[1] and "without a config archive" in drops(browser)[0]
    left = browser.driver.find_element(By.CSS_SELECTOR, ".drops-left").text
    assert "lone.zip: a config archive without its report" in left and "read.me: neither" in left
    assert status(browser) == "3 runs to upload." and daemon.runs() == []
    # What comes later finds its pair among what waits.
    drop(browser, [("n2_config.zip", "no zip either"), ("n3.json", small("n3").decode())])
    browser.wait_until("document.querySelectorAll('.drop').length === 4")
    assert "with n2_config.zip" in drops(browser)[2]

    press(browser, "Remove")
    browser.wait_until("document.querySelectorAll('.drop').length === 3")
    send(browser)
    wait_for(browser, "filed", 3)
    assert status(browser) == "3 of 3 filed."
    assert {run["facts"]["hostname"] for run in daemon.runs()} == {"n1", "n2", "n3"}
    links = browser.driver.find_elements(By.CSS_SELECTOR, ".drop a.button")
    assert {link.get_attribute("href") for link in links} == {daemon.url + run["link"] for run in daemon.runs()}
    assert browser.console() == []


def test_a_directory_is_sent_as_a_rig_would_send_it(browser, daemon, files):
    files.named({
        f"results/a/{REPORT}": small("a"), f"results/a/{CONFIG}": archive({"x.yaml": b"a: 1"}), f"results/b/{REPORT}": small("b"),
        "results/a/fio/run_1/result.json": b"{}"})
    open_page(browser, daemon)
    choose(browser, str(files.folder / "results"), directory=True)
    browser.wait_until("document.querySelectorAll('.drop').length === 2")
    assert f"results/a/{REPORT}" in drops(browser)[0] and f"with results/a/{CONFIG}" in drops(browser)[0]
    assert "a raw file of a results directory" in browser.driver.find_element(By.CSS_SELECTOR, ".drops-left").text
    send(browser)
    wait_for(browser, "filed", 2)
    assert sorted(run["has_config"] for run in daemon.runs()) == [False, True]


def test_progress_is_shown_and_a_cancelled_upload_leaves_nothing_and_is_sent_again(browser, daemon, files):
    report = small("slow") + b" " * 2_000_000
    open_page(browser, daemon)
    browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", SLOW)
    choose(browser, files(slow__json=report))
    send(browser)
    browser.wait_until(r"/ of 2 MB, .*B\/s, \d+ s left$/.test(document.querySelector('.drop-text').textContent)")
    browser.wait_until("document.querySelector('.drop progress').value > 0")
    eventually(lambda: spooled(daemon), "the upload to begin")
    press(browser, "Cancel")
    wait_for(browser, "cancelled")
    assert "The server keeps nothing of it." in drops(browser)[0]
    eventually(lambda: not spooled(daemon), "the spooled file to go")
    assert daemon.runs() == []
    assert browser.script("return document.activeElement.textContent") == "Try again"

    browser.driver.execute_cdp_cmd("Network.emulateNetworkConditions", FAST)
    press(browser, "Try again")
    browser.wait_until("location.pathname.startsWith('/benchmarks/')")
    assert daemon.report(daemon.only_run()["uuid"]) == report


def test_a_bad_report_is_refused_with_its_place_and_what_to_do(browser, daemon, files):
    open_page(browser, daemon)
    choose(browser, files(shape__json=b'{"data": {"fio-x": [1]}}', syntax__json=b'{"data": {"a": NaN}}', markup__json=json.dumps({"data": {MARKUP: 1}}).encode()))
    send(browser)
    wait_for(browser, "refused", 3)
    markup, shape, syntax = drops(browser)
    assert "/data/fio-x" in shape and "Expected\nan object" in shape and "Found\nan array" in shape and "Raw results of fio" in shape
    assert "Line\n1" in syntax and "Byte\n15" in syntax and "Found\nNaN" in syntax and "Copy it from the rig once more" in syntax
    assert "<img" in markup and browser.script("return document.querySelectorAll('.drop img').length") == 0
    assert all("{" not in text and '"type"' not in text for text in (shape, syntax)), "no raw JSON"
    assert status(browser) == "0 of 3 filed, 3 not filed." and daemon.runs() == []

    # The file is mended, and the same page sends it.
    browser.script("document.querySelectorAll('.drop')[0].querySelectorAll('button')[1].click()")
    choose(browser, files(mended__json=small("mended")))
    send(browser)
    wait_for(browser, "filed")
    assert len(daemon.runs()) == 1 and refusals(browser) == []


def test_duplicates_and_warnings_are_shown_before_one_goes_on(browser, daemon, files):
    open_page(browser, daemon)
    choose(browser, files(a__json=small("a"), a__zip=b"no zip"))
    send(browser)
    wait_for(browser, "filed")
    [text] = drops(browser)
    assert "One warning" in text and "not a zip" in text and "Make a zip" in text
    assert browser.script("return location.pathname") == "/upload"
    run = daemon.only_run()

    open_page(browser, daemon)
    choose(browser, files(a__json=small("a")))
    send(browser)
    wait_for(browser, "filed")
    assert "The same bytes were filed before" in drops(browser)[0]
    browser.driver.find_element(By.CSS_SELECTOR, ".drop a.button").send_keys(Keys.ENTER)
    browser.wait_until(f"location.pathname === '{run['link']}'")
    assert browser.console() == []


def test_what_is_too_large_is_said_before_it_is_sent(browser, start_daemon, files):
    daemon = start_daemon("--rescan", "0", "--max-report", "64KiB", "--max-config", "1KiB")
    open_page(browser, daemon)
    choose(browser, files(big__json=b" " * 70_000, small__json=small("s"), small__zip=b"x" * 2_000))
    [big, fitting] = drops(browser)
    assert "larger than 65.54 kB" in big and "--max-report" in big
    assert "larger than 1.024 kB" in fitting and "goes without it" in fitting
    send(browser)
    wait_for(browser, "filed")
    browser.wait_until("document.querySelectorAll('.drop[data-state=impossible]').length === 1")
    assert daemon.web.get("/metrics").body.decode().count('route="/api/upload",method="POST",status="413"') == 0
    assert not daemon.only_run()["has_config"] and browser.console() == []


def test_200_megabytes_are_sent_without_being_read_into_the_page(browser, start_daemon, files):
    daemon = start_daemon("--rescan", "0", "--max-report", "300MiB")
    path = files(large__json=b"")
    with open(path, "wb") as file:
        file.write(small("large"))
        file.truncate(200_000_000)
    with open(path, "r+b") as file:
        for start in range(len(small("large")), 200_000_000, 1 << 20):
            file.seek(start)
            file.write(b" " * min(1 << 20, 200_000_000 - start))
    open_page(browser, daemon)
    choose(browser, path)
    assert "200 MB" in drops(browser)[0]
    before = browser.script("return performance.memory.usedJSHeapSize")
    send(browser)
    browser.wait_until("document.querySelector('.drop-text')?.textContent || location.pathname !== '/upload'")
    assert browser.script("return performance.memory.usedJSHeapSize") - before < 20_000_000
    browser.wait_until("location.pathname.startsWith('/benchmarks/')", timeout=600)
    assert daemon.only_run()["bytes"] == 200_000_000


def test_a_server_that_is_gone_loses_nothing(browser, daemon, files):
    open_page(browser, daemon)
    choose(browser, files(a__json=small("a")))
    daemon.stop()
    send(browser)
    wait_for(browser, "unreachable")
    assert "does not answer" in drops(browser)[0]
    assert [button.text for button in browser.driver.find_elements(By.CSS_SELECTOR, ".drop button")] == ["Try again", "Remove"]


def enter_token(browser, token):
    browser.driver.switch_to.active_element.send_keys(token, Keys.ENTER)


def test_a_token_is_asked_for_kept_and_asked_for_again_when_it_is_wrong(browser, guarded, files):
    open_page(browser, guarded)
    browser.script("sessionStorage.clear()")
    open_page(browser, guarded)
    panel = browser.driver.find_element(By.CSS_SELECTOR, ".token")
    assert "This server is started with --trusted-proxy, so an upload needs a token" in panel.text
    choose(browser, files(a__json=small("a")))
    send(browser)
    assert browser.script("return document.activeElement.id") == "upload-token"
    enter_token(browser, "a-wrong-token-of-nobody")
    wait_for(browser, "refused")
    browser.wait_until("document.querySelector('.token [role=alert]')")
    assert "not known here" in panel.text and guarded.runs() == []
    enter_token(browser, READER)
    browser.wait_until("document.querySelector('.token [role=alert]')?.textContent.includes('does not allow uploads')")
    enter_token(browser, TOKEN)
    browser.wait_until("location.pathname.startsWith('/benchmarks/')")
    run = guarded.only_run()
    assert guarded.web.json(f"/api/benchmarks/{run['uuid']}/receipt")["uploaded_by"] == "rig-01"

    browser.forget()
    open_page(browser, guarded)
    panel = browser.driver.find_element(By.CSS_SELECTOR, ".token")
    assert "kept for this session" in panel.text and TOKEN not in browser.script("return document.documentElement.outerHTML")
    choose(browser, files(b__json=small("b")))
    send(browser)
    browser.wait_until("location.pathname.startsWith('/benchmarks/')")
    assert len(guarded.runs()) == 2 and browser.console() == []


def test_where_uploads_are_closed_the_page_says_why(browser, start_daemon):
    daemon = start_daemon("--rescan", "0", "--trusted-proxy", "192.0.2.1")
    browser.open(f"{daemon.url}/upload")
    text = browser.driver.find_element(By.TAG_NAME, "main").text
    assert "Uploads are closed here" in text and "started with --trusted-proxy" in text
    assert "--token-file" in text and "--open-uploads" in text and f"{daemon.inbox}/rig-01/" in text
    assert browser.driver.find_elements(By.TAG_NAME, "form") == [] and browser.console() == []
    assert browser.violations() == []


def test_without_scripts_the_form_ends_on_a_page(browser, daemon, files):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        for content, expected in ((small("a"), "/benchmarks/"), (b'{"data": []}', "not a benchmark report")):
            browser.driver.get(f"{daemon.url}/upload")
            browser.driver.find_element(By.ID, "file").send_keys(files(x__json=content))
            browser.driver.find_element(By.ID, "source").send_keys("rig-05")
            browser.driver.find_element(By.CSS_SELECTOR, "[data-slot=send]").click()
            browser.wait_until(f"(location.pathname + document.querySelector('h1')?.textContent).includes('{expected}')")
            assert browser.driver.find_element(By.CSS_SELECTOR, "header.site nav")
        # The refused one: back to the form.
        browser.driver.find_element(By.CSS_SELECTOR, "main a[href='/upload']").click()
        browser.wait_until("document.querySelector('h1')?.textContent === 'Upload'")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert daemon.only_run()["source"] == "rig-05"


def test_the_keyboard_is_enough(browser, daemon, files):
    open_page(browser, daemon)
    stops = []
    for _ in range(30):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        stops.append(browser.script("const at = document.activeElement; return at.id || at.textContent.trim().slice(0, 40)"))
    order = [stops.index(name) for name in ("Choose files", "Choose a directory", "source", "label", "note")]
    assert order == sorted(order)
    # The system's dialog is no part of the page; what it gives is.
    choose(browser, files(a__json=small("a")))
    browser.wait_until("document.activeElement.textContent === 'Upload'")
    browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
    browser.wait_until("location.pathname.startsWith('/benchmarks/')")


@pytest.mark.parametrize(("screen", "theme"), LOOKS)
def test_the_page_fits_and_works_with_assistive_technology(browser, guarded, files, screen, theme):
    browser.look(SCREENS[screen], theme)
    open_page(browser, guarded)
    browser.script("sessionStorage.clear()")
    open_page(browser, guarded)
    assert browser.violations() == [] and browser.overflow() <= 0
    browser.driver.find_element(By.ID, "upload-token").send_keys(TOKEN, Keys.ENTER)
    name = "a-long-name-" * 12
    choose(browser, files.named({
        f"{name}.json": small("long"), "bad.json": b'{"data": {"fio-x": [1]}}', "warned.json": small("w"), "warned.zip": b"no zip", "odd.txt": b"x"}))
    send(browser)
    wait_for(browser, "filed", 2)
    wait_for(browser, "refused")
    browser.screenshot(f"upload-{screen}-{theme}")
    assert browser.violations() == [] and browser.overflow() <= 0 and refusals(browser) == []
