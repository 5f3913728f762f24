"""The stream of what happens."""

import os
import time

from Support.daemon import benchd
from Support.events import Stream
from Support.reports import small
from Support.waiting import eventually


def drop(daemon, name):
    (daemon.inbox / "rig").mkdir(exist_ok=True)
    (daemon.inbox / "rig" / f"{name}.json").write_bytes(small(name))


def test_a_run_is_told_when_it_is_filed_and_when_its_words_change(daemon):
    with Stream(daemon) as stream:
        assert stream.status == 200
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "no-store"
        drop(daemon, "a")
        told = stream.wait_for("run")
        run = daemon.only_run()
        assert told["change"] == "filed"
        assert {name: told[name] for name in ("uuid", "link", "source", "filed", "has_config", "label", "excluded")} == {
            name: run[name] for name in ("uuid", "link", "source", "filed", "has_config", "label", "excluded")}
        assert benchd("note", run["uuid"], "--data", daemon.data, "--label", "nightly").returncode == 0
        changed = stream.wait_for("run")
        assert (changed["change"], changed["label"]) == ("changed", "nightly")


def test_the_inbox_and_troubles_are_told(daemon):
    with Stream(daemon) as stream:
        (daemon.inbox / "rig").mkdir()
        (daemon.inbox / "rig" / "half.json").write_bytes(b'{"data": ')
        eventually(lambda: sum(stream.wait_for("inbox")["files"].values()) == 1, "the file to be told")
        os.rename(daemon.inbox, daemon.inbox.with_name("away"))
        told = stream.wait_for("trouble")
        assert told["is_over"] is False and "inbox" in told["detail"]
        os.rename(daemon.inbox.with_name("away"), daemon.inbox)
        eventually(lambda: stream.wait_for("trouble")["is_over"], "the trouble to be over")


def test_a_client_that_was_away_misses_nothing(daemon):
    with Stream(daemon) as stream:
        drop(daemon, "a")
        first = stream.wait_for("run")
        last = stream.last
    for name in ("b", "c", "d"):
        drop(daemon, name)
    runs = daemon.wait_for_runs(4)
    with Stream(daemon, last) as stream:
        told = [stream.wait_for("run")["uuid"] for _ in range(3)]
    assert sorted([*told, first["uuid"]]) == sorted(run["uuid"] for run in runs)


def test_a_client_of_an_earlier_process_is_told_to_load_again(daemon):
    with Stream(daemon) as stream:
        drop(daemon, "a")
        stream.wait_for("run")
        last = stream.last
        daemon.restart()
        # What had happened before comes first.
        while stream.next() is not None:
            pass
    for unknown in (last, "nonsense", "0-0", f"{last}9", "x" * 8000):
        with Stream(daemon, unknown) as stream:
            assert stream.next() == ("reset", {})


def test_too_many_clients_are_refused_and_a_gone_one_makes_room(daemon):
    streams = [Stream(daemon) for _ in range(64)]
    assert [stream.status for stream in streams] == [200] * 64
    with Stream(daemon) as refused:
        assert refused.status == 503
    streams.pop().close()

    def is_taken():
        with Stream(daemon) as stream:
            return stream.status == 200
    eventually(is_taken, "a place")
    drop(daemon, "a")
    assert all(stream.wait_for("run")["source"] == "rig" for stream in streams)
    for stream in streams:
        stream.close()
    eventually(
        lambda: b"benchd_events_listeners 0\n" in daemon.web.get("/metrics").body, "all to be noticed as gone")


def test_open_streams_do_not_delay_a_stop(daemon):
    streams = [Stream(daemon) for _ in range(10)]
    begun = time.monotonic()
    daemon.stop()
    # The wait of --stop-wait is ten seconds.
    assert time.monotonic() - begun < 9
    for stream in streams:
        stream.close()
