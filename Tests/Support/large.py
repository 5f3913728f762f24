"""Valid reports that are made to cost memory or time: many parts, long names, deep values."""

import json
import random

SUFFIXES = ("read_iops", "write_iops", "read_kbps", "write_kbps", "read_await", "write_await", "util")
QUOTES = '"' * 250


def entry(plot=None, **more):
    return {"metrics": {"plot": plot or {"read_iops": 1.5}, "table": {"rw_mode": "randread"}}, **more}


def report(data, **more):
    return json.dumps({**more, "data": data}, separators=(",", ":")).encode()


def nested(value, depth):
    for level in range(depth):
        value = {"k": value} if level % 2 else [value]
    return value


def benchmarks_on_four():
    return report({f"fio-{number:04}": {f"fs{name}": entry() for name in range(4)} for number in range(2_000)})


def benchmarks():
    return report({f"fio-{number:05}": {"ext4": entry()} for number in range(20_000)})


def keys():
    numbers = {f"key_{number:05}": number for number in range(20_000)}
    return report({"fio-x": {"ext4": {"metrics": {"plot": numbers, "table": numbers}}}})


def own_filesystems():
    return report({f"b{number}": {f"fs{number}": {}} for number in range(1_200)})


def filesystems():
    return report({"fio-x": {f"fs{number:05}": entry() for number in range(20_000)}})


def own_keys():
    return report({"fio-x": {
        f"fs{name:02}": entry({f"key_{name:02}_{number:02}": number for number in range(60)}) for name in range(60)}})


def disks():
    averages = {f"disk{number}_{suffix}_avg": 1.5 for number in range(40_000) for suffix in SUFFIXES}
    series = {f"disk{number}_{suffix}": [1, 2] for number in range(40_000) for suffix in SUFFIXES}
    return report({"fio-x": {"ext4": entry(monitoring={"iostat": {"table": averages, "series": series}})}})


def samples(count, disks, filesystems, value):
    series = {f"{disk}_{suffix}": [value] * count for disk in disks for suffix in SUFFIXES}
    return report({"fio-x": {f"fs{number:02}": entry(monitoring={"iostat": {"series": series}}) for number in range(filesystems)}})


def long_series():
    """Ten million samples of one byte each."""
    return samples(1_600_000, ["sda"], 1, 1)


def many_series():
    """Two dozen filesystems on a dozen disks: more lines than are drawn, of numbers with many digits."""
    return samples(600, [f"sd{letter}" for letter in "abcdefghijkl"], 24, 12345.678901)


def hours():
    """45 MB: 33 benchmarks on 4 filesystems, each watched for an hour."""
    metrics = {"read_iops": 1.5, "write_iops": 2.5, "read_lat_mean_ms": 0.2, "read_lat_p99_ms": 1.5}
    chance = random.Random(1)
    noise = [round(chance.uniform(800, 1_200), 2) for _ in range(3_600 + 7)]

    def cell(number):
        iostat = {f"vdb_{suffix}": noise[at:at + 3_600] for at, suffix in enumerate(SUFFIXES)}
        iostat |= {key: [value / 100 for value in noise[number % 7:][:3_600]] for key in ("cpu_user", "cpu_system", "cpu_iowait", "cpu_idle")}
        return {"metrics": {"plot": metrics, "table": {"rw_mode": "randrw"}}, "monitoring": {"iostat": {"series": {"timestamp": list(range(3_600)), **iostat}}}}

    return report({f"fio-{number:02}": {f"fs{name}": cell(number) for name in range(4)} for number in range(33)})


def deep_facts():
    facts = {f"fact{number}": nested(number, 58) for number in range(20_000)}
    return report({"fio-x": {"ext4": entry()}}, system_info=facts)


def long_names():
    """Each of some kilobytes, most of it what markup writes as six."""
    names = [f"{number:03}{QUOTES * 16}" for number in range(300)]
    values = {name: name for name in names}
    return report(
        {names[0]: {name: {} for name in names},
         "fio-x": {"ext4": {"metrics": {"plot": dict.fromkeys(names, 1), "table": values}, **values}},
         **{name: {names[1]: entry(dict.fromkeys(names[:3], 1))} for name in names[1:]}},
        system_info=values, **values)


def markup_names():
    """As long as they may be without being shortened, as many as a page would hold."""
    names = [f"{number:05}{QUOTES}" for number in range(9_000)]
    return report(
        {names[0]: {name: {} for name in names[:900]},
         **{name: {names[1]: {"metrics": {"plot": dict.fromkeys(names[:20], 1)}}} for name in names[1:900]},
         "fio-x": {"ext4": {"metrics": {"plot": dict.fromkeys(names, 1), "table": dict.fromkeys(names, "<")}}}},
        system_info={name: {name: name} for name in names[:900]})


def control_characters():
    """Six bytes each in JSON."""
    names = [f"{number:05}" + "\1" * 240 for number in range(3_000)]
    return report({"fio-x": {"ext4": {"metrics": {"plot": dict.fromkeys(names, 1), "table": {name: name for name in names}}}}})


def huge_names():
    """A megabyte and more each."""
    huge = ["é" * 1_000_000 + letter for letter in "abcdef"]
    return report(
        {huge[0]: {huge[1]: {"metrics": {"plot": {huge[2]: 1}, "table": {huge[3]: huge[4]}}, huge[5]: huge[5]}}},
        system_info={huge[0]: huge[1]}, **{huge[2]: huge[3]})


def unknown_parts():
    parts = {f"part{number}": {"of": "something", "list": list(range(50))} for number in range(1_500)}
    return report({f"fio-{number:02}": {"ext4": {**entry(), **parts}} for number in range(20)}, **parts)


def long_lists():
    numbers = list(range(1_000_000))
    return report(
        {"fio-x": {"ext4": {"metrics": {"plot": {}, "table": {"list": numbers, "objects": [{"a": 1}] * 100_000}}}}},
        system_info={"list": numbers}, list=numbers)


LARGE = {
    "2,000 benchmarks on 4 filesystems": benchmarks_on_four, "20,000 benchmarks": benchmarks, "20,000 keys": keys,
    "1,200 benchmarks, each on a filesystem of its own": own_filesystems, "20,000 filesystems": filesystems,
    "60 filesystems, each with 60 keys of its own": own_keys, "40,000 disks": disks, "ten million samples": long_series,
    "2,000 series of 600 samples": many_series, "33 benchmarks of an hour": hours, "deep facts": deep_facts,
    "names of kilobytes": long_names, "names of markup": markup_names, "names of control characters": control_characters,
    "names of megabytes": huge_names, "unknown parts": unknown_parts, "long lists": long_lists,
}
