"""Reports: the real ones, variants of them, and invented ones."""

import copy
import json
from pathlib import Path

from .paths import FIXTURE_NAMES, FIXTURES

REPORT = "aggregated_report.json"
CONFIG = "config.zip"


def fixture_bytes(name):
    return (FIXTURES / name / REPORT).read_bytes()


def fixture_config(name):
    return (FIXTURES / name / CONFIG).read_bytes()


def fixture(name):
    return json.loads(fixture_bytes(name))


def encode(report):
    return json.dumps(report, indent=2).encode()


def small(tag):
    """A short valid report with bytes that no other report has."""
    return encode({"system_info": {"hostname": tag}, "data": {"fio-x": {"ext4": {"metrics": {"plot": {"read_iops": 1}}}}}})


def put(folder, report=None, config=None):
    """Makes a folder that holds a drop in the suite's names."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    # The report last: however slow the machine is, its config is there when it is judged.
    if config is not None:
        (folder / CONFIG).write_bytes(config)
    if report is not None:
        (folder / REPORT).write_bytes(report)
    return folder


def entries(report):
    """Every (benchmark, filesystem, entry)."""
    for benchmark, filesystems in report["data"].items():
        for filesystem, entry in filesystems.items():
            yield benchmark, filesystem, entry


def _edited(edit, benchmarks=("fio-randrw-16k", "postgres-pgbench")):
    """A part of a real report, changed; the whole one only where its size matters, because each is drawn."""
    report = fixture("baseline")
    report["data"] = {name: report["data"][name] for name in benchmarks or report["data"]}
    edit(report)
    return report


def _each_entry(change):
    def edit(report):
        for _, _, entry in entries(report):
            change(entry)
    return edit


def _null_sections(entry):
    entry["metrics"]["table"] = None
    entry["monitoring"]["docker_stats"]["series"] = None
    entry["monitoring"]["iostat"] = None


def _without_disks(entry):
    for part in ("plot", "table", "series"):
        values = entry["monitoring"]["iostat"][part]
        entry["monitoring"]["iostat"][part] = {key: value for key, value in values.items() if not key.startswith("vdb_")}


def _missing_cells(report):
    for index, (_, filesystems) in enumerate(sorted(report["data"].items())):
        names = sorted(filesystems)
        del filesystems[names[index % len(names)]]
        for entry in filesystems.values():
            entry["metrics"]["plot"].pop(sorted(entry["metrics"]["plot"])[0], None)


def _many_filesystems(report):
    for filesystems in report["data"].values():
        originals = list(filesystems.values())
        for number in range(12):
            filesystems[f"fs{number:02}_driver"] = copy.deepcopy(originals[number % len(originals)])
        for name in [name for name in filesystems if not name.startswith("fs")]:
            del filesystems[name]


def _many_benchmarks(report):
    """Thirty, the first two with monitoring: its figures are the many."""
    originals = sorted(report["data"].items())
    report["data"] = {
        f"{originals[number % len(originals)][0]}-{number:02}": copy.deepcopy(originals[number % len(originals)][1])
        for number in range(30)}
    for _, filesystems in sorted(report["data"].items())[2:]:
        for entry in filesystems.values():
            del entry["monitoring"]


def _nested_tables(entry):
    entry["metrics"]["table"].update({
        "nested": {"a": [1, {"b": None}], "c": "text"}, "list": [1, 2, 3], "flag": True, "nothing": None,
        "huge": 12345678901234567890, "tiny": 1.25e-7})


MARKUP = "<img src=x onerror=alert(1)>"


def _markup(report):
    """Markup and everything that means something to a page, a URL or a pointer, as names."""
    report["system_info"] = {MARKUP: MARKUP, "hostname": "</title><script>alert(2)</script>"}
    odd = [MARKUP, "fio-a/b~c?d#e&f=\"g'", "{{name}} {{> head}} %2e%2e/", "ベンチ 🚀"]
    originals = [entry for _, _, entry in entries(report)]
    report["data"] = {
        benchmark: {
            filesystem: {
                "metrics": {"plot": {MARKUP: 1.5, "b&amp;": 2}, "table": {MARKUP: MARKUP}},
                "monitoring": copy.deepcopy(originals[0]["monitoring"]),
                MARKUP: [MARKUP],
            } for filesystem in odd}
        for benchmark in odd}
    report[MARKUP] = {"x": MARKUP}


def invented():
    """Nothing in it has a name that benchd knows, two disks, a hole, lists of unequal length, counters that drop."""
    def entry(factor, disks):
        iostat = {"timestamp": [0, 1, 2, 3, 4, 5]}
        for offset, key in enumerate(("cpu_user", "cpu_system", "cpu_iowait", "cpu_idle")):
            iostat[key] = [factor * (offset + 1) + sample for sample in range(6)]
        for disk in disks:
            for offset, suffix in enumerate(("read_iops", "write_iops", "read_kbps", "write_kbps", "read_await", "write_await", "util")):
                iostat[f"{disk}_{suffix}"] = [factor * 10 * (offset + 1) + sample for sample in range(6)]
        return {
            "metrics": {
                "plot": {"zorkmids": 1234.5 * factor, "quux_ns": 0.00012 * factor, "none": None},
                "table": {"note": f"x{factor}", "count": factor, "deep": {"a": [factor]}}},
            "monitoring": {
                "docker_stats": {
                    "plot": {"cpu_perc": 150.0 * factor, "mem_usage_bytes": 5e7 * factor},
                    "table": {"cpu_perc": 150.0 * factor},
                    "series": {
                        "cpu_perc": [100.0, 200.0 * factor, 150.5], "mem_usage_bytes": [1e7, None, 3e9 * factor],
                        "mem_limit_bytes": [8e9, 8e9, 8e9], "block_read_bytes": [100.0, 0.0, 5e6, 9e6],
                        "block_write_bytes": [5e6, 4e6, 6e6], "net_rx_bytes": [0.0, 1e3, 5e3], "net_tx_bytes": []}},
                "iostat": {"plot": {"cpu_user_avg": 1.5}, "table": {"cpu_user_avg": 1.5}, "series": iostat}}}

    return {
        "system_info": {"made by": "a test"},
        "data": {
            "turbo-encabulator": {"spiralfs_mk2": entry(1, ["nvme9", "disk_two"]), "flatfs": entry(3, ["nvme9"])},
            "grep": {"flatfs": entry(2, ["nvme9"])}}}


VARIANTS = {
    "empty": {"data": {}},
    "no entries": {"data": {"fio-x": {}}},
    "no entries, then some": {"data": {"fio-x": {}, **invented()["data"]}},
    "empty entry": {"data": {"fio-x": {"ext4": {}}}},
    "no system_info": _edited(lambda report: report.pop("system_info")),
    "system_info {}": _edited(lambda report: report.update(system_info={})),
    "system_info a list": _edited(lambda report: report.update(system_info=["x", 1, None])),
    "no monitoring": _edited(_each_entry(lambda entry: entry.pop("monitoring"))),
    "monitoring null": _edited(_each_entry(lambda entry: entry.update(monitoring=None))),
    "null sections": _edited(_each_entry(_null_sections)),
    "no disk keys": _edited(_each_entry(_without_disks)),
    "missing cells": _edited(_missing_cells, benchmarks=None),
    "12 filesystems": _edited(_many_filesystems),
    "30 benchmarks": _edited(_many_benchmarks, benchmarks=None),
    "nested table values": _edited(_each_entry(_nested_tables)),
    "markup in every name": _edited(_markup),
    "unknown keys": _edited(_each_entry(lambda entry: entry["monitoring"].update(gpu={"series": "whatever"}))),
    "invented": invented(),
}

# Everything that must be accepted and drawn.
REPORTS = {**{name: fixture(name) for name in FIXTURE_NAMES}, **VARIANTS}
