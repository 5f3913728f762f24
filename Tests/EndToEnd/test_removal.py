"""Runs that are removed for good: by rules, one by one, beside the daemon and without it; and runs that are pinned."""

import json
import os
import subprocess

import pytest

from Support.archives import archive
from Support.daemon import benchd
from Support.events import Stream
from Support.marks import ask, mark, notes
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually
from Support.web import FORM_TYPE, form

SECRET = archive({"vars/db.yaml": b"password: hunter2-hunter2\n"})
CLEAN = archive({"vars/db.yaml": b"user: bench\n"})


@pytest.fixture
def daemon(start_daemon):
    return start_daemon("--rescan", "0", "--pair-wait", "50ms", "--settle", "50ms")


def upload(daemon, report, config=None, source="rig-01"):
    parts = [("source", None, source.encode()), ("file", "report.json", report)]
    if config is not None:
        parts.append(("config_file", "config.zip", config))
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()


def prune(data, *options, code=0):
    result = benchd("prune", "--data", data, *options)
    assert result.returncode == code, result
    return result.stdout if code == 0 else result.stdout + result.stderr


def filed(daemon, uuid):
    if daemon.has_files:
        return sorted(path.name for path in daemon.data.glob(f"{uuid}*"))
    kept = [("runs", f"{uuid}.json"), ("tombstones", f"{uuid}.gone.json")]
    return [name for table, name in kept if daemon.sql(f"SELECT count(*) FROM benchd.{table} WHERE id = '{uuid}'") == "1"]


def take_away(daemon, uuid):
    """Removes a run as far as another process can without the daemon's knowledge."""
    if daemon.has_files:
        (daemon.data / f"{uuid}.gone.json").write_text("{}")
        (daemon.data / f"{uuid}.json").unlink()
    else:
        daemon.sql(f"DELETE FROM benchd.runs WHERE id = '{uuid}'; DELETE FROM benchd.contents WHERE digest NOT IN (SELECT report_digest FROM benchd.runs)")


def test_a_run_that_is_asked_for_while_it_goes_is_gone_and_not_damaged(daemon):
    runs = [upload(daemon, small(f"{number}"))["uuid"] for number in range(3)]
    for uuid, address in zip(runs, ("/benchmarks/{}", "/api/benchmarks/{}", "/benchmarks/{}.html")):
        take_away(daemon, uuid)
        answer = daemon.web.get(address.format(uuid))
        assert answer.status == 410, (address, answer.body[:500])
        assert f"The run {uuid} was removed" in answer.body.decode()
    assert daemon.web.json("/healthz")["problems"] == []
    assert "damaged" not in daemon.log() and "error" not in daemon.log()


def test_a_run_is_removed_and_its_links_say_when_and_why(daemon):
    put(daemon.inbox / "rig-01", small("one"), SECRET)
    uuid = daemon.receipt(f"rig-01/{REPORT}")["uuid"]
    kept = upload(daemon, small("two"))["uuid"]
    addresses = [
        f"/benchmarks/{uuid}", f"/benchmarks/{uuid}.html", f"/benchmarks/{uuid}/config", f"/benchmarks/{uuid}/badge.svg",
        f"/benchmarks/{uuid}/chart.svg?benchmark=fio-x", f"/compare?runs={uuid},{kept}",
        *(f"/api/benchmarks/{uuid}{rest}" for rest in ("", "/config", "/summary", "/audit", "/standing", "/receipt", "/config/files")),
        f"/api/compare?runs={kept},{uuid}"]
    # Twice, so that answers are kept.
    for address in addresses * 2:
        assert daemon.web.get(address).status == 200, address

    output = prune(daemon.data, "--run", uuid, "--reason", "it holds a password", "--apply")
    assert output.startswith("1 run, ") and "removed; links to them say when and why." in output

    assert filed(daemon, uuid) == [f"{uuid}.gone.json"]
    for address in addresses:
        answer = daemon.web.get(address)
        page = daemon.web.get(address, Accept="text/html")
        # The page to choose runs opens all the same.
        if address.startswith("/compare?"):
            assert answer.status in (200, 410) and b"it holds a password" in page.body
            continue
        assert answer.status == 410 and answer.json()["type"] == "/problems/run-removed", address
        assert answer.json()["reason"] == "it holds a password" and answer.json()["removed"].startswith("20")
        assert page.status == 410 and b"it holds a password" in page.body and b"hunter2" not in page.body
    assert [run["uuid"] for run in daemon.runs()] == [kept]
    assert daemon.web.json("/api/benchmarks/latest/summary")["uuid"] == kept
    assert daemon.web.json("/api/benchmarks?q=one")["total"] == 0
    assert f"the run {uuid} was removed: it holds a password" in daemon.log()
    if daemon.has_files:
        assert benchd("verify", "--data", daemon.data).stdout == "1 runs verified, 0 damaged\n"


@pytest.mark.parametrize("restart", ["running", "restarted", "without a catalog"])
def test_its_bytes_do_not_come_back(daemon, tmp_path, restart):
    rig = put(tmp_path / "rig-01", small("one"), SECRET)
    send = ["rsync", "-a", f"{rig}/", f"{daemon.inbox}/rig-01"]
    subprocess.run(send, check=True)
    uuid = daemon.receipt(f"rig-01/{REPORT}")["uuid"]
    daemon.wait_until_gone(f"rig-01/{REPORT}", f"rig-01/{CONFIG}")
    prune(daemon.data, "--run", uuid, "--reason", "a secret", "--apply")
    if restart != "running":
        daemon.stop()
        if restart == "without a catalog":
            for file in daemon.data.glob("catalog.sqlite*"):
                file.unlink()
        daemon.start()

    subprocess.run(send, check=True)
    receipt = eventually(
        lambda: (found := daemon.receipt(f"rig-01/{REPORT}"))["outcome"] == "duplicate" and found, "the notice of a duplicate")
    assert receipt["uuid"] == uuid and "a secret" in receipt["warnings"][-1]["detail"]
    answer = upload(daemon, small("one"), SECRET)
    assert (answer["uuid"], answer["duplicate"]) == (uuid, True)
    assert [warning["type"] for warning in answer["warnings"]][-1] == "/problems/run-removed"
    assert upload(daemon, small("one"))["uuid"] == uuid
    daemon.wait_until_gone(f"rig-01/{REPORT}", f"rig-01/{CONFIG}")
    assert daemon.runs() == [] and filed(daemon, uuid) == [f"{uuid}.gone.json"]
    assert daemon.web.get(f"/api/benchmarks/{uuid}").status == 410

    # With another config, such as one without the secret, it is another run.
    clean = upload(daemon, small("one"), CLEAN)
    assert clean["uuid"] != uuid and not clean["duplicate"]
    assert daemon.only_run()["uuid"] == clean["uuid"]


def test_without_apply_nothing_happens(daemon):
    runs = [upload(daemon, small(f"{place}"))["uuid"] for place in range(3)]
    before = sorted(path.name for path in daemon.data.iterdir())
    output = prune(daemon.data, "--keep", "1")
    assert "2 runs, " in output and "would be removed; nothing was." in output and runs[0] in output and runs[2] not in output
    answer = json.loads(prune(daemon.data, "--keep", "1", "--json"))
    assert [run["uuid"] for run in answer["runs"]] == runs[1::-1] and not answer["applied"] and answer["removed"] == []
    assert sorted(path.name for path in daemon.data.iterdir()) == before and len(daemon.runs()) == 3


def test_the_rules(daemon):
    sizes = [len(small(f"host{place}")) for place in range(4)]
    runs = [upload(daemon, small(f"host{place}"), source=f"rig-{place % 2}")["uuid"] for place in range(4)]
    chosen = lambda *options: [run["uuid"] for run in json.loads(prune(daemon.data, "--json", *options))["runs"]]

    assert chosen("--keep", "0") == runs[::-1]
    assert chosen("--keep", "3") == [runs[0]]
    assert chosen("--source", "rig-0") == [runs[2], runs[0]]
    assert chosen("--source", "rig-0", "--keep", "1") == [runs[0]]
    assert chosen("--keep-size", f"{sum(sizes[2:])}") == runs[1::-1]
    assert chosen("--keep-size", f"{sum(sizes[2:]) - 1}") == runs[2::-1]
    assert chosen("--older-than", "0") == runs[::-1] and chosen("--older-than", "1d") == []
    # A run goes if each rule lets it go.
    assert chosen("--older-than", "0", "--keep", "3") == [runs[0]] and chosen("--older-than", "1d", "--keep", "0") == []
    assert chosen("--filesystem", "xfs") == [] and chosen("host2") == [runs[2]]

    assert "2 runs, " in prune(daemon.data, "--source", "rig-0", "--keep", "0", "--apply")
    assert [run["uuid"] for run in daemon.runs()] == [runs[3], runs[1]]
    reason = daemon.web.get(f"/api/benchmarks/{runs[0]}").json()["reason"]
    assert reason == "pruned, since it was not among the newest 0"


def test_pinned_runs_stay(daemon):
    pinned, other = (upload(daemon, small(tag))["uuid"] for tag in ("one", "two"))
    result = benchd("pin", "--data", daemon.data, pinned)
    assert (result.returncode, result.stdout) == (0, f"run {pinned}\n  pinned\n")
    assert notes(daemon.data, pinned) == mark(pinned=True)
    assert daemon.web.json(f"/api/benchmarks/{pinned}/summary")["pinned"] is True
    assert {run["uuid"]: run["pinned"] for run in daemon.runs()} == {pinned: True, other: False}
    for page in ("/", f"/benchmarks/{pinned}"):
        assert b'<span class="tag pinned">pinned</span>' in daemon.web.get(page, Accept="text/html").body
    assert "pinned" in benchd("list", "--data", daemon.data).stdout

    assert "1 pinned run stays" in prune(daemon.data, "--keep", "0", "--apply")
    refused = prune(daemon.data, "--run", pinned, "--reason", "x", "--apply", code=1)
    assert f"benchd pin --undo {pinned}" in refused and "removed; links" not in refused
    daemon.restart()
    assert daemon.only_run()["uuid"] == pinned

    assert benchd("pin", "--undo", "--data", daemon.data, pinned).stdout == f"run {pinned}\n"
    assert "1 run, " in prune(daemon.data, "--keep", "0", "--apply")
    assert daemon.runs() == []


def test_without_a_daemon(daemon):
    runs = [upload(daemon, small(f"{place}"))["uuid"] for place in range(70)]
    daemon.stop()
    assert "69 runs, " in prune(daemon.data, "--keep", "1", "--apply")
    assert (len(list(daemon.data.glob("*.gone.json"))) if daemon.has_files else int(daemon.sql("SELECT count(*) FROM benchd.tombstones"))) == 69
    daemon.start()
    assert daemon.only_run()["uuid"] == runs[-1]
    assert daemon.web.get(f"/benchmarks/{runs[0]}").status == 410


@pytest.mark.data_folder
def test_a_removal_that_was_cut_is_ended_by_the_next_start(daemon):
    upload(daemon, small("one"), SECRET)
    uuid = daemon.only_run()["uuid"]
    report, config = daemon.report(uuid), daemon.config(uuid)
    prune(daemon.data, "--run", uuid, "--reason", "x", "--apply")
    daemon.stop()
    (daemon.data / f"{uuid}.json").write_bytes(report)
    (daemon.data / f"{uuid}_config.zip").write_bytes(config)

    daemon.start()
    assert filed(daemon, uuid) == [f"{uuid}.gone.json"]
    assert f"removed what was left of the run {uuid}" in daemon.log()
    assert daemon.runs() == [] and daemon.web.get(f"/api/benchmarks/{uuid}").status == 410


@pytest.mark.data_folder
def test_a_tombstone_that_cannot_be_read_removes_nothing(daemon):
    upload(daemon, small("one"))
    uuid = daemon.only_run()["uuid"]
    daemon.stop()
    tombstone = daemon.data / f"{uuid}.gone.json"
    tombstone.write_bytes(b"{")
    daemon.start()
    assert f"{uuid}.gone.json is no tombstone that benchd can read" in daemon.log()
    assert daemon.only_run()["uuid"] == uuid and daemon.report(uuid) == small("one")

    # And where a person takes one away, its bytes may be a run again.
    tombstone.unlink()
    prune(daemon.data, "--run", uuid, "--reason", "x", "--apply")
    assert upload(daemon, small("one"))["uuid"] == uuid
    daemon.stop()
    tombstone.unlink()
    daemon.start()
    assert daemon.web.get(f"/api/benchmarks/{uuid}").status == 404
    assert upload(daemon, small("one"))["uuid"] != uuid and len(daemon.runs()) == 1


def test_listeners_hear_of_it(daemon):
    uuid = upload(daemon, small("one"))["uuid"]
    with Stream(daemon) as stream:
        prune(daemon.data, "--run", uuid, "--reason", "x", "--apply")
        events = iter(lambda: stream.wait_for("run"), None)
        event = next(event for event in events if event["change"] != "filed")
    assert (event["change"], event["uuid"], event["source"]) == ("removed", uuid, "rig-01")


@pytest.mark.parametrize(("options", "message"), [
    ([], "prune needs what is to go"), (["--apply"], "prune needs what is to go"),
    (["--run", "latest"], "--run needs --reason"), (["--run", "latest", "--reason", "x", "--keep", "3"], "--run names the runs"),
    (["--run", "xyz", "--reason", "x"], "must be the id of a run"), (["--keep", "some"], "--keep must be like"),
    (["--older-than", "1y"], "--older-than must be like"), (["--keep", "1", "--reason", "x\ny"], "it must be one line")])
def test_wrong_usage(daemon, options, message):
    assert message in prune(daemon.data, *options, code=2)


@pytest.mark.data_folder
def test_what_cannot_be_removed(daemon):
    assert "there is no run latest" in prune(daemon.data, "--run", "latest", "--reason", "x", code=1)
    uuid = upload(daemon, small("one"))["uuid"]
    (daemon.data / f"{uuid}.notes.json").write_text("[")
    refused = prune(daemon.data, "--run", uuid, "--reason", "x", "--apply", code=1)
    assert f"{uuid}.notes.json" in refused and "repair or remove it first" in refused
    assert daemon.only_run()["uuid"] == uuid
    for line in (b'{"do": "remove"}', b'{"do": "remove", "runs": ["x"], "reason": "y"}',
                 b'{"do": "remove", "runs": ["%s"], "reason": " "}' % uuid.encode(),
                 json.dumps({"do": "remove", "runs": [uuid] * 65, "reason": "x"}).encode()):
        assert "error" in json.loads(ask(daemon.data, line)), line
    assert daemon.only_run()["uuid"] == uuid


def test_the_environment_asks_for_nothing(daemon, monkeypatch):
    upload(daemon, small("one"))
    monkeypatch.setattr("Support.daemon.clean_environment", lambda additions=None: {
        **os.environ, **(additions or {}), "BENCHD_APPLY": "true", "BENCHD_KEEP": "0", "BENCHD_SOURCE": "rig-01"})
    assert "prune needs what is to go" in prune(daemon.data, code=2)
    assert "nothing was" in prune(daemon.data, "--keep", "0")
    assert len(daemon.runs()) == 1


def test_a_run_that_was_removed_before(daemon):
    uuid = upload(daemon, small("one"))["uuid"]
    prune(daemon.data, "--run", uuid, "--reason", "a secret", "--apply")
    assert f"the run {uuid} was removed on 20" in prune(daemon.data, "--run", uuid, "--reason", "x", code=1)


@pytest.mark.data_folder
def test_a_foreign_tombstone_and_one_that_cannot_be_followed_stop_nothing(daemon):
    uuid = upload(daemon, small("one"))["uuid"]
    other = upload(daemon, small("two"))["uuid"]
    prune(daemon.data, "--run", other, "--reason", "x", "--apply")
    daemon.stop()
    tombstone = json.loads((daemon.data / f"{other}.gone.json").read_text())
    (daemon.data / f"{uuid}.gone.json").write_text(json.dumps({**tombstone, "uuid": uuid}))
    (daemon.data / f"{other}.json").mkdir()
    daemon.start()
    assert f"{uuid}.gone.json is of other bytes than the run" in daemon.log() and f"cannot remove what is left of the run {other}" in daemon.log()
    assert daemon.only_run()["uuid"] == uuid and daemon.report(uuid) == small("one")
    upload(daemon, small("three"))
    assert len(daemon.runs()) == 2 and daemon.web.json("/healthz")["status"] == "ok"
