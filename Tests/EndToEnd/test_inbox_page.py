"""What /api/inbox and the page /inbox tell of drops on their way, filed and rejected."""

import html
import os
import re
import subprocess

import pytest

from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

BAD = b'{"data": []}'
ODD_NAMES = [
    b"plain.json", b"two words.json", b"it's $HOME `id` \"q\".json", b"new\nline.json", b"not \xff utf-8.json",
    b"-rf.json", "ünïcode 🚀.json".encode(), b"<img src=x onerror=alert(1)>.json", b"back\\slash.json",
]


@pytest.fixture
def slow_daemon(start_daemon):
    """Keeps everything waiting."""
    return start_daemon("--rescan", "0", "--settle", "50ms", "--settle-truncated", "1h", "--pair-wait", "1h")


@pytest.fixture
def quick_daemon(start_daemon):
    return start_daemon("--rescan", "0", "--settle", "50ms", "--pair-wait", "50ms")


def stages(daemon):
    return {item["path"]: item["stage"] for item in daemon.web.json("/api/inbox")["items"]}


def page(daemon):
    answer = daemon.web.get("/inbox", Accept="text/html")
    assert answer.status == 200 and answer.header("Content-Type") == "text/html; charset=utf-8"
    return html.unescape(answer.body.decode())


def rejected(daemon, count=1):
    """Waits until the API lists so many rejected drops."""
    return eventually(
        lambda: len(drops := daemon.web.json("/api/inbox")["rejected"]) == count and drops, f"{count} rejected drops")


def retry_commands(daemon):
    return re.findall(r"mv -T -- .*?(?=</code>)", page(daemon), re.DOTALL)


def test_an_empty_inbox(quick_daemon):
    assert quick_daemon.web.json("/api/inbox") == {
        "items": [], "items_total": 0, "items_next": None, "filed": [], "rejected": [], "rejected_total": 0, "rejected_next": None,
        "watch": {"mode": "inotify", "reason": None}, "problems": []}
    assert str(quick_daemon.inbox) in page(quick_daemon)


def test_what_waits_and_why(slow_daemon):
    daemon = slow_daemon
    put(daemon.inbox / "report", small("x"))
    put(daemon.inbox / "config", None, archive())
    put(daemon.inbox / "cut", small("x")[:-5])
    put(daemon.inbox / "rsync")
    (daemon.inbox / "rsync" / f".{REPORT}.Zx81qP").write_bytes(b"{")
    (daemon.inbox / "notes.txt").write_text("mine")
    (daemon.inbox / "link.json").symlink_to(daemon.inbox / "report" / REPORT)

    expected = {
        f"report/{REPORT}": "waiting_for_config", f"config/{CONFIG}": "waiting_for_report", f"cut/{REPORT}": "incomplete",
        f"rsync/.{REPORT}.Zx81qP": "arriving", "notes.txt": "not_taken", "link.json": "not_taken"}
    eventually(lambda: stages(daemon) == expected, "all stages")
    state = daemon.web.json("/api/inbox")
    items = {item["path"]: item for item in state["items"]}
    assert list(items) == sorted(items) and state["items_total"] == len(expected)
    assert items[f"cut/{REPORT}"]["problem"]["type"] == "/problems/report-syntax"
    assert items[f"report/{REPORT}"]["bytes"] == len(small("x"))
    assert items[f"report/{REPORT}"]["since"] < items[f"report/{REPORT}"]["until"]
    text = page(daemon)
    assert all(path in text for path in expected)
    assert items[f"cut/{REPORT}"]["problem"]["detail"] in text


def test_what_was_filed_lately(quick_daemon):
    daemon = quick_daemon
    put(daemon.inbox / "rig", small("drop"), archive())
    daemon.wait_for_runs(1)
    daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", REPORT, small("upload"))))

    upload, drop = daemon.web.json("/api/inbox")["filed"]
    assert (upload["path"], upload["source"], upload["has_config"]) == (None, None, False)
    assert (drop["path"], drop["source"], drop["has_config"]) == (f"rig/{REPORT}", "rig", True)
    assert f'href="{drop["link"]}"' in page(daemon)
    for number in range(20):
        daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(("file", REPORT, small(str(number)))))
    assert len(daemon.web.json("/api/inbox")["filed"]) == 20


def test_a_rejected_drop_is_told_as_its_receipt_tells_it(quick_daemon):
    daemon = quick_daemon
    put(daemon.inbox / "rig", BAD, archive())
    problem = daemon.receipt(f"rig/{REPORT}")["problem"]

    [drop] = rejected(daemon)
    assert (drop["path"], drop["problem"]) == (f"rig/{REPORT}", problem)
    assert (daemon.inbox / ".rejected" / drop["name"] / REPORT).read_bytes() == BAD
    text = page(daemon)
    assert problem["detail"] in text and "/data" in text


@pytest.mark.parametrize("name", ODD_NAMES, ids=repr)
def test_the_command_of_the_page_has_a_rejected_drop_tried_again(quick_daemon, name):
    daemon = quick_daemon
    rig = os.fsencode(daemon.inbox) + b"/rig 7\xfe"
    os.mkdir(rig)
    with open(rig + b"/" + name, "wb") as report:
        report.write(BAD)
    [before] = rejected(daemon)
    [command] = retry_commands(daemon)
    subprocess.run(["bash", "-c", command], check=True)
    after = eventually(lambda: (drops := rejected(daemon)) != [before] and drops, "a second judgement")
    assert [drop["path"] for drop in after] == [before["path"]]

    [mended] = (daemon.inbox / ".rejected").glob("[!.]*")
    [file] = [path for path in mended.iterdir() if path.name != "reason.json"]
    assert os.fsencode(file.name) == name
    file.write_bytes(small("mended"))
    [command] = retry_commands(daemon)
    subprocess.run(["bash", "-c", command], check=True)
    assert daemon.report(daemon.only_run()["uuid"]) == small("mended")
    [filed] = daemon.web.json("/api/inbox")["filed"]
    assert filed["path"] == before["path"]


def test_a_drop_of_the_inbox_itself_is_tried_again_there(quick_daemon):
    daemon = quick_daemon
    (daemon.inbox / "x.json").write_bytes(BAD)
    rejected(daemon)
    [folder] = (daemon.inbox / ".rejected").glob("[!.]*")
    (folder / "x.json").write_bytes(small("x"))
    [command] = retry_commands(daemon)
    subprocess.run(["bash", "-c", command], check=True)

    assert daemon.only_run()["source"] is None


def test_a_list_of_thousands_is_cut_and_says_so(slow_daemon):
    daemon = slow_daemon
    for number in range(1200):
        (daemon.inbox / f"{number:04}.txt").touch()

    eventually(lambda: daemon.web.json("/api/inbox")["items_total"] == 1200, "all files")
    items = daemon.web.json("/api/inbox")["items"]
    assert [item["path"] for item in items] == [f"{number:04}.txt" for number in range(1000)]
    assert "200 more" in page(daemon)


def in_parts(daemon, kind, parameter):
    """All elements of a list, a part at a time, with the sizes of the parts."""
    elements, sizes, target = [], [], "/api/inbox"
    while target:
        answer = daemon.web.get(target)
        state = answer.json()
        elements += state[kind]
        sizes.append(len(answer.body))
        target = state[f"{kind}_next"] and f"/api/inbox?{parameter}={state[f'{kind}_next']}"
    return elements, sizes


def test_all_files_come_in_parts(slow_daemon):
    daemon = slow_daemon
    names = sorted([f"{number:04}.txt" for number in range(2300)])
    for name in names:
        (daemon.inbox / name).touch()

    eventually(lambda: daemon.web.json("/api/inbox")["items_total"] == 2300, "all files")
    items, sizes = in_parts(daemon, "items", "from")
    assert [item["path"] for item in items] == names and len(sizes) == 3
    shown, target = [], "/inbox"
    while target:
        text = html.unescape(daemon.web.get(target).body.decode())
        shown += re.findall(r"[0-9]{4}\.txt(?=</span>)", text)
        following = re.search(r'href="(/inbox\?from=[^"]*)"', text)
        target = following and following[1]
    assert shown == names


def test_paths_of_any_length_fit_a_page(slow_daemon):
    daemon = slow_daemon
    folder = os.open(daemon.inbox, os.O_RDONLY)
    for _ in range(14):
        os.mkdir("&" * 250, dir_fd=folder)
        inner = os.open("&" * 250, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    for number in range(1000):
        os.close(os.open("\1" * 200 + f"{number:03}.txt", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)

    eventually(lambda: daemon.web.json("/api/inbox")["items_total"] == 1000, "all files")
    assert len(daemon.web.get("/inbox").body) <= 2_000_000
    items, sizes = in_parts(daemon, "items", "from")
    assert len({item["path"] for item in items}) == 1000
    assert max(sizes) <= 2 << 20


def test_rejected_drops_come_in_parts(quick_daemon):
    daemon = quick_daemon
    for number in range(230):
        (daemon.inbox / f"{number}.json").write_bytes(BAD)
    eventually(lambda: daemon.web.json("/api/inbox")["rejected_total"] == 230, "all rejected")

    drops, sizes = in_parts(daemon, "rejected", "rejected_from")
    assert sorted(drop["path"] for drop in drops) == sorted(f"{number}.json" for number in range(230))
    assert len(sizes) == 2
    assert "Older ones" in page(daemon)


def test_names_are_text(slow_daemon):
    put(slow_daemon.inbox / "<b>rig</b>", small("x"))

    eventually(lambda: stages(slow_daemon), "the drop")
    body = slow_daemon.web.get("/inbox").body.decode()
    assert "&lt;b&gt;rig&lt;/b&gt;" in body and "<b>rig" not in body


def test_polling_is_told_with_its_reason(start_daemon):
    daemon = start_daemon("--watch", "poll", "--rescan", "0")

    watch = eventually(lambda: (watch := daemon.web.json("/api/inbox")["watch"])["mode"] == "poll" and watch, "polling")
    assert "--watch poll" in watch["reason"] and watch["reason"] in page(daemon)
