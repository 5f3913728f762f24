"""Three daemons with one library."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from history import History, bytes_of, upload
from Support.daemon import benchd
from Support.postgres import sql_in as sql
from Support.reports import REPORT, put
from Support.waiting import eventually

NAMES = ["a", "b", "c"]


@pytest.fixture
def three(start, store):
    return [start(name, store) for name in NAMES]


@pytest.mark.parametrize("rounds", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_the_same_bytes_at_three_daemons_at_once_are_one_run(three, rounds):
    history = History()
    with ThreadPoolExecutor(3) as pool:
        for number in range(rounds):
            history.sent[number] = bytes_of(number)
            barrier = threading.Barrier(3)

            def send(daemon):
                barrier.wait()
                return upload(daemon, *history.sent[number])

            answers = list(pool.map(send, three))
            assert [answer.status for answer in answers] == [200] * 3, number
            assert sorted(answer.json()["duplicate"] for answer in answers) == [False, True, True], number
            for answer in answers:
                history.note(number, answer.json()["uuid"])
    for daemon in three:
        assert history.check(daemon) == rounds


def test_what_one_has_acknowledged_every_other_shows_at_once(three):
    for number in range(60):
        writer = three[number % 3]
        report, config = bytes_of(number)
        uuid = upload(writer, report, config).json()["uuid"]
        for daemon in three:
            assert daemon.runs()[0]["uuid"] == uuid
            assert daemon.web.get("/api/benchmarks/latest").body == report
            assert daemon.web.get(f"/benchmarks/{uuid}").status == 200


def test_every_answer_is_the_same_at_each(three):
    for number in range(12):
        assert upload(three[number % 3], *bytes_of(number)).status == 200
    uuid = three[0].runs()[0]["uuid"]
    for path in ("/api/benchmarks?q=ext4", "/api/benchmarks?sort=bytes&limit=5", f"/api/benchmarks/{uuid}/summary", f"/api/benchmarks/{uuid}/audit",
                 f"/api/benchmarks/{uuid}/receipt", f"/api/benchmarks/{uuid}/config/files", f"/api/benchmarks/{uuid}/standing", "/api/export?format=csv"):
        first, *others = [daemon.web.get(path) for daemon in three]
        assert first.status == 200
        for other in others:
            assert other.body == first.body and other.header("ETag") == first.header("ETag"), path


def test_a_drop_and_its_config_come_by_the_inbox_of_any(three):
    report, config = bytes_of("dropped")
    put(three[1].inbox / "rig", report, config)
    assert three[1].receipt(f"rig/{REPORT}")["outcome"] == "accepted"
    for daemon in three:
        [run] = daemon.runs()
        assert run["source"] == "rig" and run["has_config"]
    put(three[2].inbox / "rig", report, config)
    assert three[2].receipt(f"rig/{REPORT}")["outcome"] == "duplicate"


def test_a_daemon_that_is_killed_loses_nothing(three, start, store):
    history = History()
    stopping = threading.Event()

    def send(place):
        for number in range(10_000):
            if stopping.is_set():
                return
            history.send(three[place], f"{place} {number}")

    senders = [threading.Thread(target=send, args=[place]) for place in range(3)]
    for sender in senders:
        sender.start()
    eventually(lambda: len(history.acknowledged) > 60, "some runs")
    three[0].kill()
    before = len(history.acknowledged)
    eventually(lambda: len(history.acknowledged) > before + 60, "runs of the others")
    stopping.set()
    for sender in senders:
        sender.join()
    three[0].start()
    for daemon in three:
        history.check(daemon)


def test_another_daemon_takes_the_inbox_of_one_that_is_killed(start, store):
    first = start("first", store)
    second = start("second", store, "--inbox", str(first.inbox))
    assert f"the process {first.pid} watches the inbox" in second.log()
    assert f"process {first.pid}" in second.web.json("/api/inbox")["watch"]["reason"]
    report, config = bytes_of("uploaded meanwhile")
    assert upload(second, report, config).status == 200
    first.kill()
    put(first.inbox / "rig", *bytes_of("dropped after"))
    eventually(lambda: len(second.runs()) == 2, "the drop to be filed")
    second.wait_for_log("this daemon watches the inbox")
    assert second.web.json("/api/inbox")["watch"]["mode"] == "inotify"
    assert first.receipt(f"rig/{REPORT}")["outcome"] == "accepted"


def test_one_daemon_acts_for_all_until_it_ends(three):
    line = "judges by rules and verifies for all"
    leaders = eventually(lambda: [daemon for daemon in three if line in daemon.log()], "a leader")
    assert len(leaders) == 1
    leaders[0].kill()
    others = [daemon for daemon in three if daemon is not leaders[0]]
    eventually(lambda: any(line in daemon.log() for daemon in others), "another leader")
    assert sum(line in daemon.log() for daemon in others) == 1


def test_what_one_has_removed_no_other_gives_away(three):
    a, b, c = three
    for number in range(20):
        report, config = bytes_of(number)
        uuid = upload(a, report, config).json()["uuid"]
        paths = [f"/api/benchmarks/{uuid}", f"/api/benchmarks/{uuid}/part?bytes=0-5", f"/api/results/{uuid}", f"/api/benchmarks/{uuid}/config"]
        # One daemon has given them before, another has only heard of the run.
        assert b.web.get(paths[0]).body == report and b.web.get(paths[3]).body == config and c.runs()[0]["uuid"] == uuid
        done = benchd("prune", "--run", uuid, "--reason", "old", "--apply", "--data", a.data)
        assert done.returncode == 0, done.stderr
        for daemon in (b, c, a):
            assert [daemon.web.get(path).status for path in paths] == [410] * 4
    assert all(daemon.web.json("/healthz")["problems"] == [] for daemon in three)


def change_derived(store, uuid, content):
    """Writes what is derived of a run past benchd, and has every daemon read it."""
    sql(store, f"UPDATE benchd.derived SET bytes = '{content}' WHERE id = '{uuid}'; UPDATE benchd.runs SET version = version / 2 WHERE id = '{uuid}';"
        f" INSERT INTO benchd.events (run, kind, version) SELECT id, 'changed', version FROM benchd.runs WHERE id = '{uuid}'")


def test_what_was_computed_of_a_run_is_computed_once_more_where_it_is_lost(three, store):
    uuid, other = (upload(three[0], *bytes_of(number)).json()["uuid"] for number in (1, 2))
    whole = [daemon.web.get(f"/api/benchmarks/{uuid}/summary").body for daemon in three]
    change_derived(store, uuid, r"\x020102")
    for daemon, summary in zip(three, whole):
        eventually(lambda: daemon.web.get(f"/api/benchmarks/{uuid}/summary").body == summary, "the whole run")
        assert "The run is not computed" not in daemon.web.get(f"/benchmarks/{uuid}").body.decode()
        assert [run["uuid"] for run in daemon.runs()] == [other, uuid]


def test_a_run_that_a_later_version_has_computed_says_so(three, store):
    uuid, other = (upload(three[0], *bytes_of(number)).json()["uuid"] for number in (1, 2))
    change_derived(store, uuid, r"\xff01")
    for daemon in three:
        eventually(lambda: "A later version of benchd has computed the run" in daemon.web.get(f"/benchmarks/{uuid}").body.decode(), "the page to say so")
        summary = daemon.web.json(f"/api/benchmarks/{uuid}/summary")
        assert [warning["type"] for warning in summary["warnings"]] == ["/problems/not-computed"]
        # What is not known is not 0.
        for address in (f"/benchmarks/{uuid}", f"/benchmarks/{uuid}.html", f"/benchmarks/{uuid}/badge.svg"):
            text = daemon.web.get(address).body.decode()
            assert "not computed" in text and "0 benchmarks" not in text and "no benchmarks" not in text, address
        for address in (f"/api/benchmarks/{uuid}/config/files", f"/benchmarks/{uuid}/config"):
            answer = daemon.web.get(address)
            assert answer.status == 503 and "A later version of benchd has computed the run" in answer.body.decode(), answer
        for address in (f"/benchmarks/{uuid}/chart.svg?benchmark=fio-x", f"/api/compare?runs={uuid}:ext4,{other}:ext4"):
            assert "of the run" in (detail := daemon.web.get(address).problem()["detail"]) and "is known" in detail, address
        assert "members not known" in daemon.web.get(f"/benchmarks/{uuid}").body.decode()
        assert f"/api/benchmarks/{uuid}" in daemon.web.get(f"/benchmarks/{uuid}").body.decode()
        assert daemon.web.get(f"/api/benchmarks/{uuid}").body == bytes_of(1)[0]
        assert [run["uuid"] for run in daemon.runs()] == [other, uuid]
