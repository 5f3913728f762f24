"""The config archive on the page of a run: its tree, its members in place, and what is said of both."""

import io
import re
import zipfile

import pytest
from browser import DESKTOP, PHONE
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from Support.archives import BAD_ARCHIVES, GOOD_ARCHIVES, archive
from Support.daemon import Daemon
from Support.paths import CASES
from Support.reports import MARKUP, fixture_config, small
from Support.web import FORM_TYPE, form

SCREENS = {"desktop": DESKTOP, "phone": PHONE}
ENTRY = "vars/filesystems.yaml"
SECRET = "hunter2-correct-horse"
ODD = {
    f"{MARKUP}/{MARKUP}.yaml": f"{MARKUP}: '{MARKUP}'\n".encode(),
    "a b/100%?#&.txt": b"odd name\n",
    "bin/tool": b"\x7fELF" + bytes(3000),
    "bin/big.dat": b"\x00\x01" * 1_550_000,
    "empty.txt": b"",
    "large.log": b"".join(b"line %06d\n" % number for number in range(150_000)),
    **{f"roles/role_{number:02}/tasks/main.yaml": b"- name: x\n" for number in range(20)},
    "group_vars/all.yaml": f"user: bench\nansible_password: {SECRET}\nport: 22\n".encode(),
}
DECEPTIVE = "img/\u202egnp.exe"

SECRETS = (1, 6, 30)


def with_secrets(count):
    lines = "".join(f"service_{number}_password: {SECRET}\n" for number in range(count))
    return archive({"group_vars/production/credentials.yaml": lines.encode()})


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("archives")).start()
    configs = {
        "minute-baseline": fixture_config("minute-baseline"), "odd": archive(ODD),
        "encrypted": GOOD_ARCHIVES["encrypted"], "rejected": BAD_ARCHIVES["a way up"][0],
        "carriage returns": archive({"mac.ini": f"[all]\rname\r\nport = 22\rx\nadmin_password = {SECRET}\n".encode()}),
        "links": (CASES / "f06-symlink.zip").read_bytes(),
        "deceptive": archive({DECEPTIVE: f"a_password: {SECRET}\n".encode(), "\u2067dir/x": b"x\n"}),
        **{f"{count} secrets": with_secrets(count) for count in SECRETS}}
    daemon.pages = {name: upload(daemon, name, config) for name, config in configs.items()}
    yield daemon
    daemon.stop()


def upload(daemon, name, config):
    parts = [("source", None, name.encode()), ("file", "report.json", small(name)), ("config_file", "config.zip", config)]
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return daemon.url + answer.json()["link"]


@pytest.fixture(autouse=True)
def plain_look(browser):
    browser.look()


def text_of(name, entry):
    return zipfile.ZipFile(io.BytesIO(fixture_config(name))).read(entry).decode()


def element(browser, selector):
    return browser.driver.find_element(By.CSS_SELECTOR, selector)


def open_entry(browser, page, entry, query=""):
    browser.open("about:blank").open(f"{page}#config/{entry}{query}")
    browser.wait_until("document.querySelector('.entry-view .line, .entry-view [role=status] p:not(.entry-state)')"
                       " || /nothing to show|empty/.test(document.querySelector('.entry-state')?.textContent)")


def shown_text(browser):
    return browser.script("return [...document.querySelectorAll('.line-text')].map((line) => line.textContent).join('')")


def test_an_entry_is_opened_from_the_tree_by_keyboard(browser, daemon):
    browser.open(daemon.pages["minute-baseline"])
    browser.wait_until("document.documentElement.dataset.ready === 'true'")
    drawer = browser.script("return document.querySelector('[data-slot=archive]').closest('details').querySelector('summary')")
    drawer.send_keys(Keys.ENTER)
    browser.wait_until("document.querySelector('.tree a')")
    names = browser.script("return [...document.querySelectorAll('.tree a')].map((link) => link.textContent)")
    assert names == ["container_workloads.yaml", "default_monitoring.yaml", "filesystems.yaml", "paths.yaml"]
    folder = element(browser, ".tree summary")
    assert folder.text.startswith("vars/ 4 files, 3.32 kB")
    folder.send_keys(Keys.ENTER)
    assert not element(browser, ".tree a").is_displayed()
    folder.send_keys(Keys.ENTER)

    link = browser.driver.find_element(By.LINK_TEXT, "filesystems.yaml")
    link.send_keys(Keys.ENTER)
    browser.wait_until("document.querySelector('.line')")
    assert browser.script("return document.activeElement.textContent") == ENTRY
    assert shown_text(browser) == text_of("minute-baseline", ENTRY)
    numbers = browser.script("return [...document.querySelectorAll('.line-number')].map((link) => link.dataset.number)")
    assert numbers == [str(number + 1) for number in range(len(text_of("minute-baseline", ENTRY).splitlines()))]
    assert link.get_attribute("aria-current") == "true"

    element(browser, "[aria-label='Close the member']").send_keys(Keys.ENTER)
    assert not element(browser, ".entry-view").is_displayed()
    assert browser.driver.switch_to.active_element == link
    browser.driver.back()
    browser.wait_until("document.querySelector('.line')")
    assert browser.console() == [] and browser.foreign_requests(daemon.port) == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_yaml_has_colours(browser, daemon, theme):
    browser.look(theme=theme)
    open_entry(browser, daemon.pages["minute-baseline"], ENTRY)

    coloured = browser.script("""
        const texts = (kind) => [...document.querySelectorAll(`.code-${kind}`)].map((piece) => piece.textContent);
        return { keys: texts("key"), comments: texts("comment"), templates: texts("template"), constants: texts("constant") };
    """)
    assert coloured["keys"][:3] == ["filesystems", "name", "result_dir"]
    assert coloured["comments"] and all(comment.startswith("#") for comment in coloured["comments"])
    assert "{{ partition }}" in coloured["templates"] and "true" in coloured["constants"]
    colours = browser.script("""
        const kinds = [".line-text", ".code-key", ".code-string", ".code-comment", ".code-template", ".code-constant"];
        return kinds.map((kind) => getComputedStyle(document.querySelector(kind)).color);
    """)
    assert len(set(colours)) == len(colours)


def test_a_symbolic_link_shows_where_it_leads(browser, daemon):
    browser.open(daemon.pages["links"])
    browser.script("document.querySelector('[data-slot=archive]').closest('details').open = true")
    browser.wait_until("document.querySelector('.tree a')")
    rows = browser.script("return [...document.querySelectorAll('.tree-name')].map((row) => row.textContent)")
    assert "current.yml links to inventory/prod/group_vars/all.yml" in rows


def test_a_link_leads_to_a_line(browser, daemon):
    open_entry(browser, daemon.pages["minute-baseline"], ENTRY, "?line=41")
    assert element(browser, ".is-target .line-number").get_attribute("aria-label") == "Line 41"
    assert "opts: noatime" in element(browser, ".line.is-target").text
    assert is_target_in_view(browser)

    element(browser, ".line-field input").send_keys("2", Keys.ENTER)
    browser.wait_until("location.hash === '#config/vars/filesystems.yaml?line=2'")
    browser.wait_until("document.querySelector('.is-target [data-number=\"2\"]')")
    assert is_target_in_view(browser)
    element(browser, ".line-number[data-number='11']").click()
    browser.wait_until("document.querySelector('.is-target [data-number=\"11\"]')")
    assert len(browser.driver.find_elements(By.CSS_SELECTOR, ".is-target")) == 1


def is_target_in_view(browser):
    """Whether neither the window nor the frame of the text cuts it off."""
    return browser.script("""
        const [line, frame] = [".is-target", ".source"].map((part) => document.querySelector(part).getBoundingClientRect());
        return line.top >= Math.max(0, frame.top) && line.bottom <= Math.min(innerHeight, frame.bottom);
    """)


def test_an_entry_is_copied_wrapped_and_downloaded(browser, daemon):
    open_entry(browser, daemon.pages["minute-baseline"], "vars/container_workloads.yaml")
    browser.driver.execute_cdp_cmd("Browser.grantPermissions", {
        "origin": daemon.url, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
    buttons = {button.text: button for button in browser.driver.find_elements(By.CSS_SELECTOR, ".entry-head .button")}
    buttons["Copy"].send_keys(Keys.ENTER)
    browser.wait_until("[...document.querySelectorAll('.entry-head .button')].some((button) => button.textContent === 'Copied')")
    copied = browser.driver.execute_async_script("navigator.clipboard.readText().then(arguments[0], arguments[0])")
    assert copied == text_of("minute-baseline", "vars/container_workloads.yaml")

    is_wide = "const { scrollWidth, clientWidth } = document.querySelector('.source'); return scrollWidth > clientWidth"
    assert browser.script(is_wide)
    buttons["Wrap lines"].send_keys(Keys.SPACE)
    assert not browser.script(is_wide) and buttons["Wrap lines"].get_attribute("aria-pressed") == "true"
    path = buttons["Download"].get_attribute("href").removeprefix(daemon.url)
    assert daemon.web.get(path).body.decode() == copied


@pytest.mark.parametrize("screen", SCREENS)
def test_the_tree_has_sizes_and_dates_and_an_open_entry_its_own(browser, daemon, screen):
    browser.look(SCREENS[screen])
    browser.open(daemon.pages["odd"])
    browser.script("document.querySelector('[data-slot=archive]').closest('details').open = true")
    browser.wait_until("document.querySelector('.tree a')")
    tree = rows_of_tree(browser)
    assert len(tree) == len(ODD)
    assert tree["tool"] == ["3.004 kB", "2026-11-23 18:55:02"] and tree["large.log"] == ["1.8 MB", "2026-11-23 18:55:02"]

    open_entry(browser, daemon.pages["odd"], "group_vars/all.yaml")
    assert rows_of_tree(browser)["large.log"] == ["1.8 MB", {"desktop": "2026-11-23", "phone": None}[screen]]
    assert element(browser, ".entry-head .muted").text == "61 B, 3 lines, YAML, 2026-11-23 18:55:02"


def rows_of_tree(browser):
    """{name: [size, date]}, as they are to be seen."""
    rows = browser.script("""
        const seen = (part) => part.checkVisibility() ? part.innerText : null;
        const part = (row, name) => seen(row.querySelector(name));
        return [...document.querySelectorAll(".tree-file")].map((row) =>
            [part(row, "a"), part(row, ".tree-size"), part(row, ".tree-time"), row.querySelector("a").dataset.index]);
    """)
    names = list(ODD)
    return {name if name != "main.yaml" else names[int(index)]: [size, time] for name, size, time, index in rows}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_shadow_says_where_the_tree_goes_on(browser, daemon, screen, theme):
    browser.look(SCREENS[screen], theme)
    open_entry(browser, daemon.pages["odd"], "group_vars/all.yaml")
    browser.script("""
        const frame = document.querySelector(".archive-tree");
        frame.style.maxHeight = "200px";
        frame.scrollIntoView({ block: "center" });
        document.activeElement.blur();
    """)

    for scroll, has_more in (("0", (False, True)), ("frame.scrollHeight / 2", (True, True)), ("frame.scrollHeight", (True, False))):
        browser.script(f"const frame = document.querySelector('.archive-tree'); frame.scrollTop = {scroll}")
        left, top, height = browser.script("""
            const frame = document.querySelector(".archive-tree");
            const { left, top } = frame.getBoundingClientRect();
            return [Math.ceil(left) + frame.clientLeft, Math.ceil(top) + frame.clientTop, frame.clientHeight - 1];
        """)
        column = browser.colours(left + 1, top, 1, height)
        # A row may be shaded as a whole; a shadow grows darker towards the edge.
        assert (column[0] != column[5], column[-1] != column[-6]) == has_more, scroll


def test_on_a_phone_the_tools_of_an_entry_stand_in_a_row_and_can_be_hit(browser, daemon):
    browser.look(PHONE)
    open_entry(browser, daemon.pages["minute-baseline"], ENTRY)

    places = browser.script("""
        const places = (selector) => [...document.querySelectorAll(selector)].filter((part) => part.checkVisibility()).map((part) => {
            const { left, top, width, height } = part.getBoundingClientRect();
            return { name: part.textContent, left, top, width, height };
        });
        return { tools: places(".entry-head .actions > *"), title: places("#entry-title"), close: places("[aria-label='Close the member']"),
                 targets: places(".entry-head .button, .line-field input, .tree a, .tree summary, .archive-head .button, .drawers > .more > summary") };
    """)
    assert len({round(tool["top"] + tool["height"] / 2) for tool in places["tools"]}) == 1 and len(places["tools"]) == 4
    assert places["close"][0]["top"] < places["tools"][0]["top"]
    assert {target["name"]: target for target in places["targets"] if target["height"] < 24 or target["width"] < 24} == {}


def test_markup_in_names_and_texts_stays_text(browser, daemon):
    browser.open(daemon.pages["odd"])
    browser.script("document.querySelector('[data-slot=archive]').closest('details').open = true")
    browser.wait_until("document.querySelector('.tree a')")
    browser.driver.find_element(By.LINK_TEXT, f"{MARKUP}.yaml").click()
    browser.wait_until("document.querySelector('.line')")
    assert shown_text(browser) == ODD[f"{MARKUP}/{MARKUP}.yaml"].decode()
    assert browser.script("return document.querySelectorAll('main img').length") == 0

    browser.driver.find_element(By.LINK_TEXT, "100%?#&.txt").click()
    browser.wait_until("document.querySelector('.line-text')?.textContent === 'odd name\\n'")
    browser.driver.refresh()
    browser.wait_until("document.querySelector('.line-text')?.textContent === 'odd name\\n'")
    assert browser.console() == []


def test_what_turns_the_direction_of_writing_is_seen_in_names(browser, daemon):
    open_entry(browser, daemon.pages["deceptive"], DECEPTIVE)
    assert element(browser, ".tree [aria-current]").text == "U+202Egnp.exe"
    assert element(browser, "#entry-title").text == "img/U+202Egnp.exe"
    assert [drawer.text.split()[0] for drawer in browser.driver.find_elements(By.CSS_SELECTOR, ".tree summary")] == [
        "img/", "U+2067dir/"]
    assert element(browser, ".source").get_attribute("aria-label") == "Text of img/U+202Egnp.exe"
    element(browser, "details.findings > summary").click()
    warning = element(browser, "details.findings").text
    assert warning.count("img/U+202Egnp.exe") == 2
    shown = "return document.querySelector('main').textContent"
    assert not {"\u202e", "\u2067"} & set(browser.script(shown))

    browser.script("location.hash = '#config/not/\u202ethere'")
    browser.wait_until("document.querySelector('.entry-missing')")
    assert "no member “not/U+202Ethere”" in element(browser, ".entry-missing").text
    assert not {"\u202e", "\u2067"} & set(browser.script(shown))
    assert browser.console() == []


def test_what_cannot_be_shown_says_why(browser, daemon):
    open_entry(browser, daemon.pages["odd"], "bin/tool")
    assert "an ELF program" in element(browser, ".entry-view").text
    open_entry(browser, daemon.pages["odd"], "empty.txt")
    assert "The member is empty." in element(browser, ".entry-view").text
    assert browser.console() == []

    browser.open("about:blank").open(f"{daemon.pages['odd']}#config/not/there")
    browser.wait_until("document.querySelector('.entry-missing')")
    assert "no member “not/there”" in element(browser, ".entry-missing").text

    open_entry(browser, daemon.pages["encrypted"], "secret.yaml")
    assert "encrypted" in element(browser, ".tree .tag").text
    assert "encrypted" in element(browser, ".entry-view [role=status]").text
    assert browser.script("return [...document.querySelectorAll('.entry-view button')].map((button) => button.textContent)") == [
        "Close", "Try again"]


def test_a_large_entry_is_cut_and_shown_in_parts(browser, daemon):
    open_entry(browser, daemon.pages["odd"], "large.log", "?line=50000")

    facts = element(browser, ".entry-head .muted").text
    assert facts.startswith("1.8 MB, Text,") and "lines" not in facts
    assert element(browser, ".is-target .line-text").text == "line 049999"
    assert browser.script("return document.querySelectorAll('.line').length") == 2000
    before = browser.script("return document.querySelector('.line-number').dataset.number")
    element(browser, ".source-more button").send_keys(Keys.ENTER)
    assert browser.script("return document.querySelector('.line-number').dataset.number") == str(int(before) - 2000)


@pytest.mark.parametrize(("entry", "said"), [
    ("large.log", "Only the first 1 MiB of 1.8 MB is shown. The whole member is in the archive."),
    ("bin/big.dat", "Not text, 3.1 MB: nothing to show here, and too large to download by itself. The whole member is in the archive.")])
def test_what_is_served_only_in_part_is_downloaded_with_the_archive(browser, daemon, entry, said):
    open_entry(browser, daemon.pages["odd"], entry)

    notice = element(browser, ".entry-view [role=status] p")
    assert notice.text == said
    downloads = browser.driver.find_elements(By.CSS_SELECTOR, ".entry-view [download]")
    assert {link.text for link in downloads} == {"the archive", "Download the archive"}
    whole = f"/api{daemon.pages['odd'].removeprefix(daemon.url)}/config"
    assert {link.get_attribute("href") for link in downloads} == {daemon.url + whole}
    assert daemon.web.get(whole).body == archive(ODD)


def test_a_secret_is_pointed_out_and_never_told(browser, daemon):
    html = daemon.web.get(daemon.pages["odd"].removeprefix(daemon.url)).body.decode()
    assert SECRET not in html
    browser.open(daemon.pages["odd"])
    warning = element(browser, "details.findings")
    warning.find_element(By.TAG_NAME, "summary").click()
    assert "group_vars/all.yaml, line 2" in warning.text and "ansible_password" in warning.text
    warning.find_element(By.TAG_NAME, "a").send_keys(Keys.ENTER)
    browser.wait_until("document.querySelector('.is-target.is-marked [data-number=\"2\"]')")


def test_a_secret_is_on_its_line_whatever_ends_the_lines(browser, daemon):
    browser.open(daemon.pages["carriage returns"])
    element(browser, "details.findings > summary").click()
    element(browser, "details.findings a").send_keys(Keys.ENTER)
    browser.wait_until("document.querySelector('.is-target.is-marked')")

    assert element(browser, ".is-target").text.startswith("admin_password")
    assert element(browser, ".is-target .line-number").get_attribute("data-number") == "3"


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("count", "heading", "at_once"), [
    (1, "1 secret in the config archive", 1), (6, "6 secrets in the config archive", 6), (30, "30 secrets in the config archive", 20)])
def test_secrets_are_one_line_that_opens(browser, daemon, screen, count, heading, at_once):
    browser.look(SCREENS[screen])
    browser.open(daemon.pages[f"{count} secrets"])
    line = element(browser, "details.findings > summary")
    assert line.text == heading and seen_secrets(browser) == []
    assert element(browser, "details.findings").size["height"] < 64

    line.send_keys(Keys.ENTER)
    assert seen_secrets(browser) == list(range(at_once))
    more = browser.driver.find_elements(By.CSS_SELECTOR, "details.findings > p")
    assert [text.text for text in more] == ([f"{count - at_once} more are in the listing of the archive."] if count > at_once else [])
    assert browser.overflow() <= 0


def seen_secrets(browser):
    """The numbers of the findings that neither a closed drawer nor a frame hides."""
    return browser.script("""
        const isSeen = (item) => {
            const [inner, outer] = [item, item.closest("details")].map((part) => part.getBoundingClientRect());
            const list = item.parentElement;
            return item.checkVisibility() && inner.bottom <= outer.bottom && list.scrollHeight <= list.clientHeight;
        };
        const number = (item) => Number(/service_(\\d+)_password/.exec(item.textContent)[1]);
        return [...document.querySelectorAll("details.findings li")].filter(isSeen).map(number);
    """)


def test_a_rejected_config_is_said_on_the_page(browser, daemon):
    browser.open(daemon.pages["rejected"])

    assert "vars/../../etc/passwd" in element(browser, ".notice-warning").text


def test_without_scripts_every_entry_is_a_link(daemon):
    page = daemon.web.get(daemon.pages["minute-baseline"].removeprefix(daemon.url)).body.decode()
    path = f"/api{daemon.pages['minute-baseline'].removeprefix(daemon.url)}/config/files/{ENTRY}"

    assert f'href="{path}"' in page
    answer = daemon.web.get(path)
    assert answer.header("Content-Type") == "text/plain; charset=utf-8"
    assert answer.body.decode() == text_of("minute-baseline", ENTRY)


def test_without_scripts_it_is_said_which_links_lead_to_a_part(daemon):
    page = daemon.web.get(daemon.pages["odd"].removeprefix(daemon.url)).body.decode()
    rows = re.findall(r'<tr><th scope="row">.*', page)

    assert len(rows) == len(ODD)
    assert {entry for entry, row in zip(ODD, rows, strict=True) if "first 1 MiB only" in row} == {"large.log", "bin/big.dat"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_screenshots_are_kept(browser, daemon, theme):
    for name, screen in SCREENS.items():
        browser.look(screen, theme)
        open_entry(browser, daemon.pages["odd"], "group_vars/all.yaml", "?line=2")
        assert browser.overflow() <= 0
        browser.screenshot(f"archive-{name}-{theme}")
    assert browser.console() == []
