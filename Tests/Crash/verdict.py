"""Whether a daemon has kept its promise: nothing lost, doubled, shown half, or left over."""

import http.client
import json
from collections import Counter
from dataclasses import dataclass, field

from Support.waiting import eventually

import database

REASON = "reason.json"


@dataclass
class Verdict:
    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    half: list = field(default_factory=list)
    left: list = field(default_factory=list)

    def __str__(self):
        return (
            f"{len(self.lost)} lost, {len(self.doubled)} doubled, {len(self.half)} visible half, "
            f"{len(self.left)} left over")

    def add(self, other, where=""):
        for mine, others in zip(self._lists(), other._lists()):
            mine += [f"{where}: {text}" if where else text for text in others]

    def all(self):
        return [text for texts in self._lists() for text in texts]

    def _lists(self):
        return self.lost, self.doubled, self.half, self.left


def total(results):
    """The sum of `[(verdict, where)]`."""
    found = Verdict()
    for verdict, where in results:
        found.add(verdict, where)
    return found


def of_files(rig, expected):
    """Judges what lies in the data folder or database at this instant, with nobody at work there: every run is a whole one."""
    verdict = Verdict()
    if rig.store:
        verdict.half += database.halves(rig.store, expected.runs)
        return verdict
    contents = dict(expected.runs)
    for name, (report, config, receipt) in rig.reports().items():
        if report not in contents:
            verdict.half.append(f"{name}.json is no report that was sent")
        elif config is not None and config != contents[report]:
            verdict.half.append(f"{name}_config.zip is no config that was sent")
        try:
            named = json.loads(receipt)
        except (TypeError, ValueError):
            verdict.half.append(f"{name} has no whole receipt: {receipt!r}")
        else:
            if named["config"] is not None and config is None:
                verdict.half.append(f"the receipt of {name} names a config that is not there")
    return verdict


def of_rest(rig, expected, acknowledged=None, is_same_file=True):
    """Judges a running daemon that should have nothing left to do; stops it and starts it again.

    Where a power cut brings a source back as another file, it may count as a second drop of the same bytes.
    """
    verdict = Verdict()
    try:
        rig.wait_for_quiet()
    except AssertionError:
        verdict.lost.append(f"{rig.waiting()} stays in the inbox")
    _wait_for_the_end(rig, expected)
    ids = _runs(rig, expected, acknowledged, verdict)
    _receipts(rig, expected, ids, is_same_file, verdict)
    _rejections(rig, expected, verdict)
    verdict.left += rig.unfinished()
    _catalog(rig, verdict)
    return verdict


def has_failed_judging(rig):
    """Waits until the daemon has nothing to do. Returns whether it rejected a drop that ended it twice while it was judged."""
    rig.wait_for_quiet()
    return any(reason["type"] == "/problems/judging-failed" for _, reason in rig.daemon.rejections())


def of_failed_judging(rig, expected):
    """Judges a daemon that has rejected a drop so: every file that was sent is in a run or in a rejection."""
    verdict = Verdict()
    kept = [path.read_bytes() for path in (rig.inbox / ".rejected").glob("[!.]*/*")]
    filed = [content for files in rig.reports().values() for content in files]
    sent = [content for drop in expected.runs for content in drop]
    sent += [content for files in expected.rejected for content in files.values()]
    verdict.lost += [f"a file of {len(content)} bytes" for content in sent if content not in kept + filed]
    verdict.left += rig.unfinished()
    rig.daemon.stop()
    return verdict


def _wait_for_the_end(rig, expected):
    """A rejected file leaves the inbox before its rejection is complete, and a receipt comes last."""
    receipts = [_receipt_file(rig, path) for path in expected.outcomes]
    try:
        eventually(lambda: all(file.exists() for file in receipts) and not rig.unfinished(), "the end", timeout=2)
    except AssertionError:
        pass  # What is missing or left over is judged one by one.


def _receipt_file(rig, path):
    return rig.inbox / ".receipts" / f"{path}.json"


def _runs(rig, expected, acknowledged, verdict):
    found = {}
    for run in rig.daemon.runs():
        uuid = run["uuid"]
        try:
            found[uuid] = (rig.daemon.report(uuid), rig.daemon.config(uuid) if run["has_config"] else None)
        except http.client.HTTPException as error:
            verdict.half.append(f"{uuid} is not served as a whole: {error}")
            continue
        if run["source"] != expected.source:
            verdict.half.append(f"{uuid} is from {run['source']}")
    wanted, there = Counter(expected.runs), Counter(found.values())
    reports = Counter(report for report, _ in found.values())
    for drop in wanted - there:
        if reports[drop[0]]:
            verdict.half.append("a run is without its config or with another one")
        elif expected.is_certain:
            verdict.lost.append("a report")
    for report, _ in there - wanted:
        if report not in dict(expected.runs):
            verdict.half.append("a run is no report that was sent")
    verdict.doubled += [f"a report is {count} runs" for count in reports.values() if count > 1]
    if acknowledged and acknowledged not in found:
        verdict.lost.append(f"the acknowledged run {acknowledged}")
    return set(found)


def _receipts(rig, expected, ids, is_same_file, verdict):
    for path, outcome in expected.outcomes.items():
        file = _receipt_file(rig, path)
        if not file.exists():
            verdict.lost.append(f"the receipt of {path}")
            continue
        try:
            receipt = json.loads(file.read_bytes())
        except ValueError:
            verdict.half.append(f"the receipt of {path}")
            continue
        is_twin = not is_same_file and (outcome, receipt["outcome"]) == ("accepted", "duplicate")
        if receipt["outcome"] != outcome and not is_twin:
            verdict.half.append(f"the receipt of {path} tells {receipt['outcome']} instead of {outcome}")
        if outcome != "rejected" and receipt["uuid"] not in ids:
            verdict.lost.append(f"{receipt['uuid']}, which the receipt of {path} tells")


def _rejections(rig, expected, verdict):
    found = []
    for folder in sorted((rig.inbox / ".rejected").glob("[!.]*")):
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        try:
            json.loads(files.pop(REASON))["detail"]
        except (KeyError, ValueError):
            verdict.half.append(f"{folder.name} has no whole reason")
        found.append(files)
    for files in expected.rejected:
        if files in found:
            found.remove(files)
        else:
            verdict.lost.append(f"a rejected drop of {sorted(files)}")
    verdict.doubled += [f"a rejection of {sorted(files)}" for files in found]


def _catalog(rig, verdict):
    try:
        before = answers(rig.daemon)
        rig.daemon.stop()
        rig.delete_catalog()
        after = answers(rig.start())
    except http.client.HTTPException as error:
        verdict.half.append(f"a run is not served as a whole: {error}")
        return
    if after != before:
        different = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        verdict.half.append(f"a catalog made again answers otherwise: {different}")
    rig.daemon.stop()


def answers(daemon):
    """What the API says of all runs."""
    runs = daemon.web.get("/api/benchmarks?limit=500")
    paths = [
        f"/api/benchmarks/{run['uuid']}{part}"
        for run in runs.json()["runs"] for part in ("", "/summary", "/receipt", "/config", "/config/files")]
    found = {path: daemon.web.get(path) for path in paths}
    return {"": runs.body, **{path: (answer.status, answer.body, answer.header("ETag")) for path, answer in found.items()}}
