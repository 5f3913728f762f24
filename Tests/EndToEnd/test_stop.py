"""SIGTERM ends the daemon within `--stop-wait` and a second, whatever it is doing."""

import http.client
import os
import signal
import subprocess
import threading
from pathlib import Path

from Support.reports import REPORT, fixture_bytes, put, small
from Support.slow import command, slow
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

QUICK = ["--rescan", "0", "--settle", "50ms", "--pair-wait", "50ms"]
# Far beyond what any machine needs for the rest.
HELD = 600


def is_over(pid):
    return b") Z " in Path(f"/proc/{pid}/stat").read_bytes()


def end(daemon):
    """SIGTERM; strace, where it is attached, must be gone before the process can be waited for."""
    daemon.signal(signal.SIGTERM)
    eventually(lambda: is_over(daemon.pid), "it to end")


def expect_ended(daemon, cut=""):
    """Expects 0, and that the log names what was cut off."""
    assert daemon.wait() == 0, daemon.log()
    assert cut in daemon.log()


def test_while_a_sync_does_not_return(start_daemon):
    daemon = start_daemon(*QUICK, "--stop-wait", "500ms")
    with slow(daemon.pid, "fsync", HELD):
        put(daemon.inbox / "rig", small("x"))
        eventually(lambda: list((daemon.data / ".staging").iterdir()), "the drop to be staged")
        end(daemon)
    expect_ended(daemon)

    daemon.start()
    assert daemon.only_run()["source"] == "rig"


def test_while_an_upload_waits_for_its_sync(start_daemon):
    daemon = start_daemon(*QUICK, "--stop-wait", "500ms")
    body = form(("file", REPORT, small("x")))
    answers = []

    def send():
        try:
            answers.append(daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, body).status)
        except (OSError, http.client.HTTPException):
            answers.append(None)

    with slow(daemon.pid, "fsync", HELD):
        sender = threading.Thread(target=send)
        sender.start()
        eventually(lambda: list((daemon.data / ".staging").iterdir()), "the upload to be staged")
        end(daemon)
        sender.join()
    expect_ended(daemon, cut="an upload")
    assert answers in ([503], [None])


def test_while_a_large_report_is_read(start_daemon):
    """Reading is broken off at once: the drop lies in the inbox for the next start."""
    daemon = start_daemon(*QUICK, "--max-report", "1TiB", "--min-free", "0", "--stop-wait", "10min")
    with open(put(daemon.inbox / "rig") / REPORT, "wb") as file:
        file.truncate(1 << 30)
    eventually(lambda: list((daemon.data / ".staging").iterdir()), "it to be read")
    end(daemon)
    expect_ended(daemon)
    assert (daemon.inbox / "rig" / REPORT).exists()


def test_while_an_upload_is_sent(start_daemon):
    daemon = start_daemon(*QUICK, "--stop-wait", "500ms")
    body = form(("file", REPORT, fixture_bytes("baseline")))
    with daemon.web.connect() as connection:
        head = (f"POST /api/upload HTTP/1.1\r\nHost: 127.0.0.1:{daemon.port}\r\nContent-Type: {FORM_TYPE}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n")
        connection.sendall(head.encode() + body[:10_000])
        eventually(lambda: list((daemon.inbox / ".uploads").iterdir()), "the spool to have a file")
        end(daemon)
    expect_ended(daemon)


def test_while_it_is_starting(start_daemon, tmp_path):
    """The signal is heard before the daemon is ready."""
    daemon = start_daemon(*QUICK)
    daemon.stop()
    (daemon.data / ".lock").unlink()
    process = subprocess.Popen(
        [*command("flock", HELD), *daemon.command()], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        eventually(lambda: (daemon.data / ".lock").exists(), "the start to be under way")
        [child] = open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii").read().split()
        os.kill(int(child), signal.SIGTERM)
        # strace itself waits for the delay to be over.
        eventually(lambda: is_over(child), "it to end")
    finally:
        process.kill()
        process.wait()
