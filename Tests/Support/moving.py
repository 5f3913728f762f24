"""A library with one of each that a store holds, and all that is answered of it: what a migration must keep."""

import json
import random

from . import postgres
from .archives import archive
from .daemon import benchd
from .marks import exclude, note
from .paths import CASES
from .reports import encode, fixture_bytes, fixture_config, put, small
from .waiting import eventually
from .web import FORM_TYPE, form

RULES = """
rules:
- {name: reads, when: worse, benchmark: 'fio-*'}
- {name: writes, when: worse, benchmark: 'fio-*', metric: write_iops}
"""
# Three frames, of which no two are the same.
LARGE = encode({
    "system_info": {"hostname": "large", "pad": [random.Random(5).randbytes(1 << 10).hex() for _ in range(1100)]},
    "data": {"fio-x": {"ext4": {"metrics": {"plot": {"read_iops": 2}}}}}})
# PostgreSQL refuses this character in texts.
NUL = small("nul").replace(b'"fio-x"', b'"fio-\\u0000"')


def upload(daemon, report, config=None, source=None, **words):
    parts = [("file", "aggregated_report.json", report)] + ([("config_file", "config.zip", config)] if config else [])
    parts += [(name, None, text.encode()) for name, text in {"source": source, **words}.items() if text]
    answer = daemon.web.request("POST", "/api/upload", {"Content-Type": FORM_TYPE}, form(*parts))
    assert answer.status == 200, answer.body
    return answer.json()["uuid"]


def loss(number):
    """Nine reports of which the last is worse than the others."""
    value = 20_000 if number == 8 else 50_000 + 100 * number
    return encode({
        "system_info": {"hostname": "host", "timestamp": f"{number}"},
        "data": {"fio-randread-4k": {"ext4": {"metrics": {"plot": {"read_iops": value}}}}}})


def old_folder(folder):
    """A folder of the old application: one report is none by the rules of today, one has a config."""
    folder.mkdir()
    for number, (report, config) in enumerate([(small("old"), archive({"a": b"a"})), (b'{"data": {"x": NaN}}', None)]):
        (folder / f"0123456789a{number}.json").write_bytes(report)
        if config:
            (folder / f"0123456789a{number}_config.zip").write_bytes(config)
    return folder


def fill(daemon):
    """Files one of each; returns the ids of the runs that were removed."""
    put(daemon.inbox / "rig-01/night", fixture_bytes("minute-baseline"), fixture_config("minute-baseline"))
    put(daemon.inbox / "rig-02", fixture_bytes("baseline"))
    put(daemon.inbox / "rig-03", small("late"))
    daemon.receipt("rig-03/aggregated_report.json")
    put(daemon.inbox / "rig-03", config=archive({"late.yaml": b"late: 1\n"}))
    assert daemon.receipt("rig-03/config.zip")["outcome"] == "attached"
    upload(daemon, LARGE, archive({"large.bin": random.Random(3).randbytes(1_500_000)}), source="rig-04", label="large", note="three frames")
    upload(daemon, NUL, (CASES / "f09-secrets-missed.zip").read_bytes())
    # The same report with another config is another run.
    twins = [upload(daemon, small("twin"), archive({name: b"x"})) for name in "ab"]
    marked, counted, pinned, *removed = [upload(daemon, small(name)) for name in ("marked", "counted", "pinned", "removed", "removed too")]
    done = [
        note(daemon.data, marked, "--label", "ünï", "--note", "two\nlines", "--tag", "x", "--tag", "y"), exclude(daemon.data, twins[0], "--reason", "a fan"),
        exclude(daemon.data, counted, "--reason", "a mistake"), exclude(daemon.data, counted, "--undo"), benchd("pin", "--data", daemon.data, pinned),
        *[benchd("prune", "--data", daemon.data, "--run", run, "--reason", "a secret", "--apply") for run in removed]]
    assert [one.stderr for one in done if one.returncode] == []
    return removed


def rules(folder):
    """The options of a daemon with rules of alerts."""
    file = folder / "rules.yaml"
    file.write_text(RULES)
    return ["--rules", str(file)]


def alarm(daemon):
    """Has a rule find something, and another be muted."""
    for number in range(9):
        upload(daemon, loss(number), source="rig-07")
    done = benchd("rules", "mute", "--data", daemon.data, "writes", "--for", "30d", "--reason", "a new disk")
    assert done.returncode == 0, done
    eventually(lambda: alerts(daemon)["events"] and alerts(daemon)["mutes"], "an alert and a mute")
    newest = daemon.runs()[0]["uuid"]
    eventually(lambda: alerts(daemon)["judged"] == newest, "all runs to be judged")


def alerts(daemon):
    """What is kept of alerts."""
    if daemon.has_files:
        file = daemon.data / ".alerts.json"
        return json.loads(file.read_text()) if file.exists() else {"events": [], "mutes": [], "judged": None}
    content = daemon.sql("SELECT convert_from(content, 'UTF8') FROM benchd.documents WHERE name = 'alerts'")
    return json.loads(content) if content else {"events": [], "mutes": [], "judged": None}


PARTS = ("", "/config", "/summary", "/audit", "/receipt", "/config/files")


def answers(daemon, removed=()):
    """All that is answered of the runs: {path: (status, body)}."""
    paths = ["/api/benchmarks?limit=500", "/api/export?format=csv", "/api/export?format=ndjson"]
    paths += [f"/api/benchmarks/{run}{part}" for run in [*(run["uuid"] for run in daemon.runs()), *removed] for part in PARTS]
    found = {}
    for path in paths:
        answer = daemon.web.get(path)
        found[path] = answer.status, answer.body
    return found


def files(folder):
    """What lies in a data folder and is no business of one machine: {name: bytes}."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "catalog", "followed"))}


def rows(store):
    """What lies in a database, but for what is derived and for news."""
    place = postgres.parts(store)
    tables = ["SELECT * FROM benchd.runs ORDER BY id", "SELECT * FROM benchd.tombstones ORDER BY id",
        "SELECT name, content FROM benchd.documents ORDER BY name",
        "SELECT digest, byte_count FROM benchd.contents ORDER BY digest", "SELECT digest, number, sha256(bytes) FROM benchd.chunks ORDER BY digest, number"]
    return [postgres.sql(text, place["host"], place["dbname"]) for text in tables]


def migrate(to, data, store, *options, code=0, **settings):
    done = benchd("migrate", "--to", to, "--data", data, "--store", store, *options, **settings)
    assert done.returncode == code, done
    return done.stdout


def wait_for_total(daemon, total):
    eventually(lambda: daemon.web.json("/api/benchmarks")["total"] == total, f"{total} runs", timeout=30)
