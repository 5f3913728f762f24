"""What the dashboard must draw of a report, computed from the report alone (the rules: templates/README.md)."""

import math
from dataclasses import dataclass, field
from itertools import zip_longest

HIGHER, LOWER = "higher is better", "lower is better"

# key: (unit, direction, group), in the order in which they are shown
PLOTS = {
    "fio-": {
        "read_iops": ("operations/s", HIGHER, "iops"), "write_iops": ("operations/s", HIGHER, "iops"),
        "read_bw_bytes": ("bytes/s", HIGHER, "bandwidth"), "write_bw_bytes": ("bytes/s", HIGHER, "bandwidth"),
        "read_lat_ns_mean": ("ns", LOWER, "latency"), "write_lat_ns_mean": ("ns", LOWER, "latency")},
    "sysbench-oltp": {
        "tps": ("transactions/s", HIGHER, "throughput"), "qps": ("queries/s", HIGHER, "throughput"),
        "latency_avg": ("ms", LOWER, "latency"), "latency_p95": ("ms", LOWER, "latency")},
    "postgres-pgbench": {"tps": ("transactions/s", HIGHER, "throughput"), "latency_avg": ("ms", LOWER, "latency")},
    "webserver-bench": {
        "requests_per_sec": ("requests/s", HIGHER, "throughput"), "transfer_per_sec_bytes": ("bytes/s", HIGHER, "bandwidth"),
        "latency_avg_ms": ("ms", LOWER, "latency")}}

DOCKER = {
    "cpu_perc": "% of one core", "mem_usage_bytes": "bytes", "mem_limit_bytes": "bytes", "block_read_bytes": "bytes",
    "block_write_bytes": "bytes", "net_rx_bytes": "bytes", "net_tx_bytes": "bytes"}
COUNTERS = {"block_read_bytes", "block_write_bytes", "net_rx_bytes", "net_tx_bytes"}
CPU = {"cpu_user": "%", "cpu_system": "%", "cpu_iowait": "%", "cpu_idle": "%"}
DISK = {
    "read_iops": "operations/s", "write_iops": "operations/s", "read_kbps": "KiB/s", "write_kbps": "KiB/s", "read_await": "ms",
    "write_await": "ms", "util": "%"}

TIMES = [("ns", 1), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)]
BYTES = [("B", 1), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)]


def _per(interval):
    return [(f"{name}/{interval}", size) for name, size in BYTES]


SCALES = {
    "ns": (1, TIMES), "ms": (1e6, TIMES), "bytes": (1, BYTES), "bytes/s": (1, _per("s")), "bytes/sample": (1, _per("sample")),
    "KiB/s": (1024, _per("s")), "%": (1, [("%", 1)]), "% of one core": (1, [("cores", 100)])}


@dataclass
class Figure:
    """Bars or lines in the report's unit: {(filesystem, key): [(x, y)]}; bars have no x."""
    unit: str | None
    direction: str = ""
    time: str = ""
    traces: dict = field(default_factory=dict)

    def scaled(self):
        """Its values as drawn, and the name of their unit."""
        values = [abs(y) for points in self.traces.values() for _, y in points if y is not None]
        name, scale = scale_of(self.unit, max(values, default=0))
        return name, {
            key: [(x, None if y is None else scale(y)) for x, y in points] for key, points in self.traces.items()}

    def is_empty(self):
        return all(y is None for points in self.traces.values() for _, y in points)


def scale_of(unit, largest):
    if unit not in SCALES:
        return unit or "", lambda value: value
    factor, steps = SCALES[unit]
    name, size = [step for step in steps if step[1] <= largest * factor or step is steps[0]][-1]
    return name, lambda value: value * factor / size


def number(value):
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def part(entry, *path):
    """The object at a path, {} where any part of it is missing or null."""
    for name in path:
        entry = (entry or {}).get(name)
    return entry or {}


def plots_of(benchmark):
    for prefix, plots in PLOTS.items():
        if benchmark.startswith(prefix):
            return plots
    return {}


def figures(report):
    """{(benchmark, figure id): Figure} for everything in a report."""
    result = {}
    for benchmark, entries in report["data"].items():
        filesystems = sorted(entries)
        for name, figure in {
                **bars(benchmark, entries, filesystems), **resources(entries, filesystems), **series(entries),
                **scores(benchmark, entries)}.items():
            result[benchmark, name] = figure
    return result


def known_first(keys, plots):
    return [key for key in plots if key in keys] + sorted(set(keys) - set(plots))


def plot_keys(benchmark, entries):
    return known_first({key for entry in entries.values() for key in part(entry, "metrics", "plot")}, plots_of(benchmark))


def bars(benchmark, entries, filesystems):
    shared, result = {}, {}
    for key in plot_keys(benchmark, entries):
        unit, direction, group = plots_of(benchmark).get(key, (None, "", None))
        name = shared.get((group, unit, direction)) if group else None
        if name is None:
            name = f"plot:{group}" if group and f"plot:{group}" not in result else f"plot:{group or ''}:{key}"
            shared[group, unit, direction] = name
            result[name] = Figure(unit, direction)
        for filesystem in filesystems:
            value = number(part(entries.get(filesystem), "metrics", "plot").get(key))
            result[name].traces[filesystem, key] = [(None, value)]
    return result


def resources(entries, filesystems):
    result = {}
    for name, key in (("resources:cpu", "cpu_perc"), ("resources:memory", "mem_usage_bytes")):
        figure = Figure(DOCKER[key])
        for filesystem in filesystems:
            figure.traces[filesystem, key] = [(None, corrected(entries.get(filesystem), key))]
        if not figure.is_empty():
            result[name] = figure
    return result


def corrected(entry, key):
    """The mean of Docker's samples; the reported one where there are none."""
    docker = part(entry, "monitoring", "docker_stats", "series")
    samples = [sample for sample in without_ended(number_lists(docker).get(key, []), docker) if sample is not None]
    return sum(samples) / len(samples) if samples else number(part(entry, "monitoring", "docker_stats", "plot").get(key))


# Time series


def split_disk(key):
    """(suffix, disk) of an iostat series key; (key, None) if the key belongs to no disk."""
    for suffix in DISK:
        if key.endswith(f"_{suffix}") and len(key) > len(suffix) + 1:
            return suffix, key.removesuffix(f"_{suffix}")
    return key, None


def number_lists(values):
    return {
        key: samples for key, samples in values.items()
        if key != "timestamp" and isinstance(samples, list) and all(sample is None or number(sample) is not None for sample in samples)}


def disks(iostat):
    return {disk for key in number_lists(iostat) for _, disk in [split_disk(key)] if disk is not None}


def span(iostat):
    """First and last time of an entry's iostat series."""
    lists = number_lists({**iostat, "": iostat.get("timestamp")})
    length = max(map(len, lists.values()), default=0)
    if length < 2:
        return None
    times = iostat.get("timestamp") or range(length)
    return times[0], times[length - 1]


def series(entries):
    iostats = {name: part(entry, "monitoring", "iostat", "series") for name, entry in entries.items()}
    dockers = {name: part(entry, "monitoring", "docker_stats", "series") for name, entry in entries.items()}
    return {**iostat_series(iostats), **docker_series(dockers, iostats)}


def iostat_series(iostats):
    result = {}
    one_disk = all(len(disks(iostat)) <= 1 for iostat in iostats.values())
    for filesystem, iostat in iostats.items():
        for key, samples in number_lists(iostat).items():
            suffix, disk = split_disk(key)
            name = f"series:iostat:{suffix}" + (f"@{disk}" if disk is not None and not one_disk else "")
            unit = DISK.get(suffix) if disk is not None else CPU.get(key)
            figure = result.setdefault(name, Figure(unit, time="iostat samples"))
            samples = without_idle(samples, suffix, disk, number_lists(iostat))
            times = iostat.get("timestamp") or range(len(samples))
            # Sample 0 is the average since boot.
            figure.traces[filesystem, key] = list(zip(times, samples))[1:]
    return result


def without_idle(samples, suffix, disk, lists):
    """An await in a second without requests is written as 0; it is no value."""
    requests = lists.get(f"{disk}_{suffix.removesuffix('_await')}_iops", []) if suffix.endswith("_await") else []
    return [None if index < len(requests) and requests[index] == 0 else sample for index, sample in enumerate(samples)]


def without_ended(samples, docker):
    """What Docker reports after the container has ended: all zeros, the limit of memory too."""
    lists = number_lists(docker)
    limits = lists.get("mem_limit_bytes", [])
    ended = {index for index, limit in enumerate(limits) if limit == 0
             and all(not values[index] for values in lists.values() if index < len(values))}
    return [None if index in ended else sample for index, sample in enumerate(samples)]


def docker_series(dockers, iostats):
    sampled = [name for name, docker in dockers.items() if any(docker.values())]
    spread = all(span(iostats[name]) for name in sampled)
    result = {}
    for filesystem, docker in dockers.items():
        for key, samples in number_lists(docker).items():
            samples = without_ended(samples, docker)
            points = list(zip(docker_times(len(samples), span(iostats[filesystem]) if spread else None), samples))
            unit = DOCKER.get(key)
            if key in COUNTERS:
                points, unit = rates(points), "bytes/s" if spread else "bytes/sample"
            time = "Docker's spread evenly" if spread else "Docker sample number"
            result.setdefault(f"series:docker_stats:{key}", Figure(unit, time=time)).traces[filesystem, key] = points
    return result


def docker_times(count, between):
    if between is None:
        return list(range(count))
    start, end = between
    return [start + (end - start) * index / max(count - 1, 1) for index in range(count)]


def rates(points):
    """A counter's growth; a drop is a gap, and a zero after growth was a value nobody could read."""
    known, positive = [], False
    for x, y in points:
        known.append((x, None if y == 0 and positive else y))
        positive = positive or (y or 0) > 0
    result = []
    for (x0, y0), (x1, y1) in zip(known, known[1:]):
        result.append((x1, None if y0 is None or y1 is None or y1 < y0 else (y1 - y0) / (x1 - x0)))
    return result


# Score against resource use


def busy_samples(iostat):
    """First and last sample of the busy interval; None where it is not known (docs/analysis.md)."""
    lists, activities = number_lists(iostat), []
    for disk in sorted(disks(iostat)):
        sides = [[sample or 0 for sample in lists[key][1:]] for side in ("read", "write") if (key := f"{disk}_{side}_iops") in lists]
        activities.append([sum(samples) for samples in zip_longest(*sides, fillvalue=0)])
    activity = max(activities, key=sum, default=[])
    if max(activity, default=0) < 1:
        activity = [0 if sample is None else 100 - sample for sample in lists.get("cpu_idle", [])[1:]]
    if not activity:
        return None
    bound = sorted(activity)[math.ceil(0.9 * len(activity)) - 1] / 4
    places = [index for index, value in enumerate(activity, 1) if value >= bound]
    return (places[0], places[-1]) if places[-1] - places[0] >= 4 else None


def known(samples):
    return [sample for sample in samples if number(sample) is not None]


def own_mean(entry, key):
    """The mean of the busy interval; without one that of all but the since-boot sample; the reported one where there is no series."""
    iostat = part(entry, "monitoring", "iostat", "series")
    all_samples = iostat.get(key) or []
    first, last = busy_samples(iostat) or (1, len(all_samples))
    samples = known(all_samples[first:last + 1]) or known(all_samples[1:])
    if samples:
        return sum(samples) / len(samples)
    return number(part(entry, "monitoring", "iostat", "plot").get(f"{key}_avg"))


def machine_cpu(entry):
    user, system = own_mean(entry, "cpu_user"), own_mean(entry, "cpu_system")
    return None if user is None or system is None else user + system


def busiest_disk(entry):
    averages = {key.removesuffix("_util_avg") for key in part(entry, "monitoring", "iostat", "plot") if key.endswith("_util_avg")}
    names = disks(part(entry, "monitoring", "iostat", "series")) | averages
    return max((mean for name in names if (mean := own_mean(entry, f"{name}_util")) is not None), default=None)


RESOURCES = {
    "cpu": ("% of one core", lambda entry: corrected(entry, "cpu_perc")), "memory": ("bytes", lambda entry: corrected(entry, "mem_usage_bytes")),
    "machine_cpu": ("%", machine_cpu), "iowait": ("%", lambda entry: own_mean(entry, "cpu_iowait")), "util": ("%", busiest_disk)}


@dataclass
class Scatter:
    """One point for each filesystem: {(filesystem, key): (resource, score)}."""
    x_unit: str
    y_unit: str | None
    direction: str
    traces: dict

    def scaled(self):
        x_name, x_scale = scale_of(self.x_unit, max((abs(x) for x, _ in self.traces.values()), default=0))
        y_name, y_scale = scale_of(self.y_unit, max((abs(y) for _, y in self.traces.values()), default=0))
        return x_name, y_name, {key: [(x_scale(x), y_scale(y))] for key, (x, y) in self.traces.items()}

    def is_empty(self):
        return not self.traces


def main_score(benchmark, entries):
    keys, plots = plot_keys(benchmark, entries), plots_of(benchmark)
    keys = [key for key in keys if any(
        number(part(entry, "metrics", "plot").get(key)) is not None for entry in entries.values())] or keys
    for groups in (("iops",), ("throughput",)):
        for key in keys:
            if key in plots and plots[key][1] == HIGHER and plots[key][2] in groups:
                return key
    return keys[0] if keys else None


def scores(benchmark, entries):
    key = main_score(benchmark, entries)
    if key is None:
        return {}
    unit, direction, _ = plots_of(benchmark).get(key, (None, "", None))
    result = {}
    for name, (x_unit, value_of) in RESOURCES.items():
        used = {filesystem: value_of(entry) for filesystem, entry in entries.items()}
        if all(value is None for value in used.values()):
            continue
        score = {filesystem: number(part(entry, "metrics", "plot").get(key)) for filesystem, entry in entries.items()}
        result[f"score:{name}"] = Scatter(x_unit, unit, direction, {
            (filesystem, key): (used[filesystem], score[filesystem]) for filesystem in entries
            if used[filesystem] is not None and score[filesystem] is not None})
    return result
