"""Rules: what they find in runs, in silence and in trouble; who is notified, how often, and what people see of it."""

import hashlib
import hmac
import json
import random
import socket

import pytest

from Support.daemon import benchd
from Support.marks import exclude
from Support.reports import encode, fixture, fixture_bytes
from Support.waiting import eventually
from Support.web import FORM_TYPE, form
from Support.webhooks import Receiver

RANDOM = random.Random(7)


def report(value, tag, filesystems=("ext4", "xfs")):
    """A report with this value on the first filesystem, and the usual one on the others."""
    values = {name: 50_000 * RANDOM.gauss(1, 0.01) for name in filesystems}
    values[filesystems[0]] = value
    return encode({
        "system_info": {"hostname": "host", "kernel_version": "6.1", "timestamp": tag},
        "data": {"fio-randread-4k": {name: {"metrics": {"plot": {"read_iops": value}}} for name, value in values.items()}}})


def usual(tag):
    return report(50_000 * RANDOM.gauss(1, 0.01), tag)


def upload(daemon, content, source="rig-01"):
    parts = [("source", None, source.encode()), ("file", "report.json", content)]
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()["uuid"]


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def start(start_daemon, tmp_path, receiver):
    """Starts a daemon with these rules, in YAML; targets are `team` and, with a secret, `signed`."""
    (tmp_path / "secret").write_text("a secret\n")

    def start(rules, form="json", **settings):
        write(tmp_path, receiver.hook, rules, form)
        return start_daemon("--rescan", "0", "--rules", str(tmp_path / "rules.yaml"), **settings)
    return start


def write(folder, url, rules, form="json"):
    (folder / "rules.yaml").write_text(f"""
server: https://bench.example/bench
targets:
  team: {{form: {form}, url: '{url}', allow-private: true}}
  signed: {{url: '{url}', allow-private: true, secret-file: {folder}/secret}}
rules:
{rules}
""")


WORSE = "- {name: reads, when: worse, benchmark: 'fio-*', notify: [team]}"


def kept(daemon):
    """What alerts have kept so far."""
    if not daemon.has_files:
        content = daemon.sql("SELECT convert_from(content, 'UTF8') FROM benchd.documents WHERE name = 'alerts'")
        return json.loads(content) if content else {"judged": None, "events": []}
    file = daemon.data / ".alerts.json"
    return json.loads(file.read_text()) if file.exists() else {"judged": None, "events": []}


def stamp(daemon):
    """What tells whether it was written since; empty where nothing is kept."""
    if not daemon.has_files:
        return daemon.sql("SELECT version FROM benchd.documents WHERE name = 'alerts'")
    file = daemon.data / ".alerts.json"
    return str(file.stat().st_mtime_ns) if file.exists() else ""


def keep(daemon, judged):
    """Has it be known only up to which run all are judged, while it does not run."""
    text = json.dumps({**kept(daemon), "judged": judged})
    if daemon.has_files:
        (daemon.data / ".alerts.json").write_text(text)
    else:
        daemon.sql(f"UPDATE benchd.documents SET content = convert_to($json${text}$json$, 'UTF8'), version = version + 1")


def events(daemon):
    return kept(daemon)["events"]


def with_event(daemon):
    """The page, where it has the event that its file has: the file comes first."""
    page = daemon.web.get("/alerts").body.decode()
    return page if "rig-07" in page else None


def judged(daemon):
    """Waits until all runs were judged."""
    newest = daemon.runs()[0]["uuid"]
    eventually(lambda: newest == kept(daemon)["judged"], "the newest run to be judged")


def test_a_loss_is_told_once_with_its_numbers_and_a_link(start, receiver):
    daemon = start(WORSE)
    for place in range(8):
        upload(daemon, usual(f"{place}"))
    judged(daemon)
    assert events(daemon) == [] and receiver.taken == []
    uuid = upload(daemon, report(30_000, "slow"))

    [(_, headers, body)] = receiver.wait_for(1)
    message = json.loads(body)
    assert (message["rule"], message["run"], message["source"]) == ("reads", uuid, "rig-01")
    assert message["link"] == f"https://bench.example/bench/benchmarks/{uuid}"
    assert "1 value is worse than the runs before on rig-01: fio-randread-4k on ext4" in message["summary"]
    assert "30k" in message["details"][0] and "read_iops" in message["details"][0] and len(message["details"]) == 1
    assert headers["Content-Type"] == "application/json" and len(headers["X-Benchd-Event"]) == 64

    # It is noted a moment after it was taken.
    eventually(lambda: "notified 20" in daemon.web.get("/alerts").body.decode(), "the delivery on the page")
    page = daemon.web.get("/alerts", Accept="text/html").body.decode()
    assert message["summary"] in page and f'href="/benchmarks/{uuid}"' in page
    assert receiver.hook not in page
    # Not by a restart, nor by a reload.
    daemon.restart()
    upload(daemon, usual("after"))
    judged(daemon)
    assert len(receiver.taken) == 1 and len(events(daemon)) == 1


def test_noise_and_gains_alarm_nobody(start, receiver):
    daemon = start(WORSE)
    for place in range(12):
        upload(daemon, usual(f"{place}"))
    upload(daemon, report(90_000, "fast"))
    # Another rig has no runs before.
    upload(daemon, report(20_000, "other"), source="rig-02")
    judged(daemon)
    assert events(daemon) == []


def test_an_excluded_run_alarms_nobody(start, receiver):
    daemon = start("")
    for place in range(8):
        upload(daemon, usual(f"{place}"))
    slow = upload(daemon, report(30_000, "slow"))
    assert exclude(daemon.data, slow, "--reason", "too warm").returncode == 0
    rules = daemon.data.parent.parent / "rules.yaml"
    write(rules.parent, receiver.hook, WORSE)
    test = lambda *options: benchd("rules", "test", "--rules", rules, "--data", daemon.data, *options).stdout
    assert "0 events of 1 rule in 9 runs" in test()
    assert exclude(daemon.data, slow, "--undo").returncode == 0
    assert "1 event of 1 rule in 9 runs" in test() and "reads: 1 value is worse" in test()
    assert json.loads(test("--json"))[0]["run"] == slow
    # And a replay tells nobody.
    assert receiver.taken == [] and receiver.refused == []


def test_another_setup_is_another_segment(start, tmp_path, receiver):
    daemon = start("""
- {name: same, when: worse}
- {name: any, when: worse, setup-changes: true}
""")
    for place in range(8):
        upload(daemon, usual(f"{place}"))
    changed = json.loads(report(30_000, "changed"))
    changed["system_info"]["kernel_version"] = "6.12"
    upload(daemon, encode(changed))
    judged(daemon)
    [event] = events(daemon)
    assert event["rule"] == "any" and "with this run changed: kernel_version" in event["details"][0]


def test_a_broken_law_is_told(start, receiver):
    daemon = start("- {name: errors, when: law, laws: [1], notify: team}\n- {name: all, when: law, verdicts: [odd, broken]}")
    broken = fixture("baseline")
    entry = broken["data"]["sysbench-oltp"]["ext4_overlay2"]["metrics"]
    entry["table"]["total_errors"] = 1_000_000
    entry["plot"]["errors_per_sec"] = 100_000
    uuid = upload(daemon, fixture_bytes("minute-baseline"))
    odd = upload(daemon, encode(broken))
    judged(daemon)
    laws = {finding["law"] for finding in daemon.web.json(f"/api/benchmarks/{odd}/audit")["findings"] if finding["verdict"] == "broken"}
    found = [(event["rule"], event["run"]) for event in events(daemon)]
    assert (("errors", odd) in found) == (1 in laws) and ("errors", uuid) not in found
    for run in (uuid, odd):
        counts = daemon.web.json(f"/api/benchmarks/{run}/audit")["counts"]
        assert (("all", run) in found) == (counts["odd"] + counts["broken"] > 0)


def test_a_rig_that_is_silent_is_told_once(start, receiver):
    daemon = start("- {name: silent, when: no-run, source: rig-07, within: 1s, notify: [team]}\n- {name: long, when: no-run, within: 1d}")
    [(_, _, body)] = receiver.wait_for(1)
    assert "no run has come from rig-07 at all" in json.loads(body)["summary"]
    uuid = upload(daemon, usual("one"), source="rig-07")
    message = json.loads(receiver.wait_for(2)[1][2])
    assert message["run"] == uuid and "no run has come from rig-07 since 20" in message["summary"]
    # A stop may cut off the receiver's answer, and the message is sent once more then.
    eventually(lambda: [event["deliveries"][0]["state"] for event in events(daemon)] == ["delivered"] * 2, "the delivery to be noted")
    daemon.restart()
    upload(daemon, usual("two"), source="rig-07")
    receiver.wait_for(3)
    assert len({headers["X-Benchd-Event"] for _, headers, _ in receiver.taken}) == 3
    assert {event["rule"] for event in events(daemon)} == {"silent"}


@pytest.mark.data_folder
def test_a_trouble_is_told(start, receiver):
    daemon = start("- {name: daemon, when: trouble, notify: [team]}")
    uuid = upload(daemon, usual("one"))
    (daemon.data / f"{uuid}.json").write_bytes(b"damaged")
    daemon.web.get(f"/api/benchmarks/{uuid}")
    [(_, _, body)] = receiver.wait_for(1)
    assert uuid in json.loads(body)["summary"]


def test_a_failure_is_tried_again_with_the_same_id(start, receiver):
    receiver.statuses = [500, 429]
    daemon = start("- {name: silent, when: no-run, source: rig-07, within: 1h, notify: [signed]}")
    [(_, headers, body)] = receiver.wait_for(1)
    assert [item["X-Benchd-Event"] for _, item, _ in receiver.refused] == [headers["X-Benchd-Event"]] * 2
    assert headers["X-Benchd-Signature"] == "sha256=" + hmac.new(b"a secret", body, hashlib.sha256).hexdigest()
    eventually(lambda: events(daemon)[0]["deliveries"][0]["state"] == "delivered", "the delivery to be noted")
    assert events(daemon)[0]["deliveries"][0]["attempts"] == 3


def test_what_was_not_told_before_a_restart_is_told_after_it(start, start_daemon, tmp_path, receiver):
    receiver.statuses = [503] * 100
    daemon = start("- {name: silent, when: no-run, source: rig-07, within: 1h, notify: [team]}")
    eventually(lambda: receiver.refused, "an attempt")
    page = eventually(lambda: (text := daemon.web.get("/alerts").body.decode()) and "not reached yet" in text and text, "the failure on the page")
    assert "the receiver answered 503" in page
    daemon.stop()
    receiver.statuses = []
    daemon.start()
    receiver.wait_for(1)
    eventually(lambda: events(daemon)[0]["deliveries"][0]["state"] == "delivered", "the delivery to be noted")
    assert len(receiver.taken) == 1


@pytest.mark.parametrize("status", [302, 307])
def test_redirects_are_not_followed(start, receiver, status):
    receiver.statuses = [status]
    start("- {name: silent, when: no-run, source: rig-07, within: 1h, notify: [team]}")
    receiver.wait_for(1)
    assert {path for path, _, _ in receiver.taken + receiver.refused} == {"/hook"}


def test_private_addresses_need_leave(start_daemon, tmp_path, receiver):
    (tmp_path / "rules.yaml").write_text(f"""
targets:
  a: {{url: '{receiver.hook}'}}
  b: {{url: '{receiver.hook.replace("127.0.0.1", "localhost")}'}}
rules:
  - {{name: silent, when: no-run, source: rig-07, within: 1h, notify: [a, b]}}
""")
    daemon = start_daemon("--rules", str(tmp_path / "rules.yaml"))
    eventually(
        lambda: stamp(daemon)
        and [delivery["reason"] for event in events(daemon) for delivery in event["deliveries"] if delivery["reason"]]
        == ["its address is private; allow-private: true in the rules allows that"] * 2, "both refusals")
    assert receiver.taken == [] and receiver.refused == []


@pytest.mark.parametrize("form", ["slack", "mattermost", "teams"])
def test_the_forms_of_messages(start, receiver, form):
    start("- {name: 'a <b> *c* @all', when: no-run, source: rig-07, within: 1h, notify: [team]}", form)
    message = json.loads(receiver.wait_for(1)[0][2])
    if form == "slack":
        assert message["text"].startswith("a <b> *c* @all: no run has come from rig-07 at all")
        assert message["blocks"][0]["text"]["text"].startswith("*a &lt;b&gt; *c* @all: no run")
    elif form == "mattermost":
        assert message["text"].startswith("**a \\<b\\> \\*c\\* \\@all: no run has come from rig-07")
    else:
        [attachment] = message["attachments"]
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        assert attachment["content"]["body"][0]["text"].startswith("a \\<b\\> \\*c\\* \\@all: no run")


def test_a_muted_rule_tells_nobody_until_its_end(start, receiver):
    daemon = start("- {name: silent, when: no-run, source: 'rig-*', within: 1s, notify: [team]}")
    rules = lambda *arguments: benchd("rules", *arguments, "--data", daemon.data)
    assert rules("mute", "silent").returncode == 2 and rules("mute", "silent", "--for", "1h").returncode == 2
    assert "there is no rule" in rules("mute", "other", "--for", "1h", "--reason", "x").stderr
    muted = rules("mute", "silent", "--for", "1h", "--reason", "new disks")
    assert muted.returncode == 0 and "silent is muted until 20" in muted.stdout and "new disks" in muted.stdout
    upload(daemon, usual("one"), source="rig-07")
    eventually(lambda: events(daemon), "the event")
    page = eventually(lambda: with_event(daemon), "the event on the page")
    assert page.count("new disks") == 2 and "Muted until" in page
    daemon.restart()
    assert "new disks" in daemon.web.get("/alerts").body.decode()
    assert rules("unmute", "silent").stdout == "silent is not muted\n"
    upload(daemon, usual("two"), source="rig-08")
    [(_, _, body)] = receiver.wait_for(1)
    assert json.loads(body)["source"] == "rig-08"


def test_rules_are_read_again_and_wrong_ones_are_not_taken(start, tmp_path, receiver):
    daemon = start(WORSE)
    write(tmp_path, receiver.hook, "- {name: reads, when: wrose}")
    daemon.signal(1)
    message = 'rules.yaml, line 7: when of the rule "reads" must be one of worse, law, no-run, trouble, not "wrose"'
    daemon.wait_for_log("the old rules stay: ")
    page = daemon.web.get("/alerts", Accept="text/html").body.decode()
    assert "not taken" in page and "wrose" in page and "fio-*" in page
    checked = benchd("rules", "check", "--rules", tmp_path / "rules.yaml")
    assert checked.returncode == 1 and message in checked.stderr
    write(tmp_path, receiver.hook, "- {name: other, when: trouble}")
    daemon.signal(1)
    eventually(lambda: b"something keeps benchd from its work" in daemon.web.get("/alerts").body, "the other rules")
    assert b"wrose" not in daemon.web.get("/alerts").body
    assert "other: something keeps" in benchd("rules", "check", "--rules", tmp_path / "rules.yaml").stdout


@pytest.mark.parametrize(("text", "message"), [
    ("rules: 3", "rules of the file must be a list"), ("rles: []", 'the file has no "rles"; it may have server, targets and rules'),
    ("rules: [{when: trouble}]", "a rule needs name"), ("rules: [{name: a}]", "a rule needs when"),
    ("rules: [{name: a, when: trouble, within: 3d}]", 'has no "within"'),
    ("rules: [{name: a, when: no-run}]", "needs within"), ("rules: [{name: a, when: no-run, within: 3y}]", "a time such as 26h"),
    ("rules: [{name: a, when: worse, margin: 50}]", "margin of the rule"), ("rules: [{name: a, when: law, laws: [11]}]", "a law must be"),
    ("rules: [{name: a, when: law, verdicts: [holds]}]", "a verdict must be"),
    ("rules: [{name: a, when: trouble, notify: [x]}]", "notifies x, which is no target"),
    ("targets: {x: {url: 'https://x'}}\nrules: [{name: a, when: trouble, notify: [x, x]}]", "notifies a target twice"),
    ("rules: [{name: a, when: trouble}, {name: a, when: trouble}]", "two rules"),
    ("targets: {a: {url: 'ftp://x'}}", "must begin with https://"), ("targets: {a: {form: fax, url: 'https://x'}}", "form of the target a"),
    ("rules: [", "broken YAML"), ("a: &x 1\nrules: *x", "aliases are not taken"), ("rules: []\nrules: []", "comes twice"),
    ("---\na: 1\n---\nb: 1", "one document"), (b"\xff", "UTF-8"), (None, "No such file")])
def test_a_wrong_file_keeps_the_daemon_from_starting(tmp_path, text, message):
    rules = tmp_path / "rules.yaml"
    if text is not None:
        rules.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = benchd("serve", "--listen", "127.0.0.1:0", "--rules", rules, cwd=tmp_path)
    assert result.returncode == 1 and message in result.stderr and result.stderr.count("\n") == 1, result.stderr


def test_what_keeps_a_target_from_being_reached_is_seen_before_an_alert(start_daemon, tmp_path, receiver):
    rules = tmp_path / "rules.yaml"
    text = """
targets:
  a: {url: 'http://user@127.0.0.1:80/x'}
  b: {url: 'https://[fd00::1]/x'}
  c: {url: 'https://bench.example/x', secret-file: /nowhere/secret}
  d: {url: '%s', allow-private: true}
  e: {url: 'http://localhost:9/'}
""" % receiver.hook
    rules.write_text(text)
    checked = benchd("rules", "check", "--rules", rules)
    assert checked.returncode == 1 and checked.stderr.count("is private") == 3
    assert "the secret of the target c cannot be read: open /nowhere" in checked.stderr and "target d" not in checked.stderr
    daemon = start_daemon("--rules", str(rules))
    assert daemon.log().count("is private; allow-private: true") == 3
    send = lambda name: benchd("rules", "send", name, "--rules", rules)
    assert send("d").stdout == "d has taken a test message\n" and "nothing has happened" in receiver.taken[0][2].decode()
    assert "a was not reached: its address is private" in send("a").stderr and send("a").returncode == 1
    receiver.statuses = [500]
    assert "d was not reached: the receiver answered 500" in send("d").stderr
    assert "there is no target" in send("f").stderr and send("f").returncode == 2
    missing = benchd("rules", "check")
    assert missing.returncode == 1 and "name the file with --rules" in missing.stderr


LAW = "- {name: errors, when: law, laws: [1]}"


def failing(tag):
    """A report whose tool counted errors, with names that take much room where they are kept."""
    metrics = {"plot": {"read_iops": 100}, "table": {"total_errors": 5}}
    return encode({"system_info": {"hostname": tag}, "data": {"sysbench-" + "\x01" * 300: {"ext4" + "\x02" * 300: {"metrics": metrics}}}})


def drop_catalog(daemon):
    for file in daemon.data.glob("*.sqlite*"):
        file.unlink()


def test_what_was_filed_before_alarms_nobody_also_without_a_catalog(start, receiver):
    daemon = start("")
    for place in range(70):
        upload(daemon, failing(f"{place}"))
    daemon.stop()
    drop_catalog(daemon)
    (daemon.data / ".alerts.json").unlink(missing_ok=True)
    write(daemon.data.parent.parent, receiver.hook, LAW)
    daemon.start()
    late = upload(daemon, failing("late"))
    judged(daemon)
    laws = daemon.web.json(f"/api/benchmarks/{late}/audit")["counts"]
    assert {event["run"] for event in events(daemon)} <= {late} and laws["broken"] + laws["odd"] >= 0


def test_without_rules_nothing_is_written_and_what_is_filed_alarms_nobody_later(start, receiver):
    daemon = start("")
    for place in range(8):
        upload(daemon, usual(f"{place}"))
    upload(daemon, report(20_000, "slow"))
    write(daemon.data.parent.parent, receiver.hook, WORSE)
    daemon.signal(1)
    eventually(lambda: stamp(daemon), "the rules to be read")
    upload(daemon, usual("next"))
    judged(daemon)
    assert events(daemon) == []
    write(daemon.data.parent.parent, receiver.hook, "")
    daemon.signal(1)
    eventually(lambda: kept(daemon)["judged"] is None, "no rules")
    before = stamp(daemon)
    upload(daemon, report(20_000, "slow too"))
    assert daemon.web.get("/alerts").status == 200 and stamp(daemon) == before


def test_runs_that_were_not_judged_before_a_restart_are_judged_by_all_that_they_hold(start, receiver):
    daemon = start("- {name: daemon, when: trouble}")
    first = upload(daemon, usual("first"))
    judged(daemon)
    runs = [upload(daemon, report(50_000 * RANDOM.gauss(1, 0.01), f"{place}")) for place in range(8)]
    slow = upload(daemon, report(20_000, "slow"))
    judged(daemon)
    daemon.stop()
    drop_catalog(daemon)
    keep(daemon, judged=first)
    write(daemon.data.parent.parent, receiver.hook, WORSE)
    daemon.start()
    judged(daemon)
    assert [event["run"] for event in events(daemon)] == [slow] and slow not in runs


@pytest.mark.data_folder
def test_a_clock_that_was_wrong_hides_nothing(start, receiver):
    daemon = start(WORSE)
    ahead = upload(daemon, usual("ahead"))
    judged(daemon)
    daemon.stop()
    receipt = daemon.data / f"{ahead}.receipt.json"
    receipt.write_text(receipt.read_text().replace(json.loads(receipt.read_text())["filed"], "2037-01-01T00:00:00.000Z"))
    daemon.start()
    for place in range(8):
        upload(daemon, usual(f"{place}"))
    slow = upload(daemon, report(20_000, "slow"))
    eventually(lambda: [event["run"] for event in events(daemon)] == [slow], "the loss to be found")


@pytest.mark.data_folder
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"events": [{}], "mutes": []}', None])
def test_a_file_of_events_that_cannot_be_read_is_set_aside(start, receiver, content):
    daemon = start("- {name: silent, when: no-run, source: rig-07, within: 1h}")
    eventually(lambda: (daemon.data / ".alerts.json").exists() and events(daemon), "the event")
    daemon.stop()
    changed = kept(daemon)
    changed["events"][0]["deliveries"] = [{"target": "team", "state": "waiting", "attempts": 9223372036854775807, "at": None, "reason": None}]
    (daemon.data / ".alerts.json").write_bytes(json.dumps(changed).encode() if content is None else content)
    daemon.start()
    assert daemon.web.get("/alerts").status == 200
    if content is not None:
        assert ".alerts-damaged.json now" in daemon.log() and (daemon.data / ".alerts-damaged.json").read_bytes() == content


def test_many_events_are_each_told_once_and_take_little_room(start, receiver):
    daemon = start("- {name: a, when: no-run, within: 200ms, notify: [team]}\n- {name: b, when: no-run, within: 300ms, notify: [team]}")
    for place in range(520):
        upload(daemon, failing(f"{place}"), source=f"rig-{place}-" + "x" * 40)
    receiver.wait_for(1040)
    eventually(lambda: not [item for event in events(daemon) for item in event["deliveries"] if item["state"] == "waiting"], "the end")
    identities = [headers["X-Benchd-Event"] for _, headers, _ in receiver.taken]
    assert len(set(identities)) == len(identities) == 1040
    assert len(events(daemon)) == 500 and len(json.dumps(kept(daemon))) < 4 << 20


def test_a_target_that_hangs_holds_up_no_other_and_no_stop(start_daemon, tmp_path, receiver):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        (tmp_path / "rules.yaml").write_text(f"""
targets:
  hangs: {{url: 'http://127.0.0.1:{silent.getsockname()[1]}/', allow-private: true}}
  works: {{url: '{receiver.hook}', allow-private: true}}
rules:
  - {{name: a, when: no-run, source: rig-a, within: 1h, notify: [hangs]}}
  - {{name: b, when: no-run, source: rig-b, within: 1h, notify: [hangs]}}
  - {{name: c, when: no-run, source: rig-c, within: 1h, notify: [works]}}
""")
        daemon = start_daemon("--rules", str(tmp_path / "rules.yaml"))
        receiver.wait_for(1)
        silent.accept()
        daemon.stop()
        assert "cutting off" not in daemon.log()
