"""Names are bytes: whatever a filesystem allows is taken, filed and answered for under its own name."""

import json
import os

import pytest

from Support.archives import archive
from Support.reports import small
from Support.waiting import eventually

NAMES = {
    "spaces": b" two  words .json",
    "a newline": b"line\nfeed\r.json",
    "a leading dash": b"-rf.json",
    "two dashes": b"--help.json",
    "quotes and backslashes": b"a\"b'c\\d`e$(f).json",
    "stars and braces": b"*?[x]{y}~.json",
    "markup": b"<img src=x onerror=alert(1)>.json",
    "percent": b"%2e%2e%2f%00.json",
    "control characters": b"\x01\x1b[31m\x7f.json",
    "beyond ASCII": "größe-ベンチ-🚀.json".encode(),
    "decomposed": "e\u0301.json".encode(),
    "composed": "\u00e9.json".encode(),
    "invalid UTF-8": b"\xff\xfe\x80.json",
    "an overlong form": b"\xc0\xaf.json",
    "255 bytes": b"n" * 250 + b".json",
    "255 bytes, invalid": b"\xff" * 250 + b".json",
    "253 bytes in few characters": "🚀".encode() * 62 + b".json",
    "a backslash for a slash": b"a\\..\\x.json",
    "dots": b"a...json",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_report_with_any_name(shared_daemon, name):
    folder = make_folder(shared_daemon, name.replace(" ", "-").encode())
    write(folder + b"/" + NAMES[name], small(name))

    receipt = eventually(lambda: receipts(shared_daemon, folder), "a receipt")[0]
    assert receipt["outcome"] == "accepted" and shared_daemon.report(receipt["uuid"]) == small(name)
    eventually(lambda: os.listdir(folder) == [], "it to leave the inbox")


@pytest.mark.parametrize("name", NAMES)
def test_a_rejected_report_with_any_name_is_kept_under_it(shared_daemon, name):
    folder = make_folder(shared_daemon, b"bad-" + name.replace(" ", "-").encode())
    content = b'{"data": %s}' % json.dumps(name).encode()
    write(folder + b"/" + NAMES[name], content)

    receipt = eventually(lambda: receipts(shared_daemon, folder), "a receipt")[0]
    assert (receipt["outcome"], receipt["problem"]["type"]) == ("rejected", "/problems/report-shape")
    eventually(lambda: os.listdir(folder) == [], "it to leave the inbox")
    is_kept = lambda: content in [read(path) for path in rejected_files(shared_daemon, NAMES[name])]
    eventually(is_kept, "the rejected file under its own name")


@pytest.mark.parametrize("directory", [b"rig \xff\n", b"-rig", b"n" * 255, "ベンチ".encode(), b"%2f", b"CON", b"a.."])
def test_a_rig_with_any_name(shared_daemon, directory):
    """Its name is the run's source, shown in full."""
    folder = make_folder(shared_daemon, directory)
    write(folder + b"/config.zip", archive())
    write(folder + b"/aggregated_report.json", small(repr(directory)))

    receipt = eventually(lambda: receipts(shared_daemon, folder), "a receipt")[0]
    [run] = [run for run in shared_daemon.runs() if run["uuid"] == receipt["uuid"]]
    assert run["has_config"] and run["source"]
    if directory.isascii():
        assert run["source"] == directory.decode()


def test_composed_and_decomposed_names_are_two_drops(shared_daemon):
    folder = make_folder(shared_daemon, b"forms")
    for name in ("composed", "decomposed"):
        write(folder + b"/" + NAMES[name], small(f"form {name}"))

    both = eventually(lambda: len(found := receipts(shared_daemon, folder)) == 2 and found, "two receipts")
    assert {shared_daemon.report(receipt["uuid"]) for receipt in both} == {small("form composed"), small("form decomposed")}


def test_two_long_names_that_begin_alike_have_a_receipt_each(shared_daemon):
    folder = make_folder(shared_daemon, b"long")
    for letter in (b"a", b"b"):
        write(folder + b"/" + b"n" * 249 + letter + b".json", small(f"long {letter}"))

    assert eventually(lambda: len(receipts(shared_daemon, folder)) == 2, "two receipts")


def make_folder(daemon, name):
    folder = os.fsencode(daemon.inbox) + b"/" + name
    os.mkdir(folder)
    return folder


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def receipts(daemon, folder):
    """The finished receipts of all files of a folder of the inbox."""
    directory = os.fsencode(daemon.inbox) + b"/.receipts/" + os.path.basename(folder)
    return [json.loads(read(path)) for path in paths(directory)]


def rejected_files(daemon, name):
    rejected = os.fsencode(daemon.inbox) + b"/.rejected"
    return [path + b"/" + name for path in paths(rejected) if os.path.exists(path + b"/" + name)]


def paths(directory):
    if not os.path.exists(directory):
        return []
    return [directory + b"/" + name for name in sorted(os.listdir(directory)) if not name.startswith(b".")]
