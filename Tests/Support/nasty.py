"""Numbers and names that no tool writes and that a report may hold all the same."""

import json
from dataclasses import dataclass

# As JSON writes them; all that a Double can hold.
NUMBERS = [
    "5e-324", "-5e-324", "2.2250738585072014e-308", "2.225073858507201e-308", "1e-300", "1e-310", "1e303", "1e306", "1e308",
    "1.7976931348623157e308", "-1.7976931348623157e308", "-0.0", "-0", "0", "0e0", "0E+999999", "1e-999999",
    "9007199254740993", "-9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551615", "18446744073709551616", "4294967296", "-2147483649", "1e22", "1e23",
    "0.30000000000000004", "0.1", "999.95", "999949.9999999999", "9.9995", "99.995", "0.00099999", "123456789012345678901234567890",
    "0." + "0" * 320 + "1", "1" + "0" * 308, "3.141592653589793238462643383279502884197" + "1" * 3000, "-1e-5",
]

NAMES = [
    "", " ", "  a  ", "..", "../..", "/", "a/b~0", "~1", "%2f", "%00", "%", "__proto__", "constructor", "toString", "null", "true", "0", "-1",
    "1e400", "data", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'`", "{{name}}", "{{#data}}", "a\nb", "\r\n", "\x00",
    "\x1b[31m", "\u202egpj.exe", "\u2066x", "e\u0301", "\u00e9", "a" + "\u0301" * 500, "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\ud7ff\ue000\ufffd\uffff", "n" * 255, "n" * 256, "n" * 257, "m" * 65536, "\U0001f4be" * 64, "?a=b&c#d", "\\", "a\u2028b",
]


@dataclass(frozen=True)
class Number:
    """Stands for itself in a report: Python's own numbers would lose digits."""

    text: str


def write(value):
    """A report in JSON with each `Number` as it is written."""
    match value:
        case Number(text):
            return text
        case dict():
            return "{" + ",".join(f"{json.dumps(key)}:{write(member)}" for key, member in value.items()) + "}"
        case list():
            return "[" + ",".join(map(write, value)) + "]"
        case _:
            return json.dumps(value)


def with_numbers(value, shift):
    """The report with every number replaced by the next nasty one, begun `shift` further in the list."""
    count = [shift]

    def replace(value):
        if isinstance(value, dict):
            return {key: replace(member) for key, member in value.items()}
        if isinstance(value, list):
            return [replace(element) for element in value]
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        count[0] += 1
        return Number(NUMBERS[count[0] % len(NUMBERS)])

    return replace(value)


def with_names(report, shift, kept=("data", "metrics", "plot", "table", "monitoring", "docker_stats", "iostat", "series", "system_info")):
    """The report with every name that it may choose replaced in the same way; what a format needs is kept."""
    count = [shift]

    def replace(value):
        if isinstance(value, list):
            return [replace(element) for element in value]
        if not isinstance(value, dict):
            return value
        replaced = {}
        for key, member in value.items():
            name = key if key in kept else None
            while name is None or name in replaced:
                count[0] += 1
                nasty = NAMES[count[0] % len(NAMES)]
                # In every second name only the end is odd, so that the kind of the benchmark is still known.
                name = key + nasty if count[0] % 2 and name is None else nasty
            replaced[name] = replace(member)
        return replaced

    return replace(report)


def with_long_name(report, place, name):
    """The report with one name of megabytes at a place."""
    [(benchmark, entries)] = list(report["data"].items())[:1]
    [(filesystem, entry)] = list(entries.items())[:1]
    match place:
        case "benchmark":
            return {**report, "data": {name: entries, **report["data"]}}
        case "filesystem":
            return {**report, "data": {benchmark: {name: entry, **entries}}}
        case "metric":
            metrics = {**entry["metrics"], "plot": {name: 1, **entry["metrics"]["plot"]}}
            return {**report, "data": {benchmark: {filesystem: {**entry, "metrics": metrics}}}}
        case "part of an entry":
            return {**report, "data": {benchmark: {filesystem: {**entry, name: 1}}}}
        case "part of the report":
            return {**report, name: 1}
        case "system fact":
            return {**report, "system_info": {name: 1}}
        case "text":
            return {**report, "system_info": {"hostname": name}}


def short_report(report):
    """A real report with one entry of each tool and five samples of each series."""
    data = {}
    for benchmark, filesystem in [
            ("postgres-pgbench", "btrfs_btrfs"), ("fio-randrw-16k", "ext4_overlay2"), ("fio-randread-4k", "btrfs_btrfs"),
            ("webserver-bench", "xfs_overlay2")]:
        entry = json.loads(json.dumps(report["data"][benchmark][filesystem]))
        for group in entry["monitoring"].values():
            group["series"] = {key: values[:5] for key, values in group["series"].items()}
        data[benchmark] = {filesystem: entry}
    data["sysbench-oltp-read"] = {"ext4_overlay2": {"metrics": {"plot": {"tps": 1.5, "qps": 2, "latency_avg": 3}, "table": {"total_queries": 4}}}}
    return {"system_info": report["system_info"], "data": data}
