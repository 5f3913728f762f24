"""A library moves from a data folder into PostgreSQL and back: every answer stays byte for byte what it was."""

import json
import os

import pytest

from history import bytes_of
from Support.archives import archive
from Support.daemon import benchd
from Support.marks import exclude, note
from Support.moving import LARGE, alarm, alerts, answers, files, fill, loss, migrate, old_folder, rows, rules, upload, wait_for_total
from Support.postgres import sql_in as sql
from Support.reports import CONFIG, REPORT, put, small
from Support.waiting import eventually
from Support.webhooks import Receiver


def summary(output):
    """The line that says what was done."""
    [line] = [line for line in output.splitlines() if " moved, " in line and " there already" in line]
    return line


@pytest.fixture
def embedded(start, tmp_path):
    """A daemon with a data folder that holds one of each, and the runs that were removed."""
    daemon = start("embedded", "", *rules(tmp_path))
    daemon.stop()
    assert benchd("import", "--data", daemon.data, old_folder(tmp_path / "old")).returncode == 0
    daemon.start()
    removed = fill(daemon)
    alarm(daemon)
    return daemon, removed


def test_every_answer_is_the_same_on_the_way_there_and_back(embedded, start, store, tmp_path):
    daemon, removed = embedded
    before, kept = answers(daemon, removed), alerts(daemon)
    assert [status for path, (status, _) in before.items() if removed[0] in path] == [410] * 6
    count = len(daemon.runs())
    daemon.stop()
    in_folder = files(daemon.data)
    assert summary(migrate("store", daemon.data, store)) == f"{count} runs moved, 0 there already, 2 removed runs moved, alerts moved"
    # Nothing is changed where it comes from.
    assert files(daemon.data) == in_folder

    shared = start("shared", store, *rules(tmp_path))
    wait_for_total(shared, count)
    assert answers(shared, removed) == before
    assert alerts(shared) == kept
    shared.stop()
    in_database = rows(store)

    folder = tmp_path / "back" / "data"
    assert summary(migrate("data", folder, store)) == f"{count} runs moved, 0 there already, 2 removed runs moved, alerts moved"
    assert rows(store) == in_database
    assert benchd("verify", "--data", folder).stdout == f"{count} runs verified, 0 damaged\n"
    back = start("back", "", *rules(tmp_path))
    assert answers(back, removed) == before
    assert alerts(back) == kept
    # Receipts, notes and tombstones are the same files; only what the rules of today find wrong with an old report stands in its receipt now.
    is_empty = lambda content: not any(json.loads(content).values())
    expected = {name: content for name, content in in_folder.items() if not (name.endswith(".notes.json") and is_empty(content))}
    found, odd = files(folder), "0123456789a1.receipt.json"
    assert [problem["type"] for problem in json.loads(found[odd])["warnings"]] == ["/problems/report-syntax"]
    found[odd], expected[odd] = (dict(json.loads(content[odd]), warnings=[]) for content in (found, expected))
    assert found == expected
    # And what was removed does not come back.
    for name, run in zip(("removed", "removed too"), removed):
        assert upload(back, small(name)) == run and back.web.get(f"/api/benchmarks/{run}").status == 410


def test_a_library_that_began_in_the_database_moves_into_a_folder(start, store, tmp_path):
    daemon = start("shared", store, *rules(tmp_path))
    removed = fill(daemon)
    alarm(daemon)
    before, kept, count = answers(daemon, removed), alerts(daemon), len(daemon.runs())
    folder = tmp_path / "embedded" / "data"
    # The daemon serves meanwhile, and what it files then comes with the next migration.
    output = migrate("data", folder, store)
    assert summary(output) == f"{count} runs moved, 0 there already, 2 removed runs moved, alerts moved"
    assert "a daemon files on where this comes from: stop it, and run this once more" in output
    late = upload(daemon, *bytes_of("meanwhile"))
    daemon.stop()
    output = migrate("data", folder, store)
    assert summary(output).startswith(f"1 run moved, {count} there already") and "a daemon files on" not in output
    embedded = start("embedded", "", *rules(tmp_path))
    assert embedded.report(late) == bytes_of("meanwhile")[0]
    assert benchd("prune", "--data", folder, "--run", late, "--reason", "x", "--apply").returncode == 0
    found = answers(embedded, removed)
    for path in [path for path in before if "/api/benchmarks/" in path]:
        assert found[path] == before[path], path
    assert alerts(embedded)["events"] == kept["events"] and alerts(embedded)["mutes"] == kept["mutes"]


def test_twice_changes_nothing(embedded, store, tmp_path):
    daemon, _ = embedded
    count = len(daemon.runs())
    daemon.stop()
    migrate("store", daemon.data, store)
    before = rows(store)
    assert summary(migrate("store", daemon.data, store)) == f"0 runs moved, {count} there already"
    assert rows(store) == before
    folder = tmp_path / "back"
    migrate("data", folder, store)
    before = {name: (content, (folder / name).stat().st_mtime_ns) for name, content in files(folder).items()}
    assert summary(migrate("data", folder, store)) == f"0 runs moved, {count} there already"
    assert {name: (content, (folder / name).stat().st_mtime_ns) for name, content in files(folder).items()} == before
    # In either direction, once both have everything.
    for direction in ("store", "data"):
        for data in (folder, daemon.data):
            assert summary(migrate(direction, data, store, "--verify")) == f"0 runs moved, {count} there already"


def test_a_daemon_serves_meanwhile_and_what_it_changes_comes_with_the_next_migration(start, store, tmp_path):
    daemon = start("embedded", "")
    runs = [upload(daemon, *bytes_of(number)) for number in range(3)]
    bare, excluded = upload(daemon, small("bare")), upload(daemon, small("excluded"))
    assert exclude(daemon.data, excluded, "--reason", "x").returncode == 0
    output = migrate("store", daemon.data, store)
    assert summary(output) == "5 runs moved, 0 there already" and "a daemon files on where this comes from" in output

    late = archive({"late": b"late"})
    assert upload(daemon, small("bare"), late) == bare
    assert note(daemon.data, runs[0], "--label", "since").returncode == 0
    assert exclude(daemon.data, excluded, "--undo").returncode == 0
    assert benchd("prune", "--data", daemon.data, "--run", runs[1], "--reason", "x", "--apply").returncode == 0
    new = upload(daemon, small("new"))
    expected = answers(daemon, [runs[1]])
    daemon.stop()
    output = migrate("store", daemon.data, store)
    assert summary(output) == "1 run moved, 1 there already, 1 config added, the notes of 2 runs brought up to date, 1 removed run moved"
    assert "a daemon files on" not in output
    shared = start("shared", store)
    assert answers(shared, [runs[1]]) == expected and shared.config(bare) == late and new in expected["/api/benchmarks?limit=500"][1].decode()
    # The bytes of the removed run are gone there, too.
    assert sql(store, "SELECT count(*) FROM benchd.contents c WHERE NOT EXISTS (SELECT FROM benchd.runs r WHERE c.digest IN (r.report_digest, r.config_digest))") == "0"
    shared.stop()

    # And the other way.
    folder = tmp_path / "back" / "data"
    migrate("data", folder, store)
    shared.start()
    assert note(shared.data, runs[0], "--label", "later").returncode == 0
    assert upload(shared, small("new"), late) == new
    assert benchd("prune", "--data", shared.data, "--run", runs[2], "--reason", "x", "--apply").returncode == 0
    expected = answers(shared, runs[1:3])
    shared.stop()
    output = migrate("data", folder, store)
    assert summary(output) == "0 runs moved, 2 there already, 1 config added, the notes of 1 run brought up to date, 1 removed run moved"
    assert answers(start("back", ""), runs[1:3]) == expected
    assert not list(folder.glob(f"{runs[2]}.json"))


def test_what_people_have_said_there_since_stays_and_is_named(start, store, tmp_path):
    daemon = start("embedded", "")
    run, other = upload(daemon, small("a")), upload(daemon, small("b"))
    migrate("store", daemon.data, store)
    shared = start("shared", store)
    assert note(shared.data, run, "--label", "there").returncode == 0
    assert note(daemon.data, run, "--label", "here").returncode == 0
    output = migrate("store", daemon.data, store, code=1)
    assert f"{run}.json: people have said something else of it there, which stays" in output
    assert summary(output) == "0 runs moved, 1 there already, 1 not moved"
    assert {one["uuid"]: one["label"] for one in shared.runs()} == {run: "there", other: None}
    # So it is in a folder.
    folder = tmp_path / "back" / "data"
    migrate("data", folder, store)
    back = start("back", "")
    assert note(folder, run, "--label", "in the folder").returncode == 0
    back.stop()
    assert note(shared.data, run, "--label", "in the database").returncode == 0
    assert f"the run {run}: people have said something else" in migrate("data", folder, store, code=1)
    back.start()
    assert {one["uuid"]: one["label"] for one in back.runs()} == {run: "in the folder", other: None}


def test_what_a_daemon_there_computes_or_attaches_leaves_notes_untouched(start, store):
    daemon = start("embedded", "")
    computed, bare = upload(daemon, *bytes_of(1), label="first"), upload(daemon, small("bare"), label="first")
    said, said_bare = upload(daemon, *bytes_of(2)), upload(daemon, small("said"))
    migrate("store", daemon.data, store)
    shared = start("shared", store)
    for run in (said, said_bare):
        assert note(shared.data, run, "--label", "there").returncode == 0
    # More than once, so that what an earlier migration has replaced may be replaced, too.
    for label in ("second", "third"):
        shared.stop()
        sql(store, "UPDATE benchd.derived SET rules = 1")
        shared.start()
        eventually(lambda: sql(store, "SELECT count(*) FROM benchd.derived WHERE rules = 1") == "0", "the runs to be computed")
        if label == "second":
            for run, report in [(bare, "bare"), (said_bare, "said")]:
                assert upload(shared, small(report), archive({"late": b"late"})) == run
        for run in (computed, bare, said, said_bare):
            assert note(daemon.data, run, "--label", label).returncode == 0
        output = migrate("store", daemon.data, store, code=1)
        assert summary(output) == "0 runs moved, 0 there already, the notes of 2 runs brought up to date, 2 not moved"
        assert all(f"{run}.json: people have said something else of it there, which stays" in output for run in (said, said_bare))
        expected = {computed: label, bare: label, said: "there", said_bare: "there"}
        eventually(lambda: {one["uuid"]: one["label"] for one in shared.runs()} == expected, "the notes")


def test_words_of_the_folder_reach_a_run_that_was_filed_there_without_any(start, store, tmp_path):
    shared = start("shared", store)
    silent, said = upload(shared, small("silent")), upload(shared, small("said"), label="there")
    shared.stop()
    folder = tmp_path / "folder"
    migrate("data", folder, store)
    for run in (silent, said):
        assert note(folder, run, "--label", "here").returncode == 0
    output = migrate("store", folder, store, code=1)
    assert summary(output) == "0 runs moved, 0 there already, the notes of 1 run brought up to date, 1 not moved"
    assert f"{said}.json: people have said something else of it there, which stays" in output
    shared.start()
    assert {one["uuid"]: one["label"] for one in shared.runs()} == {silent: "here", said: "there"}


def copy_of(daemon, uuid, other, folder):
    """Makes a data folder in which another run has the id of a run, or its bytes have another id."""
    folder.mkdir()
    for name, content in files(daemon.data).items():
        (folder / name.replace(uuid, other)).write_bytes(content.replace(uuid.encode(), other.encode()))
    (folder / ".lock").touch()
    return folder


def test_a_conflict_is_named_and_overwrites_nothing(start, store, tmp_path):
    daemon = start("embedded", "")
    run = upload(daemon, *bytes_of(1))
    daemon.stop()
    migrate("store", daemon.data, store)
    before = rows(store)
    # The same bytes under another id.
    other = f"{run[:-4]}{'0000' if run[-4:] != '0000' else '1111'}"
    twin = copy_of(daemon, run, other, tmp_path / "twin")
    assert f"{other}.json: its bytes are filed there as the run {run}" in migrate("store", twin, store, code=1)
    # The same id with other bytes.
    changed = start("changed", "")
    third = upload(changed, *bytes_of(2))
    changed.stop()
    strange = copy_of(changed, third, run, tmp_path / "strange")
    assert f"{run}.json: another report is filed there under its id" in migrate("store", strange, store, code=1)
    # With another config.
    config = copy_of(daemon, run, run, tmp_path / "config")
    (config / f"{run}_config.zip").write_bytes(archive({"other": b"other"}))
    receipt = json.loads((config / f"{run}.receipt.json").read_text())
    digest = json.loads((changed.data / f"{third}.receipt.json").read_text())["config"]
    (config / f"{run}_config.zip").write_bytes((changed.data / f"{third}_config.zip").read_bytes())
    (config / f"{run}.receipt.json").write_text(json.dumps({**receipt, "config": digest}))
    assert f"{run}.json: another config is filed there with it" in migrate("store", config, store, code=1)
    # At another time.
    (config / f"{run}.receipt.json").write_text(json.dumps({**receipt, "filed": "2001-01-01T00:00:00.000Z"}))
    (config / f"{run}_config.zip").write_bytes((daemon.data / f"{run}_config.zip").read_bytes())
    assert f"{run}.json: its receipt there says another time, rig or origin" in migrate("store", config, store, code=1)
    assert rows(store) == before

    # The other way.
    for folder, words in [(twin, f"its bytes are filed there as the run {other}"), (strange, "another report is filed there under its id")]:
        before = files(folder)
        output = migrate("data", folder, store, code=1)
        assert f"the run {run}: {words}" in output and summary(output) == "0 runs moved, 0 there already, 1 not moved"
        assert files(folder) == before


def test_what_was_removed_there_stays_removed(start, store, tmp_path):
    daemon = start("embedded", "")
    run, again = upload(daemon, *bytes_of(1)), upload(daemon, *bytes_of(2))
    migrate("store", daemon.data, store)
    shared = start("shared", store)
    assert benchd("prune", "--data", shared.data, "--run", run, "--reason", "x", "--apply").returncode == 0
    output = migrate("store", daemon.data, store)
    assert f"left alone: the run {run} was removed there, and stays so" in output and summary(output) == "0 runs moved, 1 there already"
    assert shared.web.get(f"/api/benchmarks/{run}").status == 410
    # Where it comes back, the run that is still there goes.
    daemon.stop()
    assert summary(migrate("data", daemon.data, store)) == "0 runs moved, 1 there already, 1 removed run moved"
    daemon.start()
    assert daemon.web.get(f"/api/benchmarks/{run}").status == 410 and [one["uuid"] for one in daemon.runs()] == [again]
    assert not list(daemon.data.glob(f"{run}*.zip"))
    # A pin that somebody has set there is stronger.
    assert benchd("pin", "--data", shared.data, again).returncode == 0
    assert benchd("prune", "--data", daemon.data, "--run", again, "--reason", "x", "--apply").returncode == 0
    assert "is pinned there; benchd pin --undo lets it go" in migrate("store", daemon.data, store, code=1)
    assert shared.report(again) == bytes_of(2)[0]


def test_one_of_two_runs_with_the_same_bytes_that_was_removed_keeps_the_other_out_of_nothing(start, store, tmp_path):
    """The old application gave the same report several ids, which an import keeps."""
    folder = tmp_path / "embedded" / "data"
    folder.mkdir(parents=True)
    for name in ("aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        (folder / f"{name}.json").write_bytes(small("twice"))
    daemon = start("embedded", "")
    output = migrate("store", daemon.data, store, code=1)
    assert "bbbbbbbbbbbb.json: its bytes are filed there as the run aaaaaaaaaaaa" in output
    assert benchd("prune", "--data", daemon.data, "--run", "aaaaaaaaaaaa", "--reason", "x", "--apply").returncode == 0
    # The one that stays comes in its place, in whatever order they are met.
    migrate("store", daemon.data, store, code=1)
    assert summary(migrate("store", daemon.data, store)) == "1 run moved, 0 there already"
    assert sql(store, "SELECT id FROM benchd.runs") == "bbbbbbbbbbbb" and sql(store, "SELECT id FROM benchd.tombstones") == "aaaaaaaaaaaa"
    back = tmp_path / "back"
    assert summary(migrate("data", back, store)) == "1 run moved, 0 there already, 1 removed run moved"
    assert (back / "bbbbbbbbbbbb.json").read_bytes() == small("twice") and (back / "aaaaaaaaaaaa.gone.json").exists()


def test_a_damaged_run_is_named_and_the_rest_goes_on(start, store, tmp_path):
    daemon = start("embedded", "")
    runs = [upload(daemon, *bytes_of(number)) for number in range(6)]
    assert note(daemon.data, runs[3], "--label", "x").returncode == 0
    daemon.stop()
    whole = files(daemon.data)
    (daemon.data / f"{runs[0]}.json").write_bytes(whole[f"{runs[0]}.json"][:-1] + b" ")
    (daemon.data / f"{runs[1]}_config.zip").unlink()
    (daemon.data / f"{runs[2]}.json").unlink()
    os.utime(daemon.data / f"{runs[2]}.receipt.json")
    (daemon.data / f"{runs[3]}.notes.json").write_bytes(b"{")
    (daemon.data / f"{runs[4]}.receipt.json").write_bytes(b"{")
    output = migrate("store", daemon.data, store, code=1)
    assert f"not moved: {daemon.data}/{runs[0]}.json: its SHA-256 is not the one it was filed with" in output
    assert f"not moved: {daemon.data}/{runs[1]}_config.zip: it is missing" in output
    assert f"moved without it: {daemon.data}/{runs[3]}.notes.json" in output
    assert f"moved without it: {daemon.data}/{runs[4]}.receipt.json: it is missing or damaged" in output
    assert summary(output).startswith("3 runs moved, 0 there already")
    assert set(sql(store, "SELECT id FROM benchd.runs").split()) == set(runs[3:])
    # What is put back comes with the next migration.
    for name in (f"{runs[0]}.json", f"{runs[1]}_config.zip", f"{runs[2]}.json", f"{runs[3]}.notes.json"):
        (daemon.data / name).write_bytes(whole[name])
    output = migrate("store", daemon.data, store, code=1)
    assert summary(output) == "3 runs moved, 2 there already, the notes of 1 run brought up to date"
    assert len(start("shared", store).runs()) == 6


def test_notes_that_cannot_be_read_replace_none(start, store, tmp_path):
    daemon = start("embedded", "")
    run = upload(daemon, *bytes_of(1))
    assert benchd("pin", "--data", daemon.data, run).returncode == 0
    daemon.stop()
    notes, back, new = daemon.data / f"{run}.notes.json", tmp_path / "back", tmp_path / "new"
    whole = notes.read_bytes()
    migrate("store", daemon.data, store)
    mark = sql(store, "SELECT mark FROM benchd.runs")
    assert "70696e6e6564223a74727565" in mark  # pinned":true
    migrate("data", back, store)

    notes.write_bytes(b"{damaged")
    output = migrate("store", daemon.data, store, code=1)
    assert f"moved without it: {notes}: " in output and summary(output) == "0 runs moved, 1 there already"
    assert sql(store, "SELECT mark FROM benchd.runs") == mark

    sql(store, "UPDATE benchd.runs SET mark = '{damaged'")
    for folder, count in ((back, "0 runs moved, 1 there already"), (new, "1 run moved, 0 there already")):
        output = migrate("data", folder, store, code=1)
        assert f"moved without it: the notes of {run}: " in output and summary(output) == count
    assert (back / notes.name).read_bytes() == whole and not (new / notes.name).exists()

    # Once they can be read again, they come.
    sql(store, f"UPDATE benchd.runs SET mark = '{mark}'")
    assert summary(migrate("data", new, store)) == "0 runs moved, 0 there already, the notes of 1 run brought up to date"
    assert json.loads((new / notes.name).read_bytes())["pinned"] is True


def test_a_damaged_run_in_the_database_is_named_and_the_rest_goes_on(start, store, tmp_path):
    daemon = start("shared", store)
    runs = [upload(daemon, *bytes_of(number)) for number in range(3)] + [upload(daemon, LARGE), upload(daemon, small("this")), upload(daemon, small("that"))]
    daemon.stop()
    digest = lambda run, column: f"(SELECT {column} FROM benchd.runs WHERE id = '{run}')"
    sql(store, f"UPDATE benchd.chunks SET bytes = set_byte(bytes, 9, 255 - get_byte(bytes, 9)) WHERE digest = {digest(runs[0], 'config_digest')}")
    sql(store, f"DELETE FROM benchd.chunks WHERE number = 1 AND digest = {digest(runs[3], 'report_digest')}")
    # A frame that is whole, and of another report.
    sql(store, f"UPDATE benchd.chunks SET bytes = (SELECT bytes FROM benchd.chunks WHERE digest = {digest(runs[5], 'report_digest')})"
        f" WHERE digest = {digest(runs[4], 'report_digest')}")
    sql(store, f"UPDATE benchd.runs SET receipt = 'x' WHERE id = '{runs[1]}'")
    folder = tmp_path / "back"
    output = migrate("data", folder, store, code=1)
    assert f"not moved: the config of the run {runs[0]} in the database: the frame 0 in the table chunks is damaged" in output
    assert f"not moved: the report of the run {runs[3]} in the database: the frame 1 is not in the table chunks" in output
    assert f"not moved: the run {runs[1]} in the database: its row is damaged" in output
    assert f"not moved: the report of the run {runs[4]} in the database: its bytes have another digest than the receipt has" in output
    assert summary(output) == "2 runs moved, 0 there already, 4 not moved"
    assert {path.name for path in folder.glob("*.json")} == {f"{run}{end}" for run in (runs[2], runs[5]) for end in (".json", ".receipt.json")}
    assert list((folder / ".staging").iterdir()) == []


FLIPPED = "set_byte(bytes, 9, 255 - get_byte(bytes, 9))"


@pytest.mark.parametrize("rotten", [FLIPPED, "(SELECT bytes FROM benchd.chunks k WHERE k.digest <> chunks.digest AND k.digest IN (SELECT config_digest FROM benchd.runs))"],
    ids=["a frame that is damaged", "a frame of another archive"])
def test_bytes_that_are_there_already_and_damaged_are_mended(start, store, rotten):
    daemon = start("embedded", "")
    run = upload(daemon, *bytes_of(1))
    other = upload(daemon, small("other"), bytes_of(1)[1])
    assert benchd("prune", "--data", daemon.data, "--run", other, "--reason", "x", "--apply").returncode == 0
    shared = start("shared", store)
    third = upload(shared, small("third"), bytes_of(1)[1])
    upload(shared, small("fourth"), bytes_of(2)[1])
    sql(store, f"UPDATE benchd.chunks SET bytes = {rotten} WHERE digest = (SELECT config_digest FROM benchd.runs WHERE id = '{third}')")
    assert summary(migrate("store", daemon.data, store)) == "1 run moved, 0 there already, 1 removed run moved"
    eventually(lambda: len(shared.runs()) == 3, "the run")
    assert shared.config(run) == bytes_of(1)[1]
    # What has rotted since is found when it is asked for.
    sql(store, f"UPDATE benchd.chunks SET bytes = {FLIPPED}")
    assert summary(migrate("store", daemon.data, store)) == "0 runs moved, 1 there already"
    output = migrate("store", daemon.data, store, "--verify", code=1)
    assert f"the report of the run {run} in the database: its bytes are not those of its receipt" in output


def test_rotten_files_where_it_is_moved_to_are_found_when_asked_for(start, store, tmp_path):
    daemon = start("shared", store)
    run = upload(daemon, *bytes_of(1))
    folder = tmp_path / "back"
    migrate("data", folder, store)
    path = folder / f"{run}.json"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b" ")
    output = migrate("data", folder, store, "--verify", code=1)
    assert f"not moved: {path}: its SHA-256 is not the one it was filed with" in output


def test_alerts_of_both_become_one(start, store, tmp_path):
    first = start("first", "", *rules(tmp_path))
    alarm(first)
    shared = start("shared", store, *rules(tmp_path))
    [mine] = alerts(first)["events"]
    upload(shared, small("there"))
    eventually(lambda: alerts(shared)["judged"], "the rules to be applied there")
    version = sql(store, "SELECT version FROM benchd.documents")
    assert "alerts moved" in summary(migrate("store", first.data, store))
    assert alerts(shared)["events"] == [mine] and alerts(shared)["mutes"] == alerts(first)["mutes"]
    assert int(sql(store, "SELECT version FROM benchd.documents")) > int(version)
    # Runs that were moved are not news: no rule finds what was found before.
    wait_for_total(shared, 10)
    upload(shared, small("after"))
    newest = shared.runs()[0]["uuid"]
    eventually(lambda: alerts(shared)["judged"] == newest, "all runs to be judged")
    assert alerts(shared)["events"] == [mine]
    assert "alerts" not in summary(migrate("store", first.data, store))


@pytest.mark.slow
def test_a_message_that_waits_is_sent_where_it_was_moved_to(start, store, tmp_path):
    with Receiver() as receiver:
        file = tmp_path / "rules.yaml"
        file.write_text(f"targets: {{team: {{url: '{receiver.hook}', allow-private: true}}}}\nrules: [{{name: reads, when: worse, benchmark: 'fio-*', notify: [team]}}]")
        receiver.statuses = [500]
        first = start("first", "", "--rules", str(file))
        for number in range(9):
            upload(first, loss(number), source="rig-07")
        eventually(lambda: alerts(first)["events"] and alerts(first)["events"][0]["deliveries"][0]["attempts"] == 1, "the message to wait")
        first.stop()
        shared = start("shared", store, "--rules", str(file))
        for number in range(9):
            upload(shared, loss(number).replace(b'"host"', b'"other"'), source="rig-08")
        receiver.wait_for(1)
        assert "alerts moved" in summary(migrate("store", first.data, store))
        # What sends knew all before, and nothing wakes it.
        eventually(lambda: len(receiver.taken) == 2, "the message", 180)
        states = lambda: [delivery["state"] for event in alerts(shared)["events"] for delivery in event["deliveries"]]
        eventually(lambda: states() == ["delivered", "delivered"], "both messages to be delivered")
        assert len(receiver.taken) == 2


def test_no_rule_looks_at_runs_that_are_moved(start, store, tmp_path):
    first = start("first", "")
    for number in range(9):
        upload(first, loss(number), source="rig-07")
    shared = start("shared", store, *rules(tmp_path))
    upload(shared, small("there"))
    eventually(lambda: alerts(shared)["judged"] == shared.runs()[0]["uuid"], "the rules to be applied there")
    migrate("store", first.data, store)
    wait_for_total(shared, 10)
    upload(shared, small("after"))
    eventually(lambda: alerts(shared)["judged"] == shared.runs()[0]["uuid"], "all runs to be judged")
    assert alerts(shared)["events"] == []


def test_an_unreadable_book_of_alerts_is_named(start, store):
    daemon = start("embedded", "")
    (daemon.data / ".alerts.json").write_bytes(b"{}")
    assert ".alerts.json: it cannot be read" in migrate("store", daemon.data, store, code=1)


def test_a_config_that_no_receipt_names_is_named(start, store):
    daemon = start("embedded", "")
    run = upload(daemon, small("bare"))
    daemon.stop()
    (daemon.data / f"{run}_config.zip").write_bytes(archive({"a": b"a"}))
    before = files(daemon.data)
    # It may be of a filing under way, for a minute.
    migrate("store", daemon.data, store)
    assert files(daemon.data) == before
    daemon.start()
    assert summary(migrate("store", daemon.data, store)) == "0 runs moved, 0 there already, 1 config added"


def refused(code, words, *arguments, **environment):
    done = benchd("migrate", *arguments, environment=environment)
    assert done.returncode == code and done.stdout == "" and words in done.stderr, done
    return done


def test_what_cannot_be_done_is_said_in_one_sentence(start, store, server, tmp_path):
    (tmp_path / "none").mkdir()
    refused(2, "--to must be store or data", "--store", store)
    refused(2, "--to must be store or data", "--store", store, "--to", "there")
    refused(2, "migrate needs the PostgreSQL: --store postgres://HOST/DATABASE", "--to", "store")
    refused(2, "--store must be like postgres://HOST/DATABASE", "--to", "store", "--store", "nothing")
    refused(2, 'migrate takes no argument "x"', "--to", "store", "--store", store, "x")
    refused(1, "is no data folder of benchd; name it with --data", "--to", "store", "--store", store, "--data", tmp_path / "none")
    refused(1, "the database cannot be used", "--to", "store", "--store", "host=/nowhere dbname=x", "--data", tmp_path / "none")
    daemon = start("embedded", "")
    refused(1, "stop that daemon or choose another --data", "--to", "data", "--store", store, "--data", daemon.data)
    assert "the password in --store can be seen" in benchd("migrate", "--to", "store", "--data", daemon.data, "--store", f"{store} password=x").stderr
    sql(store, "UPDATE benchd.meta SET value = '99' WHERE name = 'schema'")
    for direction in ("store", "data"):
        done = refused(1, "is of version 99, and this benchd knows version", "--to", direction, "--store", store, "--data", tmp_path / "other")
        assert done.stderr.count("\n") == 1
    assert not (tmp_path / "other").exists()


def test_a_daemon_goes_on_in_the_same_place(start, store):
    """With the same inbox and folder, a config that comes later finds its run, in the database and in the folder again."""
    daemon = start("rig", "")
    put(daemon.inbox / "rig-01", small("first"))
    put(daemon.inbox / "rig-02", small("second"))
    runs = [daemon.receipt(f"rig-0{number}/{REPORT}")["uuid"] for number in (1, 2)]
    daemon.stop()
    migrate("store", daemon.data, store, "--inbox", daemon.inbox)
    shared = start("rig", store)
    assert "only runs of the database" in shared.log()
    put(shared.inbox / "rig-01", config=archive({"a": b"a"}))
    assert shared.receipt(f"rig-01/{CONFIG}")["outcome"] == "attached" and shared.config(runs[0]) == archive({"a": b"a"})
    shared.stop()
    assert summary(migrate("data", daemon.data, store)) == "0 runs moved, 1 there already, 1 config added"
    back = start("rig", "")
    put(back.inbox / "rig-02", config=archive({"b": b"b"}))
    assert back.receipt(f"rig-02/{CONFIG}")["outcome"] == "attached" and back.config(runs[1]) == archive({"b": b"b"})
    assert back.config(runs[0]) == archive({"a": b"a"})
    assert "followed.sqlite alone" not in back.log()


def test_runs_that_are_there_already_are_not_read_again(start, store):
    daemon = start("embedded", "")
    run = upload(daemon, *bytes_of(1))
    daemon.stop()
    migrate("store", daemon.data, store)
    path = daemon.data / f"{run}.json"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b" ")
    assert summary(migrate("store", daemon.data, store)) == "0 runs moved, 1 there already"
    path.write_bytes(content[:-1])
    assert f"{run}.json: it has {len(content) - 1} bytes" in migrate("store", daemon.data, store, code=1)
