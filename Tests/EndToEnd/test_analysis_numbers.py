"""The numbers of readings, derived values and audit, computed again from the raw reports by other code."""

import json
import math
import statistics
from functools import cache

import pytest

from Support.daemon import benchd
from Support.paths import FIXTURES as RUNS, ROOT
from Support.reports import CONFIG, REPORT

NAMES = ["baseline", "baseline-repeat", "mount-options", "readahead-16k", "minute-baseline", "minute-mount-options"]
ONE_ITERATION = NAMES[1:]
FIO = {"read": ("read_iops", "read_bw_bytes", "read_lat_ns_mean"), "write": ("write_iops", "write_bw_bytes", "write_lat_ns_mean")}


@cache
def raw(run):
    return json.loads((RUNS / run / REPORT).read_text())


@cache
def answer(run):
    result = benchd("check", "--json", "--config", str(RUNS / run / CONFIG), str(RUNS / run / REPORT))
    assert (result.returncode, result.stderr) == (0, "")
    return json.loads(result.stdout)["report"]


def cells(run):
    """Each cell of the report with what benchd says of it."""
    said = {(cell["benchmark"], cell["filesystem"]): cell for cell in answer(run)["cells"]}
    for benchmark, entries in raw(run)["data"].items():
        for filesystem, entry in entries.items():
            yield benchmark, filesystem, entry, said.pop((benchmark, filesystem))
    assert said == {}


def derived(cell, name):
    return next((value["value"] for value in cell["derived"] if value["name"] == name), None)


def findings(run, *verdicts):
    return [finding for finding in answer(run)["findings"] if finding["verdict"] in verdicts]


def close(found, expected):
    return expected is None and found is None or found is not None and math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


def busy(series):
    """First and last sample of the busy interval; None without one."""
    activity = [read + write for read, write in zip(series["vdb_read_iops"][1:], series["vdb_write_iops"][1:])]
    if max(activity) < 1:
        activity = [100 - idle for idle in series["cpu_idle"][1:]]
    high = sorted(activity)[math.ceil(0.9 * len(activity)) - 1]
    places = [index for index, value in enumerate(activity, 1) if value >= high / 4]
    return places[0], places[-1]


def corrected(series, key):
    first, last = busy(series)
    if last - first + 1 < 5:
        return None
    requests = series.get(key.replace("await", "iops")) if key.endswith("await") else None
    values = [series[key][index] for index in range(first, last + 1) if requests is None or requests[index] != 0]
    return statistics.fmean(values) if values else None


@pytest.mark.parametrize("run", NAMES)
def test_every_number_is_read(run):
    for _, _, entry, cell in cells(run):
        said = {(number["section"], number["key"]): number["value"] for number in cell["numbers"]}
        for section, values in (("/metrics/plot", entry["metrics"]["plot"]), ("/metrics/table", entry["metrics"]["table"]),
                                ("/monitoring/iostat/plot", entry["monitoring"]["iostat"]["plot"]),
                                ("/monitoring/docker_stats/plot", entry["monitoring"]["docker_stats"]["plot"])):
            for key, value in values.items():
                if isinstance(value, (int, float)):
                    assert said.pop((section, key)) == value
                else:
                    assert cell["settings"][key] == value
        assert said == {}


@pytest.mark.parametrize("run", NAMES)
def test_means_and_corrected_means(run):
    count = 0
    for benchmark, filesystem, entry, cell in cells(run):
        series = entry["monitoring"]["iostat"]["series"]
        first, last = busy(series)
        assert (cell["iostat"]["busy"]["first"], cell["iostat"]["busy"]["last"]) == (first, last)
        for said in cell["iostat"]["series"]:
            assert close(said["mean"], statistics.fmean(series[said["key"]])), said
            assert close(said["corrected"], corrected(series, said["key"])), (benchmark, filesystem, said)
            count += 1
        docker = entry["monitoring"]["docker_stats"]["series"]
        real = [index for index, limit in enumerate(docker["mem_limit_bytes"]) if limit]
        assert cell["docker_stats"]["ended_samples"] == len(docker["mem_limit_bytes"]) - len(real)
        for said in cell["docker_stats"]["series"]:
            if "block" not in said["key"] and "net" not in said["key"]:
                assert close(said["corrected"], statistics.fmean(docker[said["key"]][index] for index in real))
    assert count == sum(len(entry["monitoring"]["iostat"]["series"]) - 1 for _, _, entry, _ in cells(run))


@pytest.mark.parametrize("run", NAMES)
def test_values_of_the_workload(run):
    for benchmark, filesystem, entry, cell in cells(run):
        plot, table = entry["metrics"]["plot"], entry["metrics"]["table"]
        if benchmark.startswith("fio-"):
            expected = sum(plot.get(rate, 0) * plot.get(latency, 0) / 1e9 for rate, _, latency in FIO.values())
            time = max(table[f"{name}_io_bytes"] / plot[bandwidth] for name, (_, bandwidth, _) in FIO.items() if bandwidth in plot)
        elif benchmark.startswith("webserver"):
            expected = plot["requests_per_sec"] * plot["latency_avg_ms"] / 1e3
            time = table["total_requests"] / plot["requests_per_sec"]
        else:
            expected = plot["tps"] * plot["latency_avg"] / 1e3
            time = table.get("total_transactions", table.get("transactions_processed")) / plot["tps"]
        assert close(derived(cell, "concurrency"), expected), (benchmark, filesystem)
        assert close(derived(cell, "run_time"), time), (benchmark, filesystem)


@pytest.mark.parametrize("run", NAMES)
def test_values_of_device_and_cpu(run):
    cores = raw(run)["system_info"]["cpu_cores_total"]
    for benchmark, filesystem, entry, cell in cells(run):
        plot, series = entry["metrics"]["plot"], entry["monitoring"]["iostat"]["series"]
        if benchmark.startswith("fio-"):
            for name in FIO:
                own = entry["metrics"]["table"].get(f"{name}_io_bytes")
                expected = sum(series[f"vdb_{name}_kbps"][1:]) * 1024 / own if own else None
                assert close(derived(cell, f"{name}_amplification"), expected), (benchmark, filesystem)
        user, system = corrected(series, "cpu_user"), corrected(series, "cpu_system")
        rate = sum(plot.get(key, 0) for key in ("read_iops", "write_iops", "tps", "requests_per_sec"))
        expected = None if user is None else (user + system) / 100 * cores / rate * 1e6
        assert close(derived(cell, "cpu_per_operation"), expected), (benchmark, filesystem)


@pytest.mark.parametrize("run", ["minute-baseline", "minute-mount-options"])
def test_steadiness_and_stalls(run):
    checked = 0
    for _, _, entry, cell in cells(run):
        rhythm = cell["iostat"]["rhythm"]
        if rhythm is None:
            continue
        series = entry["monitoring"]["iostat"]["series"]
        first, last = busy(series)
        values = series[rhythm["key"]][first:last + 1]
        assert rhythm["key"] == max(("vdb_read_kbps", "vdb_write_kbps"), key=lambda key: sum(series[key][first:last + 1]))
        if len(values) < 25:  # ext4's page cache answers after a few seconds.
            assert rhythm["windows"] is None
            continue
        size = len(values) // 5
        means = [statistics.fmean(values[len(values) % 5:][place * size:][:size]) for place in range(5)]
        slope = statistics.linear_regression(range(5), means).slope
        assert close(rhythm["windows"]["range"], (max(means) - min(means)) / statistics.fmean(means))
        assert close(rhythm["windows"]["excursion"], abs(slope) * 4 / statistics.fmean(means))
        low = "".join("x" if value < statistics.median(values) / 5 else " " for value in values)
        assert (rhythm["stalls"] or {"longest": 0})["longest"] == max(map(len, low.split(" ")))
        variation = next(said["variation"] for said in cell["iostat"]["series"] if said["key"] == rhythm["key"])
        assert close(variation, statistics.stdev(values) / statistics.fmean(values))
        checked += 1
    assert checked >= 12


def test_the_journal_of_ext4_and_its_page_cache_are_seen():
    said = {(benchmark, filesystem): cell for benchmark, filesystem, _, cell in cells("minute-mount-options")}
    assert round(derived(said["fio-randwrite-4k", "ext4_overlay2"], "write_amplification"), 2) == 1.98
    assert round(derived(said["fio-randread-4k", "ext4_overlay2"], "read_amplification"), 2) == 0.01
    served = [finding for finding in findings("minute-mount-options", "odd") if finding["benchmark"] == "fio-randread-4k"]
    assert [(finding["filesystem"], finding["law"]) for finding in served] == [("ext4_overlay2", 6)]
    assert "memory served the reads, although it asked for direct I/O" in served[0]["detail"]


def test_concurrency_of_the_repeat_is_what_was_asked_for():
    said = {(finding["benchmark"], finding["law"]): finding for finding in answer("baseline-repeat")["findings"]}
    assert (said["postgres-pgbench", 2]["verdict"], said["postgres-pgbench", 2]["expected"]) == ("holds", 10)
    assert (said["webserver-bench", 2]["verdict"], said["webserver-bench", 2]["expected"]) == ("holds", 100)


def test_few_findings_of_the_fixtures_are_marked_and_each_is_explained():
    marked = [(run, finding) for run in NAMES for finding in findings(run, "odd", "broken")]
    assert len(marked) <= 20
    documented = (ROOT / "docs" / "analysis.md").read_text()
    for run, finding in marked:
        assert f"| `{run}` | `{finding['benchmark']}` on `{finding['filesystem']}` | {finding['law']} |" in documented, finding


def test_people_get_the_audit_too():
    result = benchd("check", "--config", str(RUNS / "minute-mount-options" / CONFIG), str(RUNS / "minute-mount-options" / REPORT))
    assert result.returncode == 0
    assert "odd: fio-randread-4k on ext4_overlay2: The device read" in result.stdout
    assert "\n  audit: " in result.stdout
