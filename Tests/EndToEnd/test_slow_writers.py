"""Space that is reserved and not yet written is no content: its file is still arriving."""

import os

import pytest

from Support.archives import archive
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually

QUICK = ["--rescan", "0", "--settle", "50ms", "--pair-wait", "50ms"]


@pytest.mark.parametrize("name, content", [(REPORT, small("slow")), (CONFIG, archive({"vars/a": os.urandom(5000)}))])
@pytest.mark.parametrize("written", [0, 1, 0.5, 0.99])
def test_a_file_whose_tail_is_not_written_yet_is_still_arriving(start_daemon, name, content, written):
    daemon = start_daemon(*QUICK)
    folder = put(daemon.inbox / "rig")
    length = int(len(content) * written) if written < 1 else 1
    path = folder / name
    path.write_bytes(content[:length])
    os.truncate(path, len(content))
    stage = lambda: [item["stage"] for item in daemon.web.json("/api/inbox")["items"]]
    eventually(lambda: stage() == ["incomplete"], "it to be seen as incomplete")
    # No notice comes of a writer that keeps the file open on another machine: opened, written and closed here.
    with open(path, "r+b") as file:
        file.seek(length)
        file.write(content[length:])
    if name == CONFIG:
        put(folder, small("slow"))

    assert daemon.report(daemon.receipt(f"rig/{REPORT}")["uuid"]) == small("slow")
    assert daemon.rejections() == []
    if name == CONFIG:
        assert daemon.config("latest") == content


def test_a_tail_that_is_never_written_is_rejected(start_daemon):
    daemon = start_daemon(*QUICK, "--settle-truncated", "200ms")
    put(daemon.inbox / "rig", small("x") + bytes(100))
    assert daemon.receipt(f"rig/{REPORT}")["problem"]["offset"] == len(small("x"))
